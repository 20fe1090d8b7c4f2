import { presenceLookBackMs, type CoverageMeasure } from '@beatline/shared/coverage/measure_coverage';
import type { StandardByTier } from '@beatline/shared/model/standard';

/** The instant due times of a window are told for: its end, or now while it is still running. */
export function dueInstantMs(measure: CoverageMeasure, nowMs: number): number {
  return Math.max(measure.window.fromMs, Math.min(measure.window.toMs, nowMs));
}

/**
 * Seconds a square is past due at an instant; negative while it is still covered. A square with no visit within the look-back counts as due since
 * the look-back began: nothing earlier could still have held.
 */
export function overdueSecondsOf(measure: CoverageMeasure, standards: StandardByTier, square: number, atMs: number): number {
  const coveredUntilMs = measure.perSquare.coveredUntilMs[square] ?? Number.NaN;
  const dueSinceMs = Number.isNaN(coveredUntilMs) ? measure.window.fromMs - presenceLookBackMs(standards) : coveredUntilMs;
  return (atMs - dueSinceMs) / 1000;
}
