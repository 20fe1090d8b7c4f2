import { appendAudit } from '@beatline/db/queries/audit';
import { endOperation, insertOperation } from '@beatline/db/queries/operations';
import { Refusal } from '@beatline/shared/model/refusal';
import type { Standard } from '@beatline/shared/model/standard';
import { TIERS, type Tier } from '@beatline/shared/model/tier';
import type { OperationView } from '@beatline/shared/model/views/standards_view';
import { leastCapSeconds } from '@beatline/shared/model/standard';
import type { App } from '../../app';
import type { SaveOperationInput } from '../../routers/standards_inputs';
import { areaOf } from '../cells/coverage';
import { isoInZone } from '../iso_in_zone';
import { presentVersion } from './present_version';
import { checkedStandard } from './proposed_standards';

/** Every special operation, by start. */
export async function listOperationViews(app: App): Promise<readonly OperationView[]> {
  const { operations, clock } = await app.ground.current();
  const nowMs = app.nowMs();
  return operations.map((operation) => ({
    id: operation.id,
    code: operation.code,
    name: operation.name,
    startsAt: isoInZone(clock, operation.startsAtMs),
    endsAt: isoInZone(clock, operation.endsAtMs),
    state: operation.startsAtMs > nowMs ? 'planned' : operation.endsAtMs > nowMs ? 'running' : 'over',
    areaName: operation.areaName,
    squares: operation.squareIds.length,
    raises: TIERS.flatMap((tier) => {
      const raised = operation.byTier[tier];
      if (raised === undefined) return [];
      const { revisitSeconds, dwellSeconds, hours } = raised;
      return [{ tier, revisitSeconds, dwellSeconds, hours }];
    }),
  }));
}

/** Saves an operation. Refused when it has passed, when its area holds no square, and when what it asks of a tier is no stricter than the standard in force. */
export async function saveOperation(app: App, input: SaveOperationInput): Promise<{ readonly id: number }> {
  const ground = await app.ground.current();
  const nowMs = app.nowMs();
  const startsAtMs = Date.parse(input.startsAt);
  const endsAtMs = Date.parse(input.endsAt);
  if (endsAtMs <= Math.max(startsAtMs, nowMs))
    throw new Refusal(
      'operation_time',
      `the operation would end at ${input.endsAt}, before it begins or already in the past`,
      'give a later end',
    );
  if (startsAtMs < nowMs - 5 * 60_000)
    throw new Refusal(
      'operation_time',
      `the operation would begin at ${input.startsAt}: that has passed`,
      'figures of the past keep the standards they had',
    );
  const area = areaOf(input);
  if (area === undefined) throw new Refusal('operation_area', 'the operation has no area', 'choose a jurisdiction, or draw an outline');
  const { byTier } = presentVersion(app, ground);
  const standards: Partial<Record<Tier, Standard>> = {};
  for (const { tier, revisitSeconds, dwellSeconds, hours } of input.raises) {
    const base = byTier[tier];
    const asked = { ...base, revisitSeconds, dwellSeconds, hours };
    if (
      revisitSeconds > base.revisitSeconds ||
      dwellSeconds < base.dwellSeconds ||
      (revisitSeconds === base.revisitSeconds && dwellSeconds === base.dwellSeconds)
    )
      throw new Refusal(
        'operation_raises',
        `${tier}: ${dwellSeconds / 60} min every ${revisitSeconds / 60} min does not raise the ${base.dwellSeconds / 60} min every ${base.revisitSeconds / 60} min in force`,
        'an operation can only raise: shorten the interval or lengthen the stay',
      );
    standards[tier] = checkedStandard({ ...asked, capSecondsPerBand: Math.max(base.capSecondsPerBand, leastCapSeconds(asked)) });
  }
  const saved = await app.query(async (scoped) => {
    const made = await insertOperation(
      scoped,
      { code: input.code, name: input.name, startsAtMs: Math.max(startsAtMs, nowMs), endsAtMs, area, standards },
      nowMs,
    );
    await appendAudit(scoped, { atMs: nowMs, actor: 'command', verb: 'operation.save', subject: input.code });
    return made;
  });
  app.ground.reset();
  return saved;
}

/** Ends an operation now; one not begun is taken back. What it raised while it ran stays raised in the figures of that time. */
export async function endOperationNow(app: App, input: { readonly id: number }): Promise<{ readonly id: number }> {
  const atMs = app.nowMs();
  const ended = await app.query(async (scoped) => {
    const done = await endOperation(scoped, input.id, atMs);
    if (done) await appendAudit(scoped, { atMs, actor: 'command', verb: 'operation.end', subject: String(input.id) });
    return done;
  });
  if (!ended) throw new Refusal('not_found', `no operation ${input.id} is planned or running`, 'one that is over cannot be ended again');
  app.ground.reset();
  return { id: input.id };
}
