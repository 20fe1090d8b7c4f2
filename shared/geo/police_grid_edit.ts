import Flatbush from 'flatbush';
import type { LngLat } from './lng_lat';
import { dissolve } from './police_grid_dissolve';
import {
  between,
  borderKey,
  bordersOf,
  cornerKey,
  cornerOf,
  doubleArea,
  ringHolds,
  sameCorner,
  segmentsMeet,
  sideOf,
  type Corner,
  type CornerOutline,
  type CornerRing,
} from './police_grid_outline';
import { cutRing, type CutFault } from './police_grid_cut';

/** A cell of the grid while it is drawn. */
export interface GridCell {
  readonly code: string;
  readonly outline: CornerOutline;
}

/** Why a change was not made. */
export type GridFault =
  | CutFault
  | 'cell_unknown'
  | 'not_neighbours'
  | 'corner_unknown'
  | 'corner_on_edge'
  | 'corner_taken'
  | 'borders_cross';

/** The cells after a change, and the codes of those that differ; or why nothing was changed. */
export type GridChange =
  | { readonly valid: true; readonly cells: readonly GridCell[]; readonly changed: readonly string[] }
  | { readonly valid: false; readonly fault: GridFault };

const refused = (fault: GridFault): GridChange => ({ valid: false, fault });

/** Joins cells into the first of them. They have to hang together over shared borders; a cell they enclose stays a hole. */
export function mergeCells(cells: readonly GridCell[], codes: readonly string[]): GridChange {
  const [first = '', ...others] = [...new Set(codes)];
  const members = [first, ...others].map((code) => cells.find((cell) => cell.code === code));
  if (members.some((member) => member === undefined)) return refused('cell_unknown');
  const joined = members.flatMap((member) => (member === undefined ? [] : [member.outline]));
  if (joined.length < 2 || !hangTogether(joined)) return refused('not_neighbours');
  const outline = dissolve(joined);
  return {
    valid: true,
    cells: cells.flatMap((cell) => (cell.code === first ? [{ code: first, outline }] : others.includes(cell.code) ? [] : [cell])),
    changed: [first],
  };
}

function hangTogether(outlines: readonly CornerOutline[]): boolean {
  const borders = outlines.map((outline) => new Set([...bordersOf(outline)].map(([a, b]) => borderKey(a, b))));
  const reached = new Set([0]);
  for (const from of reached) {
    borders.forEach((own, to) => {
      if (!reached.has(to) && [...own].some((key) => borders[from].has(key))) reached.add(to);
    });
  }
  return reached.size === outlines.length;
}

/**
 * Moves a corner for every cell that has it. Refused for a corner on the edge of the grid (what the grid covers as a whole stays as it is), where another
 * corner is, and where a border would cross or sweep over another.
 */
export function moveCorner(cells: readonly GridCell[], from: LngLat, to: LngLat): GridChange {
  const [old, next] = [cornerOf(from), cornerOf(to)];
  if (sameCorner(old, next)) return refused('corner_taken');
  const ends = endsOf(cells, old);
  if (ends.length === 0) return refused('corner_unknown');
  if (isOnEdge(cells, old)) return refused('corner_on_edge');
  if (cells.some((cell) => hasCorner(cell.outline, next))) return refused('corner_taken');
  const fault = faultOfMove(cells, old, next, ends);
  if (fault !== undefined) return refused(fault);
  const changed: string[] = [];
  const moved = cells.map((cell) => {
    if (!hasCorner(cell.outline, old)) return cell;
    changed.push(cell.code);
    return { code: cell.code, outline: mapRings(cell.outline, (ring) => ring.map((corner) => (sameCorner(corner, old) ? next : corner))) };
  });
  return { valid: true, cells: moved, changed };
}

/** Cuts a cell in two along a line that crosses it once; the part to the right of the line gets `newCode`. Neighbours get the new corners too. */
export function splitCell(cells: readonly GridCell[], code: string, line: readonly LngLat[], newCode: string): GridChange {
  const cell = cells.find((candidate) => candidate.code === code);
  if (cell === undefined) return refused('cell_unknown');
  const cut = cutRing(cell.outline, line.map(cornerOf));
  if (!cut.valid) return refused(cut.fault);
  let noded = cells;
  const changed = new Set([code, newCode]);
  for (const { border, corner } of cut.added) {
    const fault = faultOfInsertion(noded, border, corner);
    if (fault !== undefined) return refused(fault);
    noded = noded.map((other) => {
      const outline = withCorner(other.outline, border, corner);
      if (outline !== other.outline) changed.add(other.code);
      return outline === other.outline ? other : { code: other.code, outline };
    });
  }
  const both = noded.flatMap((other) =>
    other.code === code
      ? [
          { code, outline: cut.left },
          { code: newCode, outline: cut.right },
        ]
      : [other],
  );
  return { valid: true, cells: both, changed: [...changed] };
}

/**
 * Gives cells that were drawn apart the corners of their neighbours: a corner of one on the border of another becomes a corner of both. What overlaps or
 * gapes by more than a step of 1e-7 degrees is left as it is. O(n log n) in the corners.
 */
export function shareCorners(cells: readonly GridCell[]): GridCell[] {
  // Borders that both neighbours name already need nothing, and their corners are nobody else's business.
  const sides = new Map<string, number>();
  for (const cell of cells) for (const [a, b] of bordersOf(cell.outline)) sides.set(borderKey(a, b), (sides.get(borderKey(a, b)) ?? 0) + 1);
  const isOneSided = (a: Corner, b: Corner) => sides.get(borderKey(a, b)) === 1;
  const corners = new Map<string, Corner>();
  for (const cell of cells) {
    for (const [a, b] of bordersOf(cell.outline)) if (isOneSided(a, b)) corners.set(cornerKey(a), a).set(cornerKey(b), b);
  }
  const list = [...corners.values()];
  if (list.length === 0) return [...cells];
  const index = new Flatbush(list.length);
  for (const { x, y } of list) index.add(x, y, x, y);
  index.finish();
  const onBorder = (a: Corner, b: Corner, own: ReadonlySet<string>): Corner[] =>
    index
      .search(Math.min(a.x, b.x) - 1, Math.min(a.y, b.y) - 1, Math.max(a.x, b.x) + 1, Math.max(a.y, b.y) + 1)
      .map((i) => list[i])
      // A ring never gets a corner of its own twice: it would touch itself.
      .filter((corner) => !own.has(cornerKey(corner)) && isAlong(a, b, corner))
      .sort((p, q) => alongBorder(a, b, p) - alongBorder(a, b, q));
  return cells.map((cell) => ({
    code: cell.code,
    outline: mapRings(cell.outline, (ring) => {
      const own = new Set(ring.map(cornerKey));
      return ring.flatMap((a, i) => {
        const b = ring[(i + 1) % ring.length];
        return isOneSided(a, b) ? [a, ...onBorder(a, b, own)] : [a];
      });
    }),
  }));
}

/** Within one step of the line and between its ends. */
function isAlong(a: Corner, b: Corner, corner: Corner): boolean {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const along = alongBorder(a, b, corner);
  return Math.abs(sideOf(a, b, corner)) <= length && along > 0 && along < length * length;
}

function alongBorder(a: Corner, b: Corner, corner: Corner): number {
  return (corner.x - a.x) * (b.x - a.x) + (corner.y - a.y) * (b.y - a.y);
}

// Corners and borders -----------------------------------------------------------------------------------------------------------------------

function mapRings(outline: CornerOutline, map: (ring: CornerRing) => CornerRing): CornerOutline {
  return outline.map((polygon) => polygon.map(map));
}

function hasCorner(outline: CornerOutline, corner: Corner): boolean {
  return outline.some((polygon) => polygon.some((ring) => ring.some((other) => sameCorner(other, corner))));
}

/** The far ends of the borders at a corner, each once. */
function endsOf(cells: readonly GridCell[], corner: Corner): Corner[] {
  const ends = new Map<string, Corner>();
  for (const cell of cells) {
    for (const [a, b] of bordersOf(cell.outline)) {
      if (sameCorner(a, corner)) ends.set(cornerKey(b), b);
      else if (sameCorner(b, corner)) ends.set(cornerKey(a), a);
    }
  }
  return [...ends.values()];
}

/** Whether a border at the corner has ground of the grid on one side only. */
function isOnEdge(cells: readonly GridCell[], corner: Corner): boolean {
  const sides = new Map<string, number>();
  for (const cell of cells) {
    for (const [a, b] of bordersOf(cell.outline)) {
      if (!sameCorner(a, corner) && !sameCorner(b, corner)) continue;
      const key = borderKey(a, b);
      sides.set(key, (sides.get(key) ?? 0) + 1);
    }
  }
  return [...sides.values()].some((count) => count !== 2);
}

function faultOfMove(cells: readonly GridCell[], old: Corner, next: Corner, ends: readonly Corner[]): GridFault | undefined {
  for (const cell of cells) {
    for (const [a, b] of bordersOf(cell.outline)) {
      const moves = sameCorner(a, old) || sameCorner(b, old);
      for (const end of ends) {
        if (!sameCorner(a, old) && !sameCorner(a, end) && isInTriangle(end, old, next, a)) return 'borders_cross';
        if (!moves && segmentsMeet(next, end, a, b)) return 'borders_cross';
      }
    }
  }
  // Borders at the corner itself must not fall onto each other.
  for (const [i, one] of ends.entries()) {
    for (const other of ends.slice(i + 1)) if (segmentsMeet(next, one, next, other)) return 'borders_cross';
  }
  return undefined;
}

/** A corner set on a border may lie a step beside it: no border may come in between. */
function faultOfInsertion(cells: readonly GridCell[], [a, b]: readonly [Corner, Corner], corner: Corner): GridFault | undefined {
  for (const cell of cells) {
    for (const [c, d] of bordersOf(cell.outline)) {
      if (sameCorner(c, corner)) return 'corner_taken';
      if (!sameCorner(c, a) && !sameCorner(c, b) && isInTriangle(a, b, corner, c)) return 'borders_cross';
      if (borderKey(c, d) === borderKey(a, b)) continue;
      if (segmentsMeet(a, corner, c, d) || segmentsMeet(corner, b, c, d)) return 'borders_cross';
    }
  }
  return undefined;
}

function isInTriangle(a: Corner, b: Corner, c: Corner, point: Corner): boolean {
  const turn = sideOf(a, b, c);
  if (turn === 0) {
    const [p, q, r] = [sideOf(a, b, point), sideOf(b, c, point), sideOf(a, c, point)];
    return p === 0 && q === 0 && r === 0 && (between(a, b, point) || between(b, c, point));
  }
  return ringHolds(doubleArea([a, b, c]) > 0 ? [a, b, c] : [a, c, b], point);
}

function withCorner(outline: CornerOutline, [a, b]: readonly [Corner, Corner], corner: Corner): CornerOutline {
  const key = borderKey(a, b);
  let found = false;
  const next = mapRings(outline, (ring) =>
    ring.flatMap((from, i) => {
      if (borderKey(from, ring[(i + 1) % ring.length]) !== key) return [from];
      found = true;
      return [from, corner];
    }),
  );
  return found ? next : outline;
}
