import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { TimeWindow } from '@beatline/shared/model/time_window';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A command room's day starts at six: the night before stays in one piece. From the design's strip. */
const DAY_STARTS_AT_HOUR = 6;

/** The 24 hours, 06:00 to 06:00 local, that hold the present, or the end of a window that is over. */
export function stripWindowOf(window: TimeWindow, nowMs: number, clock: SlotClock): TimeWindow {
  const anchorMs = Date.parse(window.to) < nowMs ? Date.parse(window.to) - 1 : Math.max(nowMs, Date.parse(window.from));
  const localMs = clock.localMs(anchorMs) - DAY_STARTS_AT_HOUR * HOUR_MS;
  const fromLocalMs = Math.floor(localMs / DAY_MS) * DAY_MS + DAY_STARTS_AT_HOUR * HOUR_MS;
  return {
    from: new Date(clock.instantOfLocalMs(fromLocalMs)).toISOString(),
    to: new Date(clock.instantOfLocalMs(fromLocalMs + DAY_MS)).toISOString(),
  };
}
