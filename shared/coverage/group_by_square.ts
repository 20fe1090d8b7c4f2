import type { PresenceIntervals } from './presence_intervals';

/** Rows of a ledger by square: those of square i are `rows[firstRow[i] .. firstRow[i + 1])`, by start. */
export interface SquareGroups {
  readonly firstRow: Int32Array;
  readonly rows: Int32Array;
}

/**
 * Sorts the rows that `keep` accepts into the squares of `squareId` (ascending); rows of other squares are left out. A counting sort, then by start within
 * each square. O(rows · log squares).
 */
export function groupBySquare(intervals: PresenceIntervals, squareId: Float64Array, keep: (row: number) => boolean): SquareGroups {
  // which square each row belongs to
  const squareOfRow = new Int32Array(intervals.length);
  const firstRow = new Int32Array(squareId.length + 1);
  for (let row = 0; row < intervals.length; row++) {
    const square = keep(row) ? indexOfSquare(squareId, intervals.squareId[row]) : -1;
    squareOfRow[row] = square;
    if (square >= 0) firstRow[square + 1]++;
  }
  for (let i = 0; i < squareId.length; i++) firstRow[i + 1] += firstRow[i];

  // rows into their squares
  const rows = new Int32Array(firstRow[squareId.length]);
  const next = firstRow.slice();
  for (let row = 0; row < intervals.length; row++) {
    const square = squareOfRow[row];
    if (square >= 0) rows[next[square]++] = row;
  }

  // by start within the square; most ledgers arrive nearly so
  const { startMs } = intervals;
  for (let i = 0; i < squareId.length; i++) {
    const group = rows.subarray(firstRow[i], firstRow[i + 1]);
    for (let k = 1; k < group.length; k++) {
      if (startMs[group[k - 1]] > startMs[group[k]]) {
        group.sort((a, b) => startMs[a] - startMs[b]);
        break;
      }
    }
  }
  return { firstRow, rows };
}

/** Position of an id in an ascending column, or -1. O(log n). */
export function indexOfSquare(squareId: Float64Array, id: number): number {
  let low = 0;
  let high = squareId.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = squareId[middle];
    if (value === id) return middle;
    if (value < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Throws a RangeError unless the ids ascend strictly, which every lookup by {@link indexOfSquare} needs. */
export function requireAscending(squareId: Float64Array): void {
  for (let i = 1; i < squareId.length; i++) {
    if (!(squareId[i - 1] < squareId[i]))
      throw new RangeError(`square ids must ascend, but ${squareId[i]} follows ${squareId[i - 1]} at index ${i}`);
  }
}
