import { takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { shareIntervals } from './shared_intervals';

const DAY_MS = 86_400_000;
/** Live credit arrives in hundreds of small parts a day; joined from here on so that a reader meets few. */
const PARTS_BEFORE_JOINING = 48;
/** Days kept in memory: eight weeks, a page's longest comparison. A busy day is some 100,000 rows, 4 MB. */
const KEPT_DAYS = 60;

/** The ledger of record in memory, by UTC day of the row's start, read from the database when first asked for. */
export interface PresenceLedger {
  /** Grows whenever any row may have changed. */
  version(): number;
  /** Rows of every day that touches the range, in parts; some rows lie outside the range. Never changed after they are handed out. */
  rows(range: InstantRange): Promise<readonly PresenceIntervals[]>;
  /** Rows that were just stored by live intake. */
  append(intervals: PresenceIntervals): void;
  /** Reads the days of this range again: rows of it were taken out or put in another place. */
  forget(range: InstantRange): void;
  /** Forgets everything: the database was written by someone else. */
  reset(): void;
}

interface Day {
  parts: Promise<readonly PresenceIntervals[]>;
  loaded: readonly PresenceIntervals[] | undefined;
}

/** `readDay` gives the stored rows that touch a range; those that began before it belong to an earlier day. */
export function createPresenceLedger(readDay: (range: InstantRange) => Promise<PresenceIntervals>): PresenceLedger {
  const days = new Map<number, Day>();
  let version = 1;

  async function readParts(index: number): Promise<readonly PresenceIntervals[]> {
    const day = { fromMs: index * DAY_MS, toMs: (index + 1) * DAY_MS };
    const rows = shareIntervals([rowsStartingIn(await readDay(day), day)]);
    return rows.length === 0 ? [] : [rows];
  }

  function dayOf(index: number): Day {
    const known = days.get(index);
    if (known !== undefined) {
      // Most recently used last, so that the oldest goes first.
      days.delete(index);
      days.set(index, known);
      return known;
    }
    const day: Day = { loaded: undefined, parts: readParts(index) };
    day.parts.then(
      (parts) => (day.loaded = parts),
      () => {
        if (days.get(index) === day) days.delete(index);
      },
    );
    days.set(index, day);
    for (const oldest of days.keys()) {
      if (days.size <= KEPT_DAYS) break;
      days.delete(oldest);
    }
    return day;
  }

  return {
    version: () => version,
    async rows(range) {
      const parts: PresenceIntervals[] = [];
      for (let index = Math.floor(range.fromMs / DAY_MS); index * DAY_MS < range.toMs; index++) {
        parts.push(...(await dayOf(index).parts));
      }
      return parts;
    },
    append(intervals) {
      version++;
      if (intervals.length === 0) return;
      for (const [index, rows] of splitByDay(intervals)) {
        const day = days.get(index);
        if (day === undefined) continue;
        if (day.loaded === undefined) {
          // A read under way may or may not have seen these rows: read again.
          days.delete(index);
          continue;
        }
        const parts = [...day.loaded, shareIntervals([rows])];
        const joined = parts.length > PARTS_BEFORE_JOINING ? [shareIntervals(parts)] : parts;
        days.set(index, { loaded: joined, parts: Promise.resolve(joined) });
      }
    },
    forget(range) {
      version++;
      for (let index = Math.floor(range.fromMs / DAY_MS); index * DAY_MS <= range.toMs; index++) days.delete(index);
    },
    reset() {
      version++;
      days.clear();
    },
  };
}

function rowsStartingIn(intervals: PresenceIntervals, range: InstantRange): PresenceIntervals {
  const rows: number[] = [];
  for (let row = 0; row < intervals.length; row++)
    if (intervals.startMs[row] >= range.fromMs && intervals.startMs[row] < range.toMs) rows.push(row);
  return rows.length === intervals.length ? intervals : takeIntervals(intervals, rows);
}

function splitByDay(intervals: PresenceIntervals): Map<number, PresenceIntervals> {
  const rowsOfDay = new Map<number, number[]>();
  for (let row = 0; row < intervals.length; row++) {
    const index = Math.floor(intervals.startMs[row] / DAY_MS);
    const rows = rowsOfDay.get(index) ?? [];
    rows.push(row);
    rowsOfDay.set(index, rows);
  }
  return new Map([...rowsOfDay].map(([index, rows]) => [index, takeIntervals(intervals, rows)]));
}
