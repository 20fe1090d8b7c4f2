import { appendAudit } from '@beatline/db/queries/audit';
import { insertStandardVersion } from '@beatline/db/queries/standards';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../../app';
import type { SaveStandardsInput } from '../../routers/standards_inputs';
import { checkedStandards } from './proposed_standards';

/** A page may send the instant it showed as now: this much earlier still counts as now, milliseconds. */
const NOW_GRACE_MS = 5 * 60_000;

/**
 * Saves the standards as a new version that takes over at once or at a later instant. Past figures keep the standards they had. Refused when figures contradict, when
 * the instant has passed, and when somebody else saved in between.
 */
export async function saveStandards(app: App, input: SaveStandardsInput): Promise<{ readonly version: number }> {
  const standards = checkedStandards(input.standards);
  const nowMs = app.nowMs();
  const asked = input.effectiveFrom === undefined ? nowMs : Date.parse(input.effectiveFrom);
  if (asked < nowMs - NOW_GRACE_MS)
    throw new Refusal(
      'standard_past',
      `standards cannot take effect at ${input.effectiveFrom ?? ''}: that has passed`,
      'choose a later time: figures of the past keep the standards they had',
    );
  const saved = await app.query(async (scoped) => {
    const made = await insertStandardVersion(scoped, {
      standards,
      savedAtMs: nowMs,
      effectiveFromMs: Math.max(asked, nowMs),
      note: input.note,
      expectedNewest: input.basedOn,
    });
    await appendAudit(scoped, { atMs: nowMs, actor: 'command', verb: 'standards.save', subject: String(made.version) });
    return made;
  });
  app.ground.reset();
  app.facts.reset();
  return saved;
}
