import { distance } from '@turf/distance';
import { earthRadius, lineString } from '@turf/helpers';
import { length } from '@turf/length';
import type { LngLat } from './lng_lat';

const RADIANS = Math.PI / 180;

/** Great-circle distance in metres (haversine on the mean sphere, turf's); within 0.3 % of the ellipsoid anywhere. */
export function greatCircleMeters(a: LngLat, b: LngLat): number {
  return distance([...a], [...b], { units: 'meters' });
}

/** Length of a line in metres: the sum of its edges' {@link greatCircleMeters}; 0 for fewer than two positions. */
export function lineLengthMeters(line: readonly LngLat[]): number {
  return line.length < 2 ? 0 : length(lineString(line.map((position) => [...position])), { units: 'meters' });
}

/** Length of a course in columns of degrees, positions `from` to `to` exclusive, metres: haversine on the mean sphere like {@link greatCircleMeters}, without allocating. */
export function courseLengthMeters(lng: ArrayLike<number>, lat: ArrayLike<number>, from: number, to: number): number {
  let meters = 0;
  for (let i = from + 1; i < to; i++) {
    const north = Math.sin(((lat[i] - lat[i - 1]) * RADIANS) / 2);
    const east = Math.sin(((lng[i] - lng[i - 1]) * RADIANS) / 2);
    const half = north * north + Math.cos(lat[i - 1] * RADIANS) * Math.cos(lat[i] * RADIANS) * east * east;
    meters += 2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, half)));
  }
  return meters;
}
