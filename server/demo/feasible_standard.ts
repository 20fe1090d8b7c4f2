import { FEASIBLE_FRACTION, standingUnits } from '@beatline/shared/coverage/strength';
import { DEFAULT_STANDARDS, SHIFT_BAND_SECONDS, type Standard, type StandardByTier } from '@beatline/shared/model/standard';
import { TIERS, TIER_AREA_FRACTION, type Tier } from '@beatline/shared/model/tier';
import type { DemoUnit } from './demo_units';

/** Revisit intervals are rounded up to this, so that people can say them: ten minutes. */
const ROUNDING_SECONDS = 600;
const BAND_HOURS = SHIFT_BAND_SECONDS / 3600;

/** Squares of each tier among `count` squares ranked together: METHODS 2's shares of area. */
export function squaresByTier(count: number): Readonly<Record<Tier, number>> {
  const upTo = TIERS.map((tier) => Math.floor(TIER_AREA_FRACTION[tier] * count));
  return { red: upTo[0], orange: upTo[1] - upTo[0], yellow: upTo[2] - upTo[1], blue: count - upTo[2] };
}

/** Vehicles and foot teams on duty in the thinnest shift, of kinds that count in every tier. Posts stand elsewhere on orders, drones count for little: neither is in it. */
export function thinnestShift(units: readonly DemoUnit[]): number {
  const counts = [0, 1, 2].map((band) => {
    const from = band * BAND_HOURS;
    return units.filter(
      (unit) =>
        (unit.mode === 'vehicle' || unit.mode === 'foot') &&
        DEFAULT_STANDARDS.red.acceptedKinds.includes(unit.kind) &&
        unit.duties.some((duty) => duty.startHour === from),
    ).length;
  });
  return Math.min(...counts);
}

/** The default standards with all revisit intervals stretched by one factor until the roster can keep them. */
export function feasibleStandards(squareCount: number, roster: number): StandardByTier {
  const squares = squaresByTier(squareCount);
  for (let factor = 1; ; factor += 0.05) {
    const stretched = (tier: Tier): Standard => ({
      ...DEFAULT_STANDARDS[tier],
      revisitSeconds: Math.ceil((DEFAULT_STANDARDS[tier].revisitSeconds * factor) / ROUNDING_SECONDS) * ROUNDING_SECONDS,
    });
    const standards: StandardByTier = {
      red: stretched('red'),
      orange: stretched('orange'),
      yellow: stretched('yellow'),
      blue: stretched('blue'),
    };
    if (standingUnits(standards, squares) <= FEASIBLE_FRACTION * roster) return standards;
  }
}
