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
  let near = 0;
  for (let row = 0; row < intervals.length; row++) {
    const square = keep(row) ? indexOfSquare(squareId, intervals.squareId[row], near) : -1;
    if (square >= 0) near = square;
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
    const first = firstRow[i];
    const end = firstRow[i + 1];
    for (let k = first + 1; k < end; k++) {
      if (startMs[rows[k - 1]] <= startMs[rows[k]]) continue;
      if (end - first <= FEW_ROWS) sortFewByStart(rows, first, end, startMs);
      else rows.subarray(first, end).sort((a, b) => startMs[a] - startMs[b]);
      break;
    }
  }
  return { firstRow, rows };
}

/** Up to this many rows are sorted by insertion: chosen, because most squares have few and a sort with a callback costs more than its comparisons. */
const FEW_ROWS = 24;

/** Stable, like the sort of typed arrays. */
function sortFewByStart(rows: Int32Array, first: number, end: number, startMs: Float64Array): void {
  for (let k = first + 1; k < end; k++) {
    const row = rows[k];
    const start = startMs[row];
    let at = k;
    while (at > first && startMs[rows[at - 1]] > start) {
      rows[at] = rows[at - 1];
      at--;
    }
    rows[at] = row;
  }
}

/**
 * Position of an id in an ascending column, or -1. Looks from `near` on in steps that double, so that ids which ascend, as those of a ledger read by square do, cost
 * next to nothing. O(log n).
 */
export function indexOfSquare(squareId: Float64Array, id: number, near = 0): number {
  if (squareId[near] === id) return near;
  let low = 0;
  let high = squareId.length - 1;
  if (squareId[near] < id) {
    low = near + 1;
    let step = 1;
    while (near + step < high && squareId[near + step] < id) {
      low = near + step + 1;
      step *= 2;
    }
    high = Math.min(high, near + step);
  }
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
