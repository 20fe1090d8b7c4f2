import { edgesNear, type BuildingEdges } from './building_edges';
import type { ProjectedMeters } from './lng_lat';

/** From where and how far something looks: a camera on its pole. `bearingDegrees` is the middle of its view, clockwise from grid north. */
export interface Viewpoint extends ProjectedMeters {
  readonly rangeMeters: number;
  readonly bearingDegrees: number;
  /** 360 looks all round. */
  readonly hfovDegrees: number;
}

const TURN = 2 * Math.PI;
const RADIANS = Math.PI / 180;
/** The rim of the range is drawn with a corner at least this often: at 300 m the chord then cuts 1 cm off the circle. */
const RIM_STEP = RADIANS;
/** Directions nearer to each other than this are one, radians: at 1 km a tenth of a millimetre. */
const SAME_DIRECTION = 1e-7;

/**
 * The ground that is seen from a viewpoint over level ground past the walls of buildings (METHODS 3): within its range and field of view, up to the first wall.
 * A ring of corners, clockwise, open; it begins and ends at the viewpoint unless that looks all round. An angular sweep: between two neighbouring directions of wall ends
 * the nearest wall stays the nearest, except where two walls cross, and there the sector is cut in two. O(walls in range · walls met at once).
 */
export function visibilityPolygon(view: Viewpoint, buildings: BuildingEdges): ProjectedMeters[] {
  const walls = wallsInRange(view, buildings);
  const [first, last] = viewOf(view);
  const isAround = last - first >= TURN - SAME_DIRECTION;

  // directions at which the nearest wall may change, and the walls met from each
  const directions = directionsOf(walls, first, last);
  const ring: ProjectedMeters[] = isAround ? [] : [{ x: view.x, y: view.y }];
  const open: Wall[] = [];
  let next = 0;
  const byStart = walls.flatMap((wall) => turnsOf(wall, first, last)).toSorted((a, b) => a.from - b.from);
  let active: { readonly until: number; readonly wall: Wall }[] = [];
  for (let i = 0; i + 1 < directions.length; i++) {
    const [from, to] = [directions[i], directions[i + 1]];
    const middle = (from + to) / 2;
    while (next < byStart.length && byStart[next].from <= middle) active.push(byStart[next++]);
    active = active.filter(({ until }) => until >= middle);
    open.length = 0;
    for (const { wall } of active) open.push(wall);
    addSector(view, open, from, to, ring, 0);
  }
  return ring;
}

/** A wall relative to the viewpoint, its ends in clockwise order, with their directions: `from` in 0..2π, `to` less than π further on. */
interface Wall {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly from: number;
  readonly to: number;
}

/** Direction of a position seen from the origin, clockwise from north, 0..2π. */
function directionOf(x: number, y: number): number {
  const direction = Math.atan2(x, y);
  return direction < 0 ? direction + TURN : direction;
}

function wallsInRange({ x, y, rangeMeters }: Viewpoint, buildings: BuildingEdges): Wall[] {
  const seen = new Set<number>();
  const walls: Wall[] = [];
  edgesNear(buildings, x - rangeMeters, y - rangeMeters, x + rangeMeters, y + rangeMeters, (x0, y0, x1, y1, edge) => {
    if (seen.has(edge)) return;
    seen.add(edge);
    const [ax, ay, bx, by] = [x0 - x, y0 - y, x1 - x, y1 - y];
    if (nearestTo(ax, ay, bx, by) > rangeMeters) return;
    const turn = ax * by - ay * bx;
    // a wall seen end on hides nothing
    if (turn === 0) return;
    const [startX, startY, endX, endY] = turn < 0 ? [ax, ay, bx, by] : [bx, by, ax, ay];
    const from = directionOf(startX, startY);
    const to = directionOf(endX, endY);
    walls.push({ ax: startX, ay: startY, bx: endX, by: endY, from, to: to < from ? to + TURN : to });
  });
  return walls;
}

/** Distance of a stretch from the origin. */
function nearestTo(ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  return Math.hypot(ax + share * dx, ay + share * dy);
}

/** The view as two directions: the first in 0..2π, the last up to 2π further on. */
function viewOf({ bearingDegrees, hfovDegrees }: Viewpoint): readonly [number, number] {
  const width = Math.min(360, hfovDegrees) * RADIANS;
  if (width >= TURN) return [0, TURN];
  const first = (((bearingDegrees * RADIANS - width / 2) % TURN) + TURN) % TURN;
  return [first, first + width];
}

/** When the sweep from `first` to `last` meets a wall: it may pass it twice, a turn apart. */
function turnsOf(wall: Wall, first: number, last: number): { readonly from: number; readonly until: number; readonly wall: Wall }[] {
  return [-TURN, 0, TURN]
    .map((turn) => ({ from: Math.max(first, wall.from + turn), until: Math.min(last, wall.to + turn), wall }))
    .filter(({ from, until }) => from < until);
}

/** Directions of the wall ends within the view, and of the rim in between, ascending, no two the same. */
function directionsOf(walls: readonly Wall[], first: number, last: number): number[] {
  const all = [first, last];
  for (const { from, to } of walls)
    for (const end of [from, to]) for (const turn of [-TURN, 0, TURN]) if (end + turn > first && end + turn < last) all.push(end + turn);
  for (let rim = first + RIM_STEP; rim < last; rim += RIM_STEP) all.push(rim);
  all.sort((a, b) => a - b);
  const kept = [first];
  for (const direction of all) if (direction - kept[kept.length - 1] > SAME_DIRECTION) kept.push(direction);
  kept[kept.length - 1] = last;
  return kept;
}

/** How often a sector may be cut in two where walls cross; more is a knot of walls smaller than any building. */
const MOST_CUTS = 12;

/** Adds the far side of a sector: the nearest wall, or the rim of the range. */
function addSector(view: Viewpoint, open: readonly Wall[], from: number, to: number, ring: ProjectedMeters[], cuts: number): void {
  // looked at just inside the sector: at its sides a wall that ends there counts in one of the two neighbours only
  const inset = (to - from) * 1e-6;
  const atFrom = nearestAlong(open, from + inset, view.rangeMeters);
  const atTo = nearestAlong(open, to - inset, view.rangeMeters);
  if (atFrom !== atTo && cuts < MOST_CUTS) {
    const between = changeBetween(view, atFrom, atTo, from, to);
    addSector(view, open, from, between, ring, cuts + 1);
    addSector(view, open, between, to, ring, cuts + 1);
    return;
  }
  addCorner(view, atFrom, from, ring);
  addCorner(view, atTo, to, ring);
}

function addCorner(view: Viewpoint, wall: Wall | undefined, direction: number, ring: ProjectedMeters[]): void {
  const distance = wall === undefined ? view.rangeMeters : Math.min(view.rangeMeters, distanceAlong(wall, direction));
  const corner = { x: view.x + distance * Math.sin(direction), y: view.y + distance * Math.cos(direction) };
  const before = ring[ring.length - 1];
  if (before === undefined || Math.hypot(before.x - corner.x, before.y - corner.y) > 1e-9) ring.push(corner);
}

/** The wall met first in a direction; undefined where the range ends before any. */
function nearestAlong(open: readonly Wall[], direction: number, rangeMeters: number): Wall | undefined {
  let nearest: Wall | undefined;
  let least = rangeMeters;
  for (const wall of open) {
    const distance = distanceAlong(wall, direction);
    if (distance < least) {
      least = distance;
      nearest = wall;
    }
  }
  return nearest;
}

/** How far off the line of a wall is in a direction; infinite where it is not ahead. */
function distanceAlong({ ax, ay, bx, by }: Wall, direction: number): number {
  const [rayX, rayY] = [Math.sin(direction), Math.cos(direction)];
  const [wallX, wallY] = [bx - ax, by - ay];
  const across = rayX * wallY - rayY * wallX;
  if (across === 0) return Infinity;
  const distance = (ax * wallY - ay * wallX) / across;
  return distance >= 0 ? distance : Infinity;
}

/** The direction at which one wall, or the rim, takes the place of another: where they cross, or half way when they do not within the sector. */
function changeBetween({ rangeMeters }: Viewpoint, a: Wall | undefined, b: Wall | undefined, from: number, to: number): number {
  const candidates = a !== undefined && b !== undefined ? [crossingOf(a, b)] : rimCrossings(a ?? b, rangeMeters);
  for (const direction of candidates)
    for (const turn of [-TURN, 0, TURN]) if (direction + turn > from && direction + turn < to) return direction + turn;
  return (from + to) / 2;
}

function crossingOf(a: Wall, b: Wall): number {
  const [ux, uy, vx, vy] = [a.bx - a.ax, a.by - a.ay, b.bx - b.ax, b.by - b.ay];
  const across = ux * vy - uy * vx;
  const share = ((b.ax - a.ax) * vy - (b.ay - a.ay) * vx) / across;
  return directionOf(a.ax + share * ux, a.ay + share * uy);
}

/** Directions at which the line of a wall leaves the range. */
function rimCrossings(wall: Wall | undefined, rangeMeters: number): number[] {
  if (wall === undefined) return [];
  const { ax, ay, bx, by } = wall;
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const half = ax * dx + ay * dy;
  const discriminant = half * half - length * (ax * ax + ay * ay - rangeMeters * rangeMeters);
  if (discriminant < 0) return [];
  return [-1, 1].map((sign) => {
    const share = (-half + sign * Math.sqrt(discriminant)) / length;
    return directionOf(ax + share * dx, ay + share * dy);
  });
}

/** Whether a viewpoint sees a point, the same ground as {@link visibilityPolygon}: within range, within the field of view, behind no wall. */
export function isInView(view: Viewpoint, x: number, y: number): boolean {
  const [dx, dy] = [x - view.x, y - view.y];
  if (Math.hypot(dx, dy) > view.rangeMeters) return false;
  const [first, last] = viewOf(view);
  const direction = directionOf(dx, dy);
  return direction >= first ? direction <= last : direction + TURN <= last;
}
