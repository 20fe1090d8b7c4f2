import type { ProjectedMeters } from '../geo/lng_lat';

/**
 * Distance kept from a corner of a closed area when flying round it. Chosen, because a straight leg drawn in degrees strays up to 5 m from the same leg
 * in projected metres over 15 km, and a position fix by some metres more.
 */
const CORNER_CLEARANCE_METERS = 10;

interface ClosedArea {
  readonly ring: readonly ProjectedMeters[];
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Closed areas as a drone planner sees them, and the corners a shortest way round them can bend at. */
export interface Airspace {
  readonly areas: readonly ClosedArea[];
  readonly corners: readonly ProjectedMeters[];
}

/**
 * Prepares the closed areas (no-fly, privacy) given as rings of projected positions, closed or not, of either direction, convex or not. O(vertices · edges).
 */
export function createAirspace(rings: readonly (readonly ProjectedMeters[])[]): Airspace {
  const areas = rings
    .map(openRing)
    .filter((ring) => ring.length >= 3)
    .map(closedAreaOf);
  const bare: Airspace = { areas, corners: [] };
  const corners = areas.flatMap((area) => outerCorners(area.ring)).filter((corner) => !isClosed(bare, corner));
  return { areas, corners };
}

/** Whether a position lies in a closed area or on its edge. */
export function isClosed(airspace: Airspace, position: ProjectedMeters): boolean {
  return airspace.areas.some((area) => {
    if (position.x < area.minX || position.x > area.maxX || position.y < area.minY || position.y > area.maxY) return false;
    return touchesRing(area.ring, position, position) || isInsideRing(area.ring, position);
  });
}

/** Whether the straight leg from a to b stays out of every closed area, edges included. O(edges of the areas whose box it meets). */
export function isLegClear(airspace: Airspace, a: ProjectedMeters, b: ProjectedMeters): boolean {
  const minX = Math.min(a.x, b.x);
  const maxX = Math.max(a.x, b.x);
  const minY = Math.min(a.y, b.y);
  const maxY = Math.max(a.y, b.y);
  return airspace.areas.every((area) => {
    if (maxX < area.minX || minX > area.maxX || maxY < area.minY || minY > area.maxY) return true;
    return !touchesRing(area.ring, a, b) && !isInsideRing(area.ring, a);
  });
}

/** Shortest flights between points: metres row by row (Infinity where there is no way), and the bends of each. */
export interface FlightLegs {
  readonly size: number;
  readonly meters: Float64Array;
  /** The positions flown over, first and last included; undefined where there is no way. */
  path(from: number, to: number): ProjectedMeters[] | undefined;
}

/**
 * Shortest ways between all points round the closed areas, over the visibility graph of points and corners (Lozano-Pérez & Wesley 1979).
 * O(corners² · edges + points · corners · (edges + corners)).
 */
export function flightLegs(airspace: Airspace, points: readonly ProjectedMeters[]): FlightLegs {
  const { corners } = airspace;
  const size = points.length;
  const cornerLegs = corners.map((from, i) =>
    corners.map((to, j) => (i !== j && isLegClear(airspace, from, to) ? distance(from, to) : Infinity)),
  );
  const open = points.map((point) => !isClosed(airspace, point));
  const entries = points.map((point, i) =>
    corners.map((corner) => (open[i] && isLegClear(airspace, point, corner) ? distance(point, corner) : Infinity)),
  );

  const meters = new Float64Array(size * size).fill(Infinity);
  const lastCorner = new Int32Array(size * size).fill(-1);
  const before: Int32Array[] = [];
  for (let from = 0; from < size; from++) {
    const toCorner = cornerDistances(cornerLegs, entries[from]);
    before.push(toCorner.before);
    for (let to = 0; to < size; to++) {
      const cell = from * size + to;
      if (!open[from] || !open[to]) continue;
      if (isLegClear(airspace, points[from], points[to])) {
        meters[cell] = distance(points[from], points[to]);
        continue;
      }
      for (let corner = 0; corner < corners.length; corner++) {
        const length = toCorner.meters[corner] + entries[to][corner];
        if (length < meters[cell]) {
          meters[cell] = length;
          lastCorner[cell] = corner;
        }
      }
    }
  }
  return {
    size,
    meters,
    path(from, to) {
      const cell = from * size + to;
      if (meters[cell] === Infinity) return undefined;
      const bends: ProjectedMeters[] = [];
      for (let corner = lastCorner[cell]; corner !== -1; corner = before[from][corner]) bends.push(corners[corner]);
      return [points[from], ...bends.reverse(), points[to]];
    },
  };
}

/** Dijkstra over the dense graph of corners from one point; `before` is the corner flown over before, -1 straight from the point. */
function cornerDistances(legs: readonly (readonly number[])[], entry: readonly number[]): { meters: Float64Array; before: Int32Array } {
  const meters = Float64Array.from(entry);
  const before = new Int32Array(entry.length).fill(-1);
  const settled = new Uint8Array(entry.length);
  for (;;) {
    let nearest = -1;
    for (let i = 0; i < meters.length; i++) {
      if (settled[i] === 0 && meters[i] < Infinity && (nearest === -1 || meters[i] < meters[nearest])) nearest = i;
    }
    if (nearest === -1) return { meters, before };
    settled[nearest] = 1;
    for (let i = 0; i < meters.length; i++) {
      const length = meters[nearest] + legs[nearest][i];
      if (length < meters[i]) {
        meters[i] = length;
        before[i] = nearest;
      }
    }
  }
}

function distance(a: ProjectedMeters, b: ProjectedMeters): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function openRing(ring: readonly ProjectedMeters[]): readonly ProjectedMeters[] {
  return ring.filter((vertex, i) => {
    const next = ring[(i + 1) % ring.length];
    return ring.length === 1 || vertex.x !== next.x || vertex.y !== next.y;
  });
}

function closedAreaOf(ring: readonly ProjectedMeters[]): ClosedArea {
  return {
    ring,
    minX: ring.reduce((least, v) => Math.min(least, v.x), Infinity),
    minY: ring.reduce((least, v) => Math.min(least, v.y), Infinity),
    maxX: ring.reduce((most, v) => Math.max(most, v.x), -Infinity),
    maxY: ring.reduce((most, v) => Math.max(most, v.y), -Infinity),
  };
}

/** Positions a clearance off every convex corner, outward along its bisector: a shortest way bends at no other place. */
function outerCorners(ring: readonly ProjectedMeters[]): ProjectedMeters[] {
  const direction = Math.sign(signedArea(ring));
  const corners: ProjectedMeters[] = [];
  for (let i = 0; i < ring.length; i++) {
    const vertex = ring[i];
    const back = unitVector(ring[(i + ring.length - 1) % ring.length], vertex);
    const ahead = unitVector(vertex, ring[(i + 1) % ring.length]);
    const turn = back.x * ahead.y - back.y * ahead.x;
    if (turn * direction <= 0) continue;
    const outward = { x: back.x - ahead.x, y: back.y - ahead.y };
    const length = Math.hypot(outward.x, outward.y);
    corners.push({
      x: vertex.x + (outward.x / length) * CORNER_CLEARANCE_METERS,
      y: vertex.y + (outward.y / length) * CORNER_CLEARANCE_METERS,
    });
  }
  return corners;
}

function unitVector(from: ProjectedMeters, to: ProjectedMeters): ProjectedMeters {
  const length = distance(from, to);
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

function signedArea(ring: readonly ProjectedMeters[]): number {
  let doubled = 0;
  for (let i = 0; i < ring.length; i++) {
    const next = ring[(i + 1) % ring.length];
    doubled += (ring[i].x - ring[0].x) * (next.y - ring[0].y) - (next.x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return doubled / 2;
}

function touchesRing(ring: readonly ProjectedMeters[], a: ProjectedMeters, b: ProjectedMeters): boolean {
  for (let i = 0; i < ring.length; i++) if (segmentsTouch(a, b, ring[i], ring[(i + 1) % ring.length])) return true;
  return false;
}

/** Whether two closed segments share a point; three positions in a line count as touching where their boxes meet. */
function segmentsTouch(a: ProjectedMeters, b: ProjectedMeters, c: ProjectedMeters, d: ProjectedMeters): boolean {
  if (Math.max(a.x, b.x) < Math.min(c.x, d.x) || Math.max(c.x, d.x) < Math.min(a.x, b.x)) return false;
  if (Math.max(a.y, b.y) < Math.min(c.y, d.y) || Math.max(c.y, d.y) < Math.min(a.y, b.y)) return false;
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

function side(a: ProjectedMeters, b: ProjectedMeters, p: ProjectedMeters): number {
  return Math.sign((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
}

/** Even-odd rule; what lies on the edge is found by {@link touchesRing}. */
function isInsideRing(ring: readonly ProjectedMeters[], p: ProjectedMeters): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i];
    const b = ring[j];
    if (a.y > p.y !== b.y > p.y && p.x < ((b.x - a.x) * (p.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
