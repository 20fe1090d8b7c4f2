import type { InstantRange } from '../model/time_window';

/** See {@link touchedRuns}: one for the end of the neighbouring run, one for the silence before it. */
const RUNS_BEYOND = 2;

/**
 * The stretch of a unit's time whose credit may change when fixes are added within `touched`: the runs (fixes no further apart than `maxGapMs`) that the new
 * fixes lie in, and two runs beyond them on either side, because a new neighbour can drop the last fix of the run before it, and with it that run's end and the
 * silence before it. `instantMs` are all fixes of the unit, old and new, ascending; both ends of the answer are instants of fixes. `reachesFirst` and
 * `reachesLast` say that it ends only because the fixes given do: where there may be more, ask again with them. Undefined when there are no fixes. Linear.
 */
export function touchedRuns(
  instantMs: ArrayLike<number>,
  touched: InstantRange,
  maxGapMs: number,
): (InstantRange & { readonly reachesFirst: boolean; readonly reachesLast: boolean }) | undefined {
  if (instantMs.length === 0) return undefined;
  let first = 0;
  while (first < instantMs.length - 1 && instantMs[first] < touched.fromMs) first++;
  let last = instantMs.length - 1;
  while (last > 0 && instantMs[last] > touched.toMs) last--;
  for (let run = 0; run <= RUNS_BEYOND; run++) {
    if (run > 0) first = Math.max(0, first - 1);
    while (first > 0 && instantMs[first] - instantMs[first - 1] <= maxGapMs) first--;
    if (run > 0) last = Math.min(instantMs.length - 1, last + 1);
    while (last < instantMs.length - 1 && instantMs[last + 1] - instantMs[last] <= maxGapMs) last++;
  }
  return { fromMs: instantMs[first], toMs: instantMs[last], reachesFirst: first === 0, reachesLast: last === instantMs.length - 1 };
}
