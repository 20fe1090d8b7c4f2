/** Up to 3 nominal intervals, but no more than this, a gap between fixes is observed; a longer nominal interval is observed as it is (METHODS 3). */
const OBSERVED_GAP_MAX_MS = 30_000;

/** A longer silence is unknown whatever the streets say (METHODS 3); it ends a run. */
export const INFERRED_GAP_MAX_MS = 300_000;

/** Longest step between fixes that is observed, for a nominal interval in seconds. */
export function observedGapMs(intervalSeconds: number): number {
  const nominalMs = intervalSeconds * 1000;
  return Math.max(nominalMs, Math.min(3 * nominalMs, OBSERVED_GAP_MAX_MS));
}

/** Longest step between fixes of one run: beyond it nothing is credited, so that runs do not depend on each other. */
export function runGapMs(intervalSeconds: number): number {
  return Math.max(observedGapMs(intervalSeconds), INFERRED_GAP_MAX_MS);
}
