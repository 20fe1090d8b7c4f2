import type { DayType } from '../model/day_type';
import { leastCapSeconds, type Standard, type StandardByTier } from '../model/standard';
import { TIERS, type Tier } from '../model/tier';

/** The standards of all tiers from one instant on, until the next version takes over. */
export interface StandardVersion {
  readonly id: number;
  readonly effectiveFromMs: number;
  readonly byTier: StandardByTier;
}

/** A special operation 专项行动: where it lies, it raises the standards of the tiers it names, from its start to its end. */
export interface OperationRule {
  readonly id: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly byTier: Readonly<Partial<Record<Tier, Standard>>>;
}

/** Everything that decides which standard is in force where and when. A plain value: it crosses threads. */
export interface StandardRules {
  /** At least one, ascending by start. The first also holds for everything before it. */
  readonly versions: readonly StandardVersion[];
  readonly operations: readonly OperationRule[];
  /** Area code of a square → positions in `operations`. Code 0 lies in none; so does every square when this is left empty. */
  readonly operationAreas: readonly (readonly number[])[];
  /** Types of local days `2026-10-01` that the calendar sets; others go by their weekday. */
  readonly dayTypes: Readonly<Record<string, DayType>>;
}

/** One set of standards, in force everywhere and at all times its hours allow. */
export function standardsAlways(byTier: StandardByTier): StandardRules {
  return { versions: [{ id: 0, effectiveFromMs: 0, byTier }], operations: [], operationAreas: [[]], dayTypes: {} };
}

/** Every standard that these rules can put in force, raised ones left out: no raised one has a longer revisit interval or accepts more. */
export function standardsOfRules(rules: StandardRules): Standard[] {
  return [
    ...rules.versions.flatMap(({ byTier }) => TIERS.map((tier) => byTier[tier])),
    ...rules.operations.flatMap(({ byTier }) => TIERS.flatMap((tier) => byTier[tier] ?? [])),
  ];
}

/**
 * What holds where an operation asks `raised` and the standards of every day ask `base`: of each figure the stricter, never less than before. Modes and kinds
 * count when both accept them (the operation's own where they share none); the cap grows with what is asked.
 */
export function raiseStandard(base: Standard, raised: Standard): Standard {
  const shared = <T>(ours: readonly T[], theirs: readonly T[]): T[] => {
    const both = ours.filter((value) => theirs.includes(value));
    return both.length === 0 ? [...theirs] : both;
  };
  const asked = {
    revisitSeconds: Math.min(base.revisitSeconds, raised.revisitSeconds),
    dwellSeconds: Math.max(base.dwellSeconds, raised.dwellSeconds),
  };
  return {
    ...base,
    ...asked,
    capSecondsPerBand: Math.max(base.capSecondsPerBand, raised.capSecondsPerBand, leastCapSeconds(asked)),
    acceptedModes: shared(base.acceptedModes, raised.acceptedModes),
    acceptedKinds: shared(base.acceptedKinds, raised.acceptedKinds),
    requiresSworn: base.requiresSworn || raised.requiresSworn,
    countsDeclared: base.countsDeclared && raised.countsDeclared,
  };
}
