import { latticeCellOf } from '../geo/lattice';

/** Chosen, because 50 million entries are 200 MB and 700 km x 700 km of 100 m squares; more is a mistake in the coordinates. */
const MAX_ENTRIES = 50_000_000;

/** From column and row to the position of a square in a column of ids, by a dense table over their bounding box. */
export interface LatticeIndex {
  /** -1 where there is no square. */
  indexAt(column: number, row: number): number;
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
  if (squareId.length === 0) return { indexAt: () => -1 };
  const columns = lastColumn - firstColumn + 1;
  const rows = lastRow - firstRow + 1;
  if (columns * rows > MAX_ENTRIES)
    throw new RangeError(`squares spread over ${columns} x ${rows} of the lattice, too far apart for one area`);

  const table = new Int32Array(columns * rows).fill(-1);
  squareId.forEach((id, index) => {
    const { column, row } = latticeCellOf(id);
    table[(column - firstColumn) * rows + (row - firstRow)] = index;
  });
  return {
    indexAt(column, row) {
      if (column < firstColumn || column > lastColumn || row < firstRow || row > lastRow) return -1;
      return table[(column - firstColumn) * rows + (row - firstRow)];
    },
  };
}
