import { groupBySquare, indexOfSquare } from './group_by_square';
import type { PresenceIntervals } from './presence_intervals';

/** Interruptions up to this long do not end a visit (METHODS 4). */
export const VISIT_INTERRUPTION_MS = 120_000;

/** Visits as flat columns, sorted by (squareId, startMs). */
export interface Visits {
  readonly length: number;
  readonly squareId: Float64Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** ∫ of the largest accepted weight present, seconds; interruptions add nothing. */
  readonly dwellSeconds: Float32Array;
  /** Distinct units that were in sight. */
  readonly unitCount: Int32Array;
}

/**
 * Visits (METHODS 4): sight of a square merged over interruptions of up to 120 s, by all units together. `accepts` gives the weight of a row's second, 0 when
 * it does not count here. A function of the set of rows. O(n log n).
 */
export function visitsOf(
  intervals: PresenceIntervals,
  accepts: (row: { readonly squareId: number; readonly mode: number; readonly kind: number }) => number,
): Visits {
  const weights = new Float64Array(intervals.length);
  for (let row = 0; row < intervals.length; row++) {
    weights[row] = accepts({ squareId: intervals.squareId[row], mode: intervals.mode[row], kind: intervals.kind[row] });
  }
  const squares = Float64Array.from(new Set(intervals.squareId.subarray(0, intervals.length))).sort();
  const groups = groupBySquare(intervals, squares, (row) => weights[row] > 0);

  const sweep = new VisitSweep();
  const squareOfVisit: number[] = [];
  const visits: { startMs: number; endMs: number; dwellMs: number }[] = [];
  for (let square = 0; square < squares.length; square++) {
    sweep.clear();
    for (let k = groups.firstRow[square]; k < groups.firstRow[square + 1]; k++) {
      const row = groups.rows[k];
      sweep.add(intervals.startMs[row], intervals.endMs[row], weights[row]);
    }
    sweep.run();
    for (let v = 0; v < sweep.visitCount; v++) {
      squareOfVisit.push(squares[square]);
      visits.push({ startMs: sweep.visitStartMs[v], endMs: sweep.visitEndMs[v], dwellMs: sweep.visitDwellMs[v] });
    }
  }

  const squareId = Float64Array.from(squareOfVisit);
  const startMs = Float64Array.from(visits, (visit) => visit.startMs);
  return {
    length: visits.length,
    squareId,
    startMs,
    endMs: Float64Array.from(visits, (visit) => visit.endMs),
    dwellSeconds: Float32Array.from(visits, (visit) => visit.dwellMs / 1000),
    unitCount: countUnits(intervals, weights, squares, squareId, startMs),
  };
}

/** Distinct units per visit. Each row belongs to the last visit of its square that starts no later. */
function countUnits(
  intervals: PresenceIntervals,
  weights: Float64Array,
  squares: Float64Array,
  visitSquareId: Float64Array,
  visitStartMs: Float64Array,
): Int32Array {
  const firstVisit = new Int32Array(squares.length + 1);
  for (const id of visitSquareId) firstVisit[indexOfSquare(squares, id) + 1]++;
  for (let i = 0; i < squares.length; i++) firstVisit[i + 1] += firstVisit[i];

  const units = Array.from(visitSquareId, () => new Set<number>());
  for (let row = 0; row < intervals.length; row++) {
    if (!(weights[row] > 0) || intervals.endMs[row] <= intervals.startMs[row]) continue;
    const square = indexOfSquare(squares, intervals.squareId[row]);
    let low = firstVisit[square];
    let high = firstVisit[square + 1] - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (visitStartMs[middle] <= intervals.startMs[row]) low = middle;
      else high = middle - 1;
    }
    units[low]?.add(intervals.unitId[row]);
  }
  return Int32Array.from(units, (set) => set.size);
}

/**
 * The sweep behind every visit: add one square's weighted sight rows by ascending start, run, read the visits. Reused from square to square, so that a city
 * costs no allocation per square. Times in epoch milliseconds, dwell in weighted milliseconds.
 */
export class VisitSweep {
  visitCount = 0;
  visitStartMs: Float64Array = new Float64Array(64);
  visitEndMs: Float64Array = new Float64Array(64);
  visitDwellMs: Float64Array = new Float64Array(64);
  /** When the first sworn unit came into the visit; Infinity where none did. */
  visitSwornFromMs: Float64Array = new Float64Array(64);
  #rowCount = 0;
  #startMs: Float64Array = new Float64Array(64);
  #endMs: Float64Array = new Float64Array(64);
  #weight: Float64Array = new Float64Array(64);
  #sworn: Uint8Array = new Uint8Array(64);
  /** Rows in sight at the instant the sweep has reached. */
  #present: Int32Array = new Int32Array(16);
  #presentCount = 0;

  clear(): void {
    this.#rowCount = 0;
    this.visitCount = 0;
  }

  /** Adds a row; starts must not descend. Empty rows and rows of weight 0 are left out. */
  add(startMs: number, endMs: number, weight: number, isSworn = false): void {
    if (endMs <= startMs || !(weight > 0)) return;
    if (this.#rowCount === this.#startMs.length) {
      this.#startMs = doubled(this.#startMs);
      this.#endMs = doubled(this.#endMs);
      this.#weight = doubled(this.#weight);
      this.visitStartMs = doubled(this.visitStartMs);
      this.visitEndMs = doubled(this.visitEndMs);
      this.visitDwellMs = doubled(this.visitDwellMs);
      this.#sworn = doubledFlags(this.#sworn);
      this.visitSwornFromMs = doubled(this.visitSwornFromMs);
    }
    this.#startMs[this.#rowCount] = startMs;
    this.#endMs[this.#rowCount] = endMs;
    this.#weight[this.#rowCount] = weight;
    this.#sworn[this.#rowCount] = isSworn ? 1 : 0;
    this.#rowCount++;
  }

  /** Finds the visits of the rows added since {@link clear}. O(rows · units present at once). */
  run(): void {
    this.#presentCount = 0;
    let visitStartMs = 0;
    let visitEndMs = -Infinity;
    let dwellMs = 0;
    let swornFromMs = Infinity;
    let reachedMs = 0;
    for (let row = 0; row < this.#rowCount; row++) {
      const startMs = this.#startMs[row];
      if (row > 0) dwellMs += this.#dwellUntil(reachedMs, startMs);
      if (startMs - visitEndMs > VISIT_INTERRUPTION_MS) {
        if (row > 0) this.#close(visitStartMs, visitEndMs, dwellMs, swornFromMs);
        visitStartMs = startMs;
        dwellMs = 0;
        swornFromMs = Infinity;
      }
      if (this.#sworn[row] === 1) swornFromMs = Math.min(swornFromMs, startMs);
      reachedMs = startMs;
      visitEndMs = Math.max(visitEndMs, this.#endMs[row]);
      if (this.#presentCount === this.#present.length) {
        const larger = new Int32Array(2 * this.#presentCount);
        larger.set(this.#present);
        this.#present = larger;
      }
      this.#present[this.#presentCount++] = row;
    }
    if (this.#rowCount === 0) return;
    dwellMs += this.#dwellUntil(reachedMs, visitEndMs);
    this.#close(visitStartMs, visitEndMs, dwellMs, swornFromMs);
  }

  /** ∫ of the largest weight present over [fromMs, untilMs); rows that end by then leave. */
  #dwellUntil(fromMs: number, untilMs: number): number {
    const present = this.#present;
    const endMs = this.#endMs;
    // most often a square has one unit at a time
    if (this.#presentCount === 1) {
      const row = present[0];
      if (endMs[row] <= untilMs) this.#presentCount = 0;
      return fromMs < untilMs ? (Math.min(untilMs, endMs[row]) - fromMs) * this.#weight[row] : 0;
    }
    let dwellMs = 0;
    let reachedMs = fromMs;
    while (this.#presentCount > 0 && reachedMs < untilMs) {
      let nextMs = untilMs;
      let largest = 0;
      for (let i = 0; i < this.#presentCount; i++) {
        nextMs = Math.min(nextMs, endMs[present[i]]);
        largest = Math.max(largest, this.#weight[present[i]]);
      }
      dwellMs += (nextMs - reachedMs) * largest;
      reachedMs = nextMs;
      let kept = 0;
      for (let i = 0; i < this.#presentCount; i++) if (endMs[present[i]] > reachedMs) present[kept++] = present[i];
      this.#presentCount = kept;
    }
    return dwellMs;
  }

  #close(startMs: number, endMs: number, dwellMs: number, swornFromMs: number): void {
    const visit = this.visitCount++;
    this.visitStartMs[visit] = startMs;
    this.visitEndMs[visit] = endMs;
    this.visitDwellMs[visit] = dwellMs;
    this.visitSwornFromMs[visit] = swornFromMs;
  }
}

function doubled(column: Float64Array): Float64Array {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}

function doubledFlags(column: Uint8Array): Uint8Array {
  const larger = new Uint8Array(column.length * 2);
  larger.set(column);
  return larger;
}
