import { leastCapSeconds, type Standard, type StandardByTier } from '@beatline/shared/model/standard';
import { TIERS, type Tier } from '@beatline/shared/model/tier';
import { useState } from 'react';

/** What is wrong with the figures of one tier, by field; nothing when they can be saved. */
export interface StandardFaults {
  readonly cap?: number;
  readonly hours?: true;
  readonly dayTypes?: true;
  readonly modes?: true;
  readonly kinds?: true;
  readonly sworn?: true;
}

/** The same rules the server refuses by, told at the field. `cap` holds the least that would do, seconds. */
export function faultsOf(standard: Standard): StandardFaults {
  const least = leastCapSeconds(standard);
  return {
    ...(standard.capSecondsPerBand < least ? { cap: least } : {}),
    ...(standard.hours.length === 0 ? { hours: true as const } : {}),
    ...(standard.dayTypes.length === 0 ? { dayTypes: true as const } : {}),
    ...(standard.acceptedModes.length === 0 ? { modes: true as const } : {}),
    ...(standard.acceptedKinds.length === 0 ? { kinds: true as const } : {}),
    ...(standard.requiresSworn && !standard.acceptedKinds.includes('sworn') ? { sworn: true as const } : {}),
  };
}

export const isSound = (standards: StandardByTier): boolean => TIERS.every((tier) => Object.keys(faultsOf(standards[tier])).length === 0);

/** Standards by tier out of a list in the order of TIERS. */
export function byTierOf(standards: readonly Standard[]): StandardByTier | undefined {
  const [red, orange, yellow, blue] = standards;
  return red === undefined || orange === undefined || yellow === undefined || blue === undefined
    ? undefined
    : { red, orange, yellow, blue };
}

export interface Draft {
  readonly standards: StandardByTier;
  readonly isChanged: boolean;
  /** Names the figures exactly. */
  readonly key: string;
  change(tier: Tier, change: Partial<Standard>): void;
  replace(standards: StandardByTier): void;
  reset(): void;
}

/** Standards being edited, over those they start from. */
export function useDraft(start: StandardByTier): Draft {
  const [edited, setEdited] = useState<StandardByTier | undefined>(undefined);
  const standards = edited ?? start;
  const key = keyOf(standards);
  return {
    standards,
    key,
    isChanged: key !== keyOf(start),
    change: (tier, change) => setEdited({ ...standards, [tier]: { ...standards[tier], ...change } }),
    replace: setEdited,
    reset: () => setEdited(undefined),
  };
}

function keyOf(standards: StandardByTier): string {
  return JSON.stringify(
    TIERS.map((tier) => {
      const {
        revisitSeconds,
        dwellSeconds,
        capSecondsPerBand,
        hours,
        dayTypes,
        acceptedModes,
        acceptedKinds,
        requiresSworn,
        countsDeclared,
      } = standards[tier];
      const lists = [hours.toSorted((a, b) => a - b), dayTypes.toSorted(), acceptedModes.toSorted(), acceptedKinds.toSorted()];
      return [revisitSeconds, dwellSeconds, capSecondsPerBand, ...lists, requiresSworn, countsDeclared];
    }),
  );
}
