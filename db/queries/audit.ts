import { createHash } from 'node:crypto';
import { asc, desc } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';
import { auditEvent } from '../schema/audit';

/** What was done, by which post or programme, to what. Never a person's name. */
export interface AuditInput {
  readonly atMs: number;
  readonly actor: string;
  readonly verb: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** The seal of an event: SHA-256 over its fields, keys of `detail` in order, and the seal before it. */
function sealOf(id: number, event: Required<AuditInput>, previous: string): string {
  const detail = Object.entries(event.detail).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([id, event.atMs, event.actor, event.verb, event.subject, detail, previous])).digest('hex');
}

/** Adds an event to the chain. Writers queue behind one another until the transaction ends, because each seal rests on the one before. */
export async function appendAudit(scoped: Scoped, input: AuditInput): Promise<void> {
  // Chosen number: one advisory lock for the chain, apart from the migrator's.
  await scoped.session.query('SELECT pg_advisory_xact_lock(4870003)');
  const [last] = await scoped.tx.select({ id: auditEvent.id, sha256: auditEvent.sha256 }).from(auditEvent).orderBy(desc(auditEvent.id)).limit(1);
  const id = (last?.id ?? 0) + 1;
  const previousSha256 = last?.sha256 ?? '';
  const event = { ...input, atMs: Math.round(input.atMs), detail: input.detail ?? {} };
  await scoped.tx.insert(auditEvent).values({
    id,
    at: event.atMs,
    actor: event.actor,
    verb: event.verb,
    subject: event.subject,
    detail: event.detail,
    previousSha256,
    sha256: sealOf(id, event, previousSha256),
  });
}

/** Walks the chain from its start and names the first event whose seal does not fit. */
export async function verifyAudit(scoped: Scoped): Promise<{ readonly events: number; readonly intact: boolean; readonly firstBroken: number | undefined }> {
  const events = await scoped.tx.select().from(auditEvent).orderBy(asc(auditEvent.id));
  let previous = '';
  for (const [index, event] of events.entries()) {
    const { id, at, actor, verb, subject, detail, sha256, previousSha256 } = event;
    const expected = sealOf(index + 1, { atMs: at, actor, verb, subject, detail: detail as Required<AuditInput>['detail'] }, previous);
    if (id !== index + 1 || previousSha256 !== previous || sha256 !== expected) return { events: events.length, intact: false, firstBroken: id };
    previous = sha256;
  }
  return { events: events.length, intact: true, firstBroken: undefined };
}
