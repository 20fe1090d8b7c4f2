import type { LngLat } from './lng_lat';

/**
 * A corner of the police grid in whole steps of 1e-7 degrees (about a centimetre), as OpenStreetMap and most exports store it. Whole numbers make every test
 * of side and crossing exact, so that neighbours stay neighbours: products of differences within a city stay far below 2^53.
 */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** A closed ring without its repeated last corner. Outer rings run counter-clockwise, holes clockwise: ground lies to the left. */
export type CornerRing = readonly Corner[];

/** Outline of a cell: polygons of one outer ring and its holes. */
export type CornerOutline = readonly (readonly CornerRing[])[];

/** Outline as GeoJSON writes it: MultiPolygon coordinates, rings closed. */
export type OutlineCoordinates = readonly (readonly (readonly LngLat[])[])[];

const STEPS_PER_DEGREE = 1e7;

export function cornerOf([lng, lat]: LngLat): Corner {
  return { x: Math.round(lng * STEPS_PER_DEGREE), y: Math.round(lat * STEPS_PER_DEGREE) };
}

export function lngLatOfCorner({ x, y }: Corner): LngLat {
  return [x / STEPS_PER_DEGREE, y / STEPS_PER_DEGREE];
}

/** One number for a corner; equal corners have equal keys. */
export function cornerKey({ x, y }: Corner): string {
  return `${x},${y}`;
}

/** Key of the border between two corners, the same from either side. */
export function borderKey(a: Corner, b: Corner): string {
  const first = a.x < b.x || (a.x === b.x && a.y < b.y);
  return first ? `${a.x},${a.y},${b.x},${b.y}` : `${b.x},${b.y},${a.x},${a.y}`;
}

/** Positive when c lies to the left of a→b, negative to the right, 0 on the line. Exact. */
export function sideOf(a: Corner, b: Corner, c: Corner): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/** Twice the signed area in square steps: positive counter-clockwise. */
export function doubleArea(ring: CornerRing): number {
  const [origin] = ring;
  let sum = 0;
  for (let i = 1; i + 1 < ring.length; i++) sum += sideOf(origin, ring[i], ring[i + 1]);
  return sum;
}

/** Whether a corner lies inside a ring; on its border counts as inside. */
export function ringHolds(ring: CornerRing, point: Corner): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[j];
    const b = ring[i];
    const side = sideOf(a, b, point);
    if (side === 0 && between(a, b, point)) return true;
    if (a.y > point.y !== b.y > point.y && side > 0 === b.y > a.y) inside = !inside;
  }
  return inside;
}

/** Whether c, known to lie on the line through a and b, lies between them (ends included). */
export function between(a: Corner, b: Corner, c: Corner): boolean {
  return Math.min(a.x, b.x) <= c.x && c.x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= c.y && c.y <= Math.max(a.y, b.y);
}

/** Whether two segments share any point but a corner both end in. */
export function segmentsMeet(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const shared = (sameCorner(a, c) || sameCorner(a, d) ? 1 : 0) + (sameCorner(b, c) || sameCorner(b, d) ? 1 : 0);
  if (shared === 2) return true;
  const [sc, sd, sa, sb] = [sideOf(a, b, c), sideOf(a, b, d), sideOf(c, d, a), sideOf(c, d, b)];
  if (shared === 1) {
    // From a common corner two segments meet again only when one runs along the other.
    if (sc !== 0 || sd !== 0) return false;
    const common = sameCorner(a, c) || sameCorner(a, d) ? a : b;
    const [p, q] = [common === a ? b : a, sameCorner(common, c) ? d : c];
    return (p.x - common.x) * (q.x - common.x) + (p.y - common.y) * (q.y - common.y) > 0;
  }
  if (((sc > 0 && sd < 0) || (sc < 0 && sd > 0)) && ((sa > 0 && sb < 0) || (sa < 0 && sb > 0))) return true;
  return (
    (sc === 0 && between(a, b, c)) || (sd === 0 && between(a, b, d)) || (sa === 0 && between(c, d, a)) || (sb === 0 && between(c, d, b))
  );
}

export function sameCorner(a: Corner, b: Corner): boolean {
  return a.x === b.x && a.y === b.y;
}

/** Corners of an outline; repeated corners and rings without area are left out, rings are turned the way they have to run. */
export function outlineOf(coordinates: OutlineCoordinates): CornerOutline {
  return coordinates.flatMap((polygon) => {
    const rings = polygon.map((ring) => withoutRepeats(ring.map(cornerOf))).filter((ring) => ring.length >= 3 && doubleArea(ring) !== 0);
    if (rings.length === 0) return [];
    return [rings.map((ring, i) => (doubleArea(ring) > 0 === (i === 0) ? ring : ring.toReversed()))];
  });
}

function withoutRepeats(corners: readonly Corner[]): Corner[] {
  return corners.filter((corner, i) => !sameCorner(corner, corners[(i + corners.length - 1) % corners.length]));
}

/** The outline as GeoJSON writes it. */
export function coordinatesOf(outline: CornerOutline): OutlineCoordinates {
  return outline.map((polygon) => polygon.map((ring) => [...ring, ring[0]].map(lngLatOfCorner)));
}

/** Ground of an outline, square metres: flat at its latitude on the WGS 84 ellipsoid, within 1e-4 over a city. */
export function outlineSquareMeters(outline: CornerOutline): number {
  return outline.reduce((sum, polygon) => sum + polygon.reduce((area, ring) => area + ringSquareMeters(ring), 0), 0);
}

function ringSquareMeters(ring: CornerRing): number {
  const middle = ring.reduce((sum, corner) => sum + corner.y / ring.length, 0) / STEPS_PER_DEGREE;
  const { lngMeters, latMeters } = metersPerDegree(middle);
  return (doubleArea(ring) / 2 / STEPS_PER_DEGREE ** 2) * lngMeters * latMeters;
}

/** Length of a degree at a latitude on the WGS 84 ellipsoid (series of the NGA's length-of-a-degree calculator). */
export function metersPerDegree(latitude: number): { readonly lngMeters: number; readonly latMeters: number } {
  const phi = (latitude * Math.PI) / 180;
  return {
    latMeters: 111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi) - 0.0023 * Math.cos(6 * phi),
    lngMeters: 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi),
  };
}

/** Ground length between two corners, metres. */
export function borderMeters(a: Corner, b: Corner): number {
  const { lngMeters, latMeters } = metersPerDegree((a.y + b.y) / 2 / STEPS_PER_DEGREE);
  return Math.hypot(((a.x - b.x) / STEPS_PER_DEGREE) * lngMeters, ((a.y - b.y) / STEPS_PER_DEGREE) * latMeters);
}

/** Every border of an outline from corner to corner, in the direction that has the ground to its left. */
export function* bordersOf(outline: CornerOutline): Generator<readonly [Corner, Corner]> {
  for (const polygon of outline)
    for (const ring of polygon) for (let i = 0; i < ring.length; i++) yield [ring[i], ring[(i + 1) % ring.length]];
}
