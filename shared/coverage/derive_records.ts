import { DUTIES } from '../model/evidence';
import { PATROL_MODES } from '../model/patrol_mode';
import { groupBySquare, type SquareGroups } from './group_by_square';
import type { PresenceIntervals } from './presence_intervals';
import { VISIT_INTERRUPTION_MS } from './visits';

const HOUR_MS = 3_600_000;
const MODE_COUNT = PATROL_MODES.length;
const PATROL_DUTY = DUTIES.indexOf('patrol');

/** Visits as they are kept for years (METHODS 3), sorted by (squareId, startMs). */
export interface VisitRecords {
  readonly length: number;
  readonly squareId: Float64Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** Time each mode was in sight, union over its units, seconds, at 6·i + mode. */
  readonly secondsByMode: Float32Array;
}

/** Presence by square, UTC hour and mode, sorted by (squareId, hourMs, mode). Sum over units, union over units, and union of presence and sight stay apart. */
export interface PresenceHours {
  readonly length: number;
  readonly squareId: Float64Array;
  readonly hourMs: Float64Array;
  readonly mode: Uint8Array;
  readonly unitSeconds: Float32Array;
  readonly patrolSeconds: Float32Array;
  readonly seenSeconds: Float32Array;
}

/** What is derived from the ledger of record: {@link visitRecordsOf} and {@link presenceHoursOf} of the same rows. Patrol duty only. O(n log n). */
export function deriveRecords(intervals: PresenceIntervals): { readonly visits: VisitRecords; readonly hours: PresenceHours } {
  const squares = Float64Array.from(new Set(intervals.squareId.subarray(0, intervals.length))).sort();
  const groups = groupBySquare(
    intervals,
    squares,
    (row) => intervals.duty[row] === PATROL_DUTY && intervals.endMs[row] > intervals.startMs[row],
  );
  return { visits: visitRecordsOf(intervals, squares, groups), hours: presenceHoursOf(intervals, squares, groups) };
}

/** Sight merged over interruptions of up to 120 s, whatever the mode; what counts is decided by the standard that reads it. */
function visitRecordsOf(intervals: PresenceIntervals, squares: Float64Array, groups: SquareGroups): VisitRecords {
  const squareId: number[] = [];
  const startMs: number[] = [];
  const endMs: number[] = [];
  const secondsByMode: number[] = [];
  const reachedMs = new Float64Array(MODE_COUNT);
  for (let square = 0; square < squares.length; square++) {
    let open = -1;
    for (let k = groups.firstRow[square]; k < groups.firstRow[square + 1]; k++) {
      const row = groups.rows[k];
      const from = intervals.startMs[row];
      const to = intervals.endMs[row];
      if (open < 0 || from - endMs[open] > VISIT_INTERRUPTION_MS) {
        open = squareId.length;
        squareId.push(squares[square]);
        startMs.push(from);
        endMs.push(to);
        for (let mode = 0; mode < MODE_COUNT; mode++) secondsByMode.push(0);
        reachedMs.fill(-Infinity);
      }
      if (to > endMs[open]) endMs[open] = to;
      const mode = intervals.mode[row];
      const addedMs = to - Math.max(from, reachedMs[mode]);
      if (addedMs > 0) {
        secondsByMode[open * MODE_COUNT + mode] += addedMs / 1000;
        reachedMs[mode] = to;
      }
    }
  }
  return {
    length: squareId.length,
    squareId: Float64Array.from(squareId),
    startMs: Float64Array.from(startMs),
    endMs: Float64Array.from(endMs),
    secondsByMode: Float32Array.from(secondsByMode),
  };
}

/** One square, hour and mode while its rows are being added by ascending start. */
interface HourTally {
  unitMs: number;
  patrolMs: number;
  seenMs: number;
  patrolReachedMs: number;
  seenReachedMs: number;
}

function presenceHoursOf(intervals: PresenceIntervals, squares: Float64Array, groups: SquareGroups): PresenceHours {
  const squareId: number[] = [];
  const hourMs: number[] = [];
  const mode: number[] = [];
  const unitSeconds: number[] = [];
  const patrolSeconds: number[] = [];
  const seenSeconds: number[] = [];
  for (let square = 0; square < squares.length; square++) {
    const tallies = new Map<number, HourTally>();
    for (let k = groups.firstRow[square]; k < groups.firstRow[square + 1]; k++) addByHour(tallies, intervals, groups.rows[k]);
    for (const key of [...tallies.keys()].toSorted((a, b) => a - b)) {
      const tally = tallies.get(key)!;
      squareId.push(squares[square]);
      hourMs.push(Math.floor(key / MODE_COUNT) * HOUR_MS);
      mode.push(key % MODE_COUNT);
      unitSeconds.push(tally.unitMs / 1000);
      patrolSeconds.push(tally.patrolMs / 1000);
      seenSeconds.push(tally.seenMs / 1000);
    }
  }
  return {
    length: squareId.length,
    squareId: Float64Array.from(squareId),
    hourMs: Float64Array.from(hourMs),
    mode: Uint8Array.from(mode),
    unitSeconds: Float32Array.from(unitSeconds),
    patrolSeconds: Float32Array.from(patrolSeconds),
    seenSeconds: Float32Array.from(seenSeconds),
  };
}

/** Shares a row over the UTC hours it touches. Unions need rows by ascending start, which a split at full hours keeps. */
function addByHour(tallies: Map<number, HourTally>, intervals: PresenceIntervals, row: number): void {
  const endMs = intervals.endMs[row];
  for (let fromMs = intervals.startMs[row]; fromMs < endMs;) {
    const hour = Math.floor(fromMs / HOUR_MS);
    const toMs = Math.min(endMs, (hour + 1) * HOUR_MS);
    const key = hour * MODE_COUNT + intervals.mode[row];
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = { unitMs: 0, patrolMs: 0, seenMs: 0, patrolReachedMs: -Infinity, seenReachedMs: -Infinity };
      tallies.set(key, tally);
    }
    tally.seenMs += Math.max(0, toMs - Math.max(fromMs, tally.seenReachedMs));
    tally.seenReachedMs = Math.max(tally.seenReachedMs, toMs);
    if (intervals.seenOnly[row] === 0) {
      tally.unitMs += toMs - fromMs;
      tally.patrolMs += Math.max(0, toMs - Math.max(fromMs, tally.patrolReachedMs));
      tally.patrolReachedMs = Math.max(tally.patrolReachedMs, toMs);
    }
    fromMs = toMs;
  }
}
