import { distance } from '@turf/distance';
import { lineString } from '@turf/helpers';
import { length } from '@turf/length';
import type { LngLat } from './lng_lat';

/** Great-circle distance in metres (haversine on the mean sphere, turf's); within 0.3 % of the ellipsoid anywhere. */
export function greatCircleMeters(a: LngLat, b: LngLat): number {
  return distance([...a], [...b], { units: 'meters' });
}

/** Length of a line in metres: the sum of its edges' {@link greatCircleMeters}; 0 for fewer than two positions. */
export function lineLengthMeters(line: readonly LngLat[]): number {
  return line.length < 2 ? 0 : length(lineString(line.map((position) => [...position])), { units: 'meters' });
}
