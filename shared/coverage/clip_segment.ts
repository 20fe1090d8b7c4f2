import { squareIdOf } from '../geo/lattice';
import type { PieceBuffer } from './piece_buffer';

/**
 * Shares the time of one straight segment over the squares it passes (METHODS 3), travelled at constant speed from (x0, y0) at `startMs` to (x1, y1) at `endMs`,
 * projected metres and whole epoch milliseconds. The pieces appended to `out` follow each other without a hole, so they add up to `endMs - startMs` exactly:
 * each crossing of the lattice is one instant rounded to the millisecond. A position on an edge belongs to the square east or north of it.
 * Walks the lattice like Amanatides & Woo 1987, but computes each crossing from the segment's ends, so that rounding errors do not add up.
 * O(squares passed), no allocation.
 */
export function clipSegment(
  x0: number,
  y0: number,
  startMs: number,
  x1: number,
  y1: number,
  endMs: number,
  cellMeters: number,
  out: PieceBuffer,
): void {
  let column = Math.floor(x0 / cellMeters);
  let row = Math.floor(y0 / cellMeters);
  let columnsLeft = Math.floor(x1 / cellMeters) - column;
  let rowsLeft = Math.floor(y1 / cellMeters) - row;

  // most segments of a patrol stay in one square
  if (columnsLeft === 0 && rowsLeft === 0) {
    out.append(squareIdOf(column, row), startMs, endMs);
    return;
  }

  const durationMs = endMs - startMs;
  const dx = x1 - x0;
  const dy = y1 - y0;
  const columnStep = columnsLeft < 0 ? -1 : 1;
  const rowStep = rowsLeft < 0 ? -1 : 1;
  // eastward the edge left behind next is the one east of the square, westward the one it starts at
  const columnEdge = columnStep > 0 ? 1 : 0;
  const rowEdge = rowStep > 0 ? 1 : 0;
  columnsLeft *= columnStep;
  rowsLeft *= rowStep;

  let columnCrossing = columnsLeft > 0 ? ((column + columnEdge) * cellMeters - x0) / dx : Infinity;
  let rowCrossing = rowsLeft > 0 ? ((row + rowEdge) * cellMeters - y0) / dy : Infinity;
  let enteredMs = startMs;
  while (columnsLeft > 0 || rowsLeft > 0) {
    const eastWest = columnCrossing <= rowCrossing;
    const crossing = eastWest ? columnCrossing : rowCrossing;
    const crossedMs = Math.min(endMs, Math.max(enteredMs, startMs + Math.round(crossing * durationMs)));
    out.append(squareIdOf(column, row), enteredMs, crossedMs);
    enteredMs = crossedMs;
    if (eastWest) {
      column += columnStep;
      columnsLeft--;
      columnCrossing = columnsLeft > 0 ? ((column + columnEdge) * cellMeters - x0) / dx : Infinity;
    } else {
      row += rowStep;
      rowsLeft--;
      rowCrossing = rowsLeft > 0 ? ((row + rowEdge) * cellMeters - y0) / dy : Infinity;
    }
  }
  out.append(squareIdOf(column, row), enteredMs, endMs);
}
