import { presenceLookBackMs, type CoverageMeasure } from '@beatline/shared/coverage/measure_coverage';
import type { StandardRules } from '@beatline/shared/coverage/standard_rules';
import { versionAt } from '@beatline/shared/coverage/standard_in_force';
import { DEFAULT_STANDARDS, type Standard } from '@beatline/shared/model/standard';
import { TIERS } from '@beatline/shared/model/tier';
import type { InstantRange } from '@beatline/shared/model/time_window';

/** A square no standard is near for is said to be due in this long: further ahead nobody looks. */
const NOT_DUE_SECONDS = 15 * 86_400;

/** The instant tiers, standards and due times of a window are told for: its end, or now while it is still running. */
export function dueInstantMs(window: InstantRange, nowMs: number): number {
  return Math.max(window.fromMs, Math.min(window.toMs, nowMs));
}

/** The standard a square is held to at the due instant, or will be next; where none is near, what its tier is held to when its hours come. */
export function heldTo(measure: CoverageMeasure, rules: StandardRules, square: number): Standard {
  const { standard, tier } = measure.perSquare;
  const name = TIERS[tier[square] ?? -1] ?? 'blue';
  return (
    measure.standards[standard[square] ?? -1] ??
    rules.versions[versionAt(rules, measure.window.toMs - 1)]?.byTier[name] ??
    DEFAULT_STANDARDS[name]
  );
}

/**
 * Seconds a square is past due at an instant; negative while it is still covered, or until its standard's hours begin. A square with no visit within the look-back
 * counts as due since the look-back began: nothing earlier could still have held.
 */
export function overdueSecondsOf(measure: CoverageMeasure, rules: StandardRules, square: number, atMs: number): number {
  const { coveredUntilMs, inForceSinceMs, standard } = measure.perSquare;
  if ((standard[square] ?? -1) < 0) return -NOT_DUE_SECONDS;
  const untilMs = coveredUntilMs[square] ?? Number.NaN;
  const openSinceMs = Number.isNaN(untilMs) ? measure.window.fromMs - presenceLookBackMs(rules) : untilMs;
  return (atMs - Math.max(openSinceMs, inForceSinceMs[square] ?? -Infinity)) / 1000;
}
