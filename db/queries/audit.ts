import { createHash } from 'node:crypto';
import { asc, desc, sql } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';
import { auditEvent } from '../schema/audit';

export interface AuditInput {
  readonly atMs: number;
  /** Account, post or programme; never a person's name. */
  readonly actor: string;
  readonly verb: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Any number will do as long as every writer asks for the same: events are sealed one after another. */
const AUDIT_LOCK = 4_870_003;

/** Appends an event, sealed with the one before it. Needs the deployment scope. */
export async function appendAudit(scoped: Scoped, event: AuditInput): Promise<void> {
  await scoped.tx.execute(sql`SELECT pg_advisory_xact_lock(${AUDIT_LOCK})`);
  const [last] = await scoped.tx
    .select({ id: auditEvent.id, sha256: auditEvent.sha256 })
    .from(auditEvent)
    .orderBy(desc(auditEvent.id))
    .limit(1);
  const id = (last?.id ?? 0) + 1;
  const previousSha256 = last?.sha256 ?? '';
  const detail = event.detail ?? {};
  await scoped.tx.insert(auditEvent).values({
    id,
    at: event.atMs,
    actor: event.actor,
    verb: event.verb,
    subject: event.subject,
    detail,
    previousSha256,
    sha256: sealOf({ id, at: event.atMs, actor: event.actor, verb: event.verb, subject: event.subject, detail, previousSha256 }),
  });
}

/** Walks the whole chain: how many events there are, and the first whose seal does not fit. */
export async function verifyAudit(
  scoped: Scoped,
): Promise<{ readonly events: number; readonly intact: boolean; readonly firstBroken: number | undefined }> {
  const events = await scoped.tx.select().from(auditEvent).orderBy(asc(auditEvent.id));
  let previousSha256 = '';
  for (const [index, event] of events.entries()) {
    if (event.id !== index + 1 || event.previousSha256 !== previousSha256 || event.sha256 !== sealOf(event))
      return { events: events.length, intact: false, firstBroken: event.id };
    previousSha256 = event.sha256;
  }
  return { events: events.length, intact: true, firstBroken: undefined };
}

interface Sealed {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly verb: string;
  readonly subject: string;
  readonly detail: unknown;
  readonly previousSha256: string;
}

/** Keys of `detail` are sorted, because jsonb does not keep their order. */
function sealOf(event: Sealed): string {
  const detail = Object.entries(event.detail ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([event.id, event.at, event.actor, event.verb, event.subject, detail, event.previousSha256]))
    .digest('hex');
}
