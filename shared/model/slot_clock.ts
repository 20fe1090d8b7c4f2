import { tzOffset } from '@date-fns/tz';
import type { DaysLikeOthers } from './day_type';
import { shiftBandOfSlot } from './shift_band';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const QUARTER_MS = HOUR_MS / 4;

/** Local clock of one IANA time zone, fast enough for a call per fix: offsets are looked up once per quarter hour and kept. */
export interface SlotClock {
  readonly timeZone: string;
  /** Milliseconds to add to UTC to get local wall-clock time at this instant. */
  offsetMs(instantMs: number): number;
  /** Hour of the week 0..167, Monday 00:00 first; on a day that goes like another weekday, that one's. */
  slotAt(instantMs: number): number;
  /** Shift band code 0..5 of METHODS 1. */
  shiftBandAt(instantMs: number): number;
  /** Next instant strictly after this one at which the local hour changes (METHODS 1: also across changes of the clock). */
  nextHourMs(instantMs: number): number;
  /** The local wall-clock time as milliseconds of a calendar without zones; for formatting use Intl. */
  localMs(instantMs: number): number;
  /** The instant of a local wall-clock time; of two, the earlier; one skipped by the clock change is moved forward. */
  instantOfLocalMs(localMs: number): number;
}

/** A clock of one zone; days that go like another weekday than their own come from {@link import('./day_type').daysLikeOthers}. Throws a RangeError when the zone is unknown. */
export function createSlotClock(timeZone: string, daysLikeOthers: DaysLikeOthers = {}): SlotClock {
  const weekdays = new Map(Object.entries(daysLikeOthers).map(([day, weekday]) => [Date.parse(`${day}T00:00Z`) / DAY_MS, weekday]));
  const offsets = new Map<number, number>();
  function offsetMs(instantMs: number): number {
    const quarter = Math.floor(instantMs / QUARTER_MS);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      const minutes = tzOffset(timeZone, new Date(quarter * QUARTER_MS));
      if (Number.isNaN(minutes)) throw new RangeError(`unknown time zone: ${timeZone}`);
      offset = minutes * 60_000;
      offsets.set(quarter, offset);
    }
    return offset;
  }
  const localMs = (instantMs: number) => instantMs + offsetMs(instantMs);
  function slotAt(instantMs: number): number {
    const local = localMs(instantMs);
    const date = Math.floor(local / DAY_MS);
    // 1970-01-01 was a Thursday, the fourth day after Monday.
    const day = weekdays.get(date) ?? (((date + 3) % 7) + 7) % 7;
    const hour = Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
    return day * 24 + hour;
  }
  return {
    timeZone,
    offsetMs,
    localMs,
    slotAt,
    shiftBandAt: (instantMs) => shiftBandOfSlot(slotAt(instantMs)),
    nextHourMs(instantMs) {
      const slot = slotAt(instantMs);
      let next = (Math.floor(instantMs / QUARTER_MS) + 1) * QUARTER_MS;
      while (slotAt(next) === slot && next < instantMs + 2 * HOUR_MS + QUARTER_MS) next += QUARTER_MS;
      return next;
    },
    instantOfLocalMs(local) {
      const early = local - offsetMs(local - DAY_MS);
      const late = local - offsetMs(local + DAY_MS);
      const candidates = [Math.min(early, late), Math.max(early, late)];
      for (const instant of candidates) if (localMs(instant) === local) return instant;
      return candidates[1] ?? early;
    },
  };
}
