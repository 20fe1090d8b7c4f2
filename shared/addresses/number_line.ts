import type { LngLat } from '../geo/lng_lat';
import type { NumberLabel } from './parsed_address';

const METERS_PER_DEGREE = 111_195;

/** Ground distance of near positions, metres: flat, exact to a thousandth over a city. */
export function flatMeters(a: LngLat, b: LngLat): number {
  const dx = (a[0] - b[0]) * Math.cos(((a[1] + b[1]) / 2) * (Math.PI / 180));
  return Math.hypot(dx, a[1] - b[1]) * METERS_PER_DEGREE;
}

/** A position with the distance within which most of what it stands for lies. */
export interface Spread {
  readonly location: LngLat;
  readonly radiusMeters: number;
}

/** The middle of positions and the distance to the farthest. Undefined of none. */
export function spreadOf(locations: readonly LngLat[]): Spread | undefined {
  if (locations.length === 0) return undefined;
  let lng = 0;
  let lat = 0;
  for (const location of locations) {
    lng += location[0] / locations.length;
    lat += location[1] / locations.length;
  }
  let radiusMeters = 0;
  for (const location of locations) radiusMeters = Math.max(radiusMeters, flatMeters(location, [lng, lat]));
  return { location: [lng, lat], radiusMeters };
}

/** A numbered house or building. */
export interface NumberedSpot {
  readonly number: NumberLabel;
  readonly location: LngLat;
}

/** Numbers along a street or within a compound. */
export interface NumberLine {
  /** Spots with this very label; several are averaged. */
  exact(label: string): Spread | undefined;
  /** All spots whose number lies in a block, averaged; undefined when there is none. */
  within(from: number, to: number): Spread | undefined;
  /** A number between two known neighbours, with half their distance as radius. */
  between(value: number): Spread | undefined;
  readonly size: number;
}

/** Farther apart than this, two neighbours say nothing about what lies between. Chosen: two city blocks. */
const WIDEST_GAP_METERS = 400;
/** Neighbours further off in numbers than this belong to another stretch. Chosen. */
const WIDEST_GAP_NUMBERS = 200;
/** A number this little beyond the last known one still stands beside it. Chosen. */
const BEYOND_NUMBERS = 4;

/** Sorts numbered spots for looking up by number: O(n log n), then O(log n). */
export function buildNumberLine(spots: readonly NumberedSpot[]): NumberLine {
  const byLabel = new Map<string, LngLat[]>();
  for (const { number, location } of spots) {
    const known = byLabel.get(number.label);
    if (known === undefined) byLabel.set(number.label, [location]);
    else known.push(location);
  }
  const sorted = spots.filter((spot) => Number.isFinite(spot.number.from)).toSorted((a, b) => a.number.from - b.number.from);
  const values = Float64Array.from(sorted, (spot) => spot.number.from);

  function firstAtLeast(value: number): number {
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    size: spots.length,
    exact: (label) => spreadOf(byLabel.get(label) ?? []),
    within(from, to) {
      return spreadOf(sorted.slice(firstAtLeast(from), firstAtLeast(to + 1)).map((spot) => spot.location));
    },
    between(value) {
      const at = firstAtLeast(value);
      const before = sorted[at - 1];
      const after = sorted[at];
      if (before === undefined || after === undefined) {
        const nearest = before ?? after;
        if (nearest === undefined || Math.abs(nearest.number.from - value) > BEYOND_NUMBERS) return undefined;
        return { location: nearest.location, radiusMeters: 40 };
      }
      const gap = after.number.from - before.number.from;
      const meters = flatMeters(before.location, after.location);
      if (gap > WIDEST_GAP_NUMBERS || meters > WIDEST_GAP_METERS) return undefined;
      const share = gap === 0 ? 0.5 : (value - before.number.from) / gap;
      const mix = (k: 0 | 1) => before.location[k] + share * (after.location[k] - before.location[k]);
      // At a neighbour itself the error is nothing; half-way it is at most half the gap, as the street may bend or the numbers be uneven.
      return { location: [mix(0), mix(1)], radiusMeters: meters * Math.min(share, 1 - share) };
    },
  };
}
