import type { ProjectedMeters } from './lng_lat';

/**
 * The analysis lattice (METHODS 1): squares of side `cellMeters`, anchored at the origin of the
 * deployment's projected CRS. Column counts east, row counts north.
 */
export interface LatticeCell {
  readonly column: number;
  readonly row: number;
}

/** Chosen, because 2^21 columns of 1 m still hold any projected CRS used for a city, and the id stays below 2^43, exact in a double. */
const INDEX_OFFSET = 2 ** 21;
const ROW_SPAN = 2 ** 22;

/** The id of a square: one exact integer below 2^44, the same for the same ground in every database. */
export function squareIdOf(column: number, row: number): number {
  if (Math.abs(column) >= INDEX_OFFSET || Math.abs(row) >= INDEX_OFFSET) {
    throw new RangeError(`square (${column}, ${row}) lies outside the lattice of ±${INDEX_OFFSET} squares`);
  }
  return (column + INDEX_OFFSET) * ROW_SPAN + (row + INDEX_OFFSET);
}

/** Inverse of {@link squareIdOf}. */
export function latticeCellOf(squareId: number): LatticeCell {
  return { column: Math.floor(squareId / ROW_SPAN) - INDEX_OFFSET, row: (squareId % ROW_SPAN) - INDEX_OFFSET };
}

/** The square a projected position lies in; a position on an edge belongs to the square east or north of it. */
export function squareIdAt(position: ProjectedMeters, cellMeters: number): number {
  return squareIdOf(Math.floor(position.x / cellMeters), Math.floor(position.y / cellMeters));
}

/** The centre of a square, projected metres. */
export function squareCenter(squareId: number, cellMeters: number): ProjectedMeters {
  const { column, row } = latticeCellOf(squareId);
  return { x: (column + 0.5) * cellMeters, y: (row + 0.5) * cellMeters };
}
