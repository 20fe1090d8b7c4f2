import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { TimeWindow } from '@beatline/shared/model/time_window';

const DAY_MS = 86_400_000;

/** Whole weeks, so that both periods hold every weekday equally often; a year is 52 weeks for the same reason. */
export const PERIOD_DAYS = [7, 28, 91, 364] as const;
export type PeriodDays = (typeof PERIOD_DAYS)[number];

/** What a period is held against: the one right before it, or the same weeks a year (52 weeks) earlier. */
export const COMPARISONS = ['before', 'year'] as const;
export type Comparison = (typeof COMPARISONS)[number];
const YEAR_DAYS = 364;

export interface Periods {
  readonly current: TimeWindow;
  readonly previous: TimeWindow;
}

/** Local midnight that starts the day `instantMs` lies in, as local wall-clock milliseconds. */
function localDayStartMs(instantMs: number, clock: SlotClock): number {
  const localMs = clock.localMs(instantMs);
  return localMs - (((localMs % DAY_MS) + DAY_MS) % DAY_MS);
}

function windowOfLocalDays(fromLocalMs: number, days: number, clock: SlotClock): TimeWindow {
  return {
    from: new Date(clock.instantOfLocalMs(fromLocalMs)).toISOString(),
    to: new Date(clock.instantOfLocalMs(fromLocalMs + days * DAY_MS)).toISOString(),
  };
}

/** The last `days` whole local days before the day that starts at `endLocalMs`, and what they are compared with. */
export function periodsBefore(endLocalMs: number, days: number, comparison: Comparison, clock: SlotClock): Periods {
  const fromLocalMs = endLocalMs - days * DAY_MS;
  const backDays = comparison === 'before' ? days : YEAR_DAYS;
  return {
    current: windowOfLocalDays(fromLocalMs, days, clock),
    previous: windowOfLocalDays(fromLocalMs - backDays * DAY_MS, days, clock),
  };
}

/** Days without a new incident after which the import, not the calendar, decides where the period ends. Chosen, because feeds lag up to a week-end. */
const STALE_AFTER_SECONDS = 3 * 86_400;

/** Where the period ends when nobody chose: this morning's midnight, or the midnight after the last incident when the import stopped earlier. */
export function defaultEndLocalMs(nowMs: number, incidentAgeSeconds: number | undefined, clock: SlotClock): number {
  if (incidentAgeSeconds === undefined || incidentAgeSeconds < STALE_AFTER_SECONDS) return localDayStartMs(nowMs, clock);
  return localDayStartMs(nowMs - incidentAgeSeconds * 1000, clock) + DAY_MS;
}

/** `2026-11-20` as the local midnight that ends that day; undefined when it is no date. */
export function endLocalMsOfDate(lastDay: string): number | undefined {
  const startMs = Date.parse(`${lastDay}T00:00:00Z`);
  return Number.isNaN(startMs) ? undefined : startMs + DAY_MS;
}

/** The last whole day of a period that ends at `endLocalMs`, as `2026-11-20`. */
export function lastDayOf(endLocalMs: number): string {
  return new Date(endLocalMs - DAY_MS).toISOString().slice(0, 10);
}
