import type { DayType } from '../model/day_type';
import { SHIFT_BAND_COUNT } from '../model/shift_band';
import type { Standard, StandardByTier } from '../model/standard';
import { TIERS, type Tier } from '../model/tier';

/** METHODS 4: a first standard asks for no more than this share of the roster. */
export const FEASIBLE_FRACTION = 0.7;
/** Revisit intervals are rounded up to this when they are stretched, so that people can say them: ten minutes. */
const ROUNDING_SECONDS = 600;
/** A patrol's speed from stop to stop, turns and lights included: chosen, 20 km/h, what cars average on city streets by day. */
const TRAVEL_METERS_PER_SECOND = 20 / 3.6;
/** How much longer the way along streets is than the straight line: chosen, between a grid's 4/π and crooked lanes. */
const STREET_DETOUR = 1.3;
/** Length of the shortest round through n points spread over an area A is close to this · √(n·A) (Beardwood, Halton & Hammersley 1959). */
const ROUND_CONSTANT = 0.7124;

/** What a standard takes, in units at once: standing, and on the way between stops. */
export interface Strength {
  readonly standing: number;
  readonly travelling: number;
}

/** Units standing at once, Σ over squares of D/(T+D) (METHODS 4). */
export function standingUnits(standards: StandardByTier, squares: Readonly<Record<Tier, number>>): number {
  return TIERS.reduce((sum, tier) => sum + squares[tier] * standingShare(standards[tier]), 0);
}

function standingShare(standard: Pick<Standard, 'revisitSeconds' | 'dwellSeconds'>): number {
  return standard.dwellSeconds / (standard.revisitSeconds + standard.dwellSeconds);
}

/**
 * Strength needed in each of the six shift bands: the standing units of METHODS 4 over the hours of the band in which the standard holds, and the way from stop to stop,
 * estimated for each tier as a round through its own squares spread over the whole ground. `squares` holds how many squares are in each tier at 4 · band + tier.
 * A workday decides the weekday bands, a weekend day the others.
 */
export function strengthByBand(standards: StandardByTier, squares: ArrayLike<number>, areaSquareMeters: number): Strength[] {
  return Array.from({ length: SHIFT_BAND_COUNT }, (_, band): Strength => {
    let standing = 0;
    let travelling = 0;
    TIERS.forEach((tier, code) => {
      const standard = standards[tier];
      const share = shareOfBand(standard, band);
      const count = squares[band * TIERS.length + code];
      if (count === 0 || share === 0) return;
      const legMeters = STREET_DETOUR * ROUND_CONSTANT * Math.sqrt(areaSquareMeters / count);
      const visitsPerSecond = count / (standard.revisitSeconds + standard.dwellSeconds);
      standing += share * count * standingShare(standard);
      travelling += (share * visitsPerSecond * legMeters) / TRAVEL_METERS_PER_SECOND;
    });
    return { standing, travelling };
  });
}

/** Share of a shift band's hours in which a standard holds. */
function shareOfBand(standard: Standard, band: number): number {
  const dayType: DayType = band < 3 ? 'workday' : 'weekend';
  if (!standard.dayTypes.includes(dayType)) return 0;
  const third = band % 3;
  return standard.hours.filter((hour) => Math.floor(hour / 8) === third).length / 8;
}

/**
 * The same standards with all revisit intervals stretched by one factor until every band with a roster needs at most `fraction` of it (first-run scaling of METHODS 4).
 * Bands without anybody on duty are left out: no stretch would help. Undefined when nobody is on duty at all.
 */
export function stretchToRoster(
  standards: StandardByTier,
  squares: ArrayLike<number>,
  areaSquareMeters: number,
  availableByBand: readonly number[],
  fraction = FEASIBLE_FRACTION,
): StandardByTier | undefined {
  if (!availableByBand.some((units) => units > 0)) return undefined;
  const fits = (stretched: StandardByTier) =>
    strengthByBand(stretched, squares, areaSquareMeters).every(
      ({ standing, travelling }, band) => availableByBand[band] === 0 || standing + travelling <= fraction * availableByBand[band],
    );
  for (let factor = 1; ; factor *= 1.05) {
    const of = (tier: Tier): Standard => ({
      ...standards[tier],
      revisitSeconds:
        factor === 1
          ? standards[tier].revisitSeconds
          : Math.ceil((standards[tier].revisitSeconds * factor) / ROUNDING_SECONDS) * ROUNDING_SECONDS,
    });
    const stretched: StandardByTier = { red: of('red'), orange: of('orange'), yellow: of('yellow'), blue: of('blue') };
    if (fits(stretched)) return stretched;
  }
}
