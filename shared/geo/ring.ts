import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { centerOfMass } from '@turf/center-of-mass';
import { polygon } from '@turf/helpers';
import type { Ring } from '../model/base_feature';
import type { LngLat } from './lng_lat';

/** Twice the signed area of a ring in square degrees: positive when it runs counter-clockwise. Only the sign means something on the ground. */
export function signedDoubleArea(ring: Ring): number {
  let sum = 0;
  // Relative to the first position, so that small rings far from 0,0 keep their digits.
  const [originLng, originLat] = ring[0];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1];
    const [bx, by] = ring[i];
    sum += (ax - originLng) * (by - originLat) - (bx - originLng) * (ay - originLat);
  }
  return sum;
}

/** The ring running the way RFC 7946 wants it: outer rings counter-clockwise, holes clockwise. */
export function orientRing(ring: Ring, role: 'outer' | 'inner'): Ring {
  const counterClockwise = signedDoubleArea(ring) > 0;
  return counterClockwise === (role === 'outer') ? ring : [...ring].reverse();
}

/** Whether a position lies inside a closed ring or on its edge. Linear in the ring's length. */
export function isInsideRing(position: LngLat, ring: Ring): boolean {
  return booleanPointInPolygon([...position], polygonOf(ring));
}

/** Centre of mass of a ring's area; of its corners when it has no area. */
export function ringCentroid(ring: Ring): LngLat {
  const [lng, lat] = centerOfMass(polygonOf(ring)).geometry.coordinates;
  return [lng, lat];
}

function polygonOf(ring: Ring) {
  return polygon([ring.map((position) => [...position])]);
}
