import type { LngLat } from './lng_lat';

/** Mean radius of the WGS 84 ellipsoid, (2a + b) / 3 (IUGG R1); the radius turf uses, so lengths agree with turf's. */
const EARTH_RADIUS_METERS = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Great-circle distance in metres (haversine on the mean sphere); within 0.3 % of the ellipsoid anywhere. */
export function greatCircleMeters(a: LngLat, b: LngLat): number {
  const sineLat = Math.sin(((b[1] - a[1]) * RADIANS) / 2);
  const sineLng = Math.sin(((b[0] - a[0]) * RADIANS) / 2);
  const h = sineLat * sineLat + Math.cos(a[1] * RADIANS) * Math.cos(b[1] * RADIANS) * sineLng * sineLng;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Length of a line in metres: the sum of its edges' {@link greatCircleMeters}. */
export function lineLengthMeters(line: readonly LngLat[]): number {
  let meters = 0;
  let previous: LngLat | undefined;
  for (const position of line) {
    if (previous !== undefined) meters += greatCircleMeters(previous, position);
    previous = position;
  }
  return meters;
}
