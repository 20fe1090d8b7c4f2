import { latticeCellOf } from '../geo/lattice';

/** Chosen, because 50 million entries are 200 MB and 700 km x 700 km of 100 m squares; more is a mistake in the coordinates. */
const MAX_ENTRIES = 50_000_000;

/** From column and row to the position of a square in a column of ids, by a dense table over their bounding box. */
export interface LatticeIndex {
  /** Position of column c and row r at (c − firstColumn) · rows + r − firstRow, -1 where there is no square. */
  readonly table: Int32Array;
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly columns: number;
  readonly rows: number;
}

/** Position of the square of a column and row; -1 where there is none. */
export function indexAt({ table, firstColumn, firstRow, columns, rows }: LatticeIndex, column: number, row: number): number {
  const c = column - firstColumn;
  const r = row - firstRow;
  return c < 0 || r < 0 || c >= columns || r >= rows ? -1 : table[c * rows + r];
}

/** Index of these squares. Throws a RangeError when they lie too far apart to be one deployment. O(bounding box). */
export function createLatticeIndex(squareId: Float64Array): LatticeIndex {
  let firstColumn = Infinity;
  let firstRow = Infinity;
  let lastColumn = -Infinity;
  let lastRow = -Infinity;
  for (const id of squareId) {
    const { column, row } = latticeCellOf(id);
    firstColumn = Math.min(firstColumn, column);
    lastColumn = Math.max(lastColumn, column);
    firstRow = Math.min(firstRow, row);
    lastRow = Math.max(lastRow, row);
  }
  if (squareId.length === 0) return { table: new Int32Array(0), firstColumn: 0, firstRow: 0, columns: 0, rows: 0 };
  const columns = lastColumn - firstColumn + 1;
  const rows = lastRow - firstRow + 1;
  if (columns * rows > MAX_ENTRIES)
    throw new RangeError(`squares spread over ${columns} x ${rows} of the lattice, too far apart for one area`);

  const table = new Int32Array(columns * rows).fill(-1);
  squareId.forEach((id, index) => {
    const { column, row } = latticeCellOf(id);
    table[(column - firstColumn) * rows + (row - firstRow)] = index;
  });
  return { table, firstColumn, firstRow, columns, rows };
}
