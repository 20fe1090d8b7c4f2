import { weightsOfStandard } from '@beatline/shared/coverage/cover_sets';
import { presenceLookBackMs, rowFilter } from '@beatline/shared/coverage/measure_coverage';
import { modeKindCode, takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { visitsOf } from '@beatline/shared/coverage/visits';
import { versionAt } from '@beatline/shared/coverage/standard_in_force';
import { DEFAULT_STANDARDS } from '@beatline/shared/model/standard';
import { TIERS } from '@beatline/shared/model/tier';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { GroundData } from '../ground/ground_data';

/**
 * Longest time a red square went without a visit that the red standard of the version in force at its end accepts, of the times that reach into the window; one that began before the look-back counts from there. Undefined
 * without a red square. `tier` holds the tier codes the squares are held to.
 */
export function worstWaitOfRed(input: {
  readonly ground: GroundData;
  readonly intervals: PresenceIntervals;
  readonly window: InstantRange;
  readonly tier: Uint8Array;
}): number | undefined {
  const { ground, intervals, window } = input;
  const red = TIERS.indexOf('red');
  const reachedMs = new Map<number, number>();
  const lookBackMs = window.fromMs - presenceLookBackMs(ground.standards);
  input.tier.forEach((tier, square) => {
    if (tier === red) reachedMs.set(ground.squareId[square], lookBackMs);
  });
  if (reachedMs.size === 0) return undefined;

  const { versions } = ground.standards;
  const standard = versions[versionAt(ground.standards, window.toMs - 1)]?.byTier.red ?? DEFAULT_STANDARDS.red;
  const counts = rowFilter({ intervals, window }, [standard]);
  const rows: number[] = [];
  for (let row = 0; row < intervals.length; row++) if (reachedMs.has(intervals.squareId[row]) && counts(row)) rows.push(row);
  const weights = weightsOfStandard(standard);
  const visits = visitsOf(takeIntervals(intervals, rows), (row) => weights[modeKindCode(row.mode, row.kind)]);

  let worstMs = 0;
  for (let visit = 0; visit < visits.length; visit++) {
    const squareId = visits.squareId[visit];
    const startMs = visits.startMs[visit];
    if (startMs > window.fromMs) worstMs = Math.max(worstMs, Math.min(startMs, window.toMs) - reachedMs.get(squareId)!);
    reachedMs.set(squareId, Math.max(reachedMs.get(squareId)!, visits.endMs[visit]));
  }
  for (const endMs of reachedMs.values()) worstMs = Math.max(worstMs, window.toMs - endMs);
  return worstMs / 1000;
}
