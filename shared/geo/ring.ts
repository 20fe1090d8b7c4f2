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

/** Whether a position lies inside a closed ring (even-odd rule; on the edge either answer). Linear in the ring's length. */
export function isInsideRing(position: LngLat, ring: Ring): boolean {
  const [x, y] = position;
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1];
    const [bx, by] = ring[i];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Centre of mass of a ring's area; the middle of its corners when it has no area. */
export function ringCentroid(ring: Ring): LngLat {
  const [originLng, originLat] = ring[0];
  let doubleArea = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 1; i < ring.length; i++) {
    const ax = ring[i - 1][0] - originLng;
    const ay = ring[i - 1][1] - originLat;
    const bx = ring[i][0] - originLng;
    const by = ring[i][1] - originLat;
    const cross = ax * by - bx * ay;
    doubleArea += cross;
    sumX += (ax + bx) * cross;
    sumY += (ay + by) * cross;
  }
  if (Math.abs(doubleArea) > 1e-18) return [originLng + sumX / (3 * doubleArea), originLat + sumY / (3 * doubleArea)];
  const lngs = ring.map((p) => p[0]);
  const lats = ring.map((p) => p[1]);
  return [(Math.min(...lngs) + Math.max(...lngs)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}
