import { holdUnits, unitsWithFixes } from '@beatline/db/queries/credited_runs';
import { deriveVisitsAndHours, intervalsInWindow } from '@beatline/db/queries/presence';
import { requireDeployment } from '@beatline/db/queries/deployment';
import { signInSpans } from '@beatline/db/queries/posts';
import { roundSpans } from '@beatline/db/queries/round_logs';
import { listUnits } from '@beatline/db/queries/units';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { App } from '../../app';
import { creditDeclared } from '../../imports/credit_declared';
import { creditTouchedRuns } from '../../imports/credit_tracks';
import { trackGroundOf } from '../../imports/track_ground';
import { creditRounds } from '../cameras/credit_rounds';

/** Answer of `coverage recompute` (COMMANDS). */
export interface RecomputeAnswer {
  /** Squares in the ledger of the day. */
  readonly cells: number;
  /** Squares of which the ledger said something else than the fixes do; 0 when it was settled. */
  readonly changed: number;
}

const DAY_MS = 86_400_000;

/**
 * Credits the runs that touch a local day anew from the stored fixes, rounds by video and sign-ins, and corrects the ledger where it differs; then derives its visits and hours. Each run keeps to the
 * way it was credited, straight or along the streets there are now. One transaction a unit.
 */
export async function recomputeDay(app: Pick<App, 'query' | 'matching' | 'refresh'>, day: string): Promise<RecomputeAnswer> {
  const startOfDay = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00Z`) : Number.NaN;
  if (Number.isNaN(startOfDay)) throw new Refusal('bad_day', `not a day: ${day}`, 'write it as 2026-11-20');
  const { deployment, range, units } = await app.query(async (scoped) => {
    const found = await requireDeployment(scoped);
    const clock = createSlotClock(found.timeZone);
    const window = { fromMs: clock.instantOfLocalMs(startOfDay), toMs: clock.instantOfLocalMs(startOfDay + DAY_MS) };
    const ids = new Set(await unitsWithFixes(scoped, window));
    return { deployment: found, range: window, units: (await listUnits(scoped)).filter(({ id }) => ids.has(id)) };
  });
  const changed = new Set<number>();
  const derive = { ...range };
  for (const unit of units) {
    await app.query(async (scoped) => {
      await holdUnits(scoped, [unit.id]);
      const ground = await trackGroundOf(scoped, deployment);
      const streets = await app.matching.streets(scoped, deployment.proj4);
      const touched = { fromMs: range.fromMs, toMs: range.toMs - 1 };
      const credit = await creditTouchedRuns(scoped, unit, touched, undefined, ground, { streets, asRecorded: true });
      for (const squareId of credit.corrected) changed.add(squareId);
      derive.fromMs = Math.min(derive.fromMs, credit.range.fromMs);
      derive.toMs = Math.max(derive.toMs, credit.range.toMs + 1);
    });
  }
  return app.query(async (scoped) => {
    // what comes from no fixes: rounds by video, and posts of units without a tracker that day
    const ground = await trackGroundOf(scoped, deployment);
    for (const squareId of await creditRounds(scoped, await roundSpans(scoped, range), ground)) changed.add(squareId);
    const tracked = new Set(units.map(({ id }) => id));
    const signedIn = new Set((await signInSpans(scoped, range)).map(({ unitId }) => unitId).filter((id) => !tracked.has(id)));
    for (const unit of (await listUnits(scoped)).filter(({ id }) => signedIn.has(id))) {
      const declared = await creditDeclared(scoped, unit, range, ground);
      derive.fromMs = Math.min(derive.fromMs, declared?.fromMs ?? Infinity);
      derive.toMs = Math.max(derive.toMs, declared?.toMs ?? -Infinity);
    }
    await deriveVisitsAndHours(scoped, derive);
    const { squareId } = await intervalsInWindow(scoped, range);
    app.refresh();
    return { cells: new Set(squareId).size, changed: changed.size };
  });
}
