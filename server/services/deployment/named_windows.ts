import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange, TimeWindow } from '@beatline/shared/model/time_window';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { isoInZone } from '../iso_in_zone';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BAND_MS = 8 * HOUR_MS;
const QUARTER_MS = 15 * MINUTE_MS;

/** Tonight, the hours a night plan is made for: 18:00 to 02:00 local, the hours in which the street needs patrols most. Chosen, because it spans the change of shift at midnight. */
const NIGHT_START_HOUR = 18;
const NIGHT_END_HOUR = 26;
/** A plan for less than this is not worth making: the window moves on to the next night. */
const SHORTEST_NIGHT_MS = HOUR_MS;

/** Start of the local day an instant lies in, as local wall-clock milliseconds. */
function localDayStart(clock: SlotClock, nowMs: number): number {
  return Math.floor(clock.localMs(nowMs) / DAY_MS) * DAY_MS;
}

/**
 * The shift band (METHODS 1) an instant lies in, moved by whole bands: 0 the running one, 1 the next, -1 the previous.
 * Eight wall-clock hours; on the night the clock changes, seven or nine.
 */
export function shiftBandRange(clock: SlotClock, nowMs: number, bandsLater = 0): InstantRange {
  const start = Math.floor(clock.localMs(nowMs) / BAND_MS) * BAND_MS + bandsLater * BAND_MS;
  return { fromMs: clock.instantOfLocalMs(start), toMs: clock.instantOfLocalMs(start + BAND_MS) };
}

/** The running night from the next quarter hour on, else the coming one. */
function tonightRange(clock: SlotClock, nowMs: number): InstantRange {
  const today = localDayStart(clock, nowMs);
  const startOf = (dayStart: number): InstantRange => ({
    fromMs: clock.instantOfLocalMs(dayStart + NIGHT_START_HOUR * HOUR_MS),
    toMs: clock.instantOfLocalMs(dayStart + NIGHT_END_HOUR * HOUR_MS),
  });
  const soonMs = Math.ceil(nowMs / QUARTER_MS) * QUARTER_MS;
  for (const night of [startOf(today - DAY_MS), startOf(today)]) {
    const fromMs = Math.max(night.fromMs, soonMs);
    if (night.toMs - fromMs >= SHORTEST_NIGHT_MS) return { fromMs, toMs: night.toMs };
  }
  return startOf(today + DAY_MS);
}

/** The windows a page names instead of spelling out. Those that reach past now show, for the rest, what happens if nobody patrols further. */
export function namedWindows(clock: SlotClock, nowMs: number): DeploymentView['windows'] {
  const day = localDayStart(clock, nowMs);
  const local = (dayStart: number) => clock.instantOfLocalMs(dayStart);
  const write = (range: InstantRange): TimeWindow => ({ from: isoInZone(clock, range.fromMs), to: isoInZone(clock, range.toMs) });
  return {
    now: write({ fromMs: nowMs - HOUR_MS, toMs: nowMs }),
    shift: write(shiftBandRange(clock, nowMs)),
    today: write({ fromMs: local(day), toMs: local(day + DAY_MS) }),
    previousShift: write(shiftBandRange(clock, nowMs, -1)),
    last7Days: write({ fromMs: nowMs - 7 * DAY_MS, toMs: nowMs }),
    last28Days: write({ fromMs: nowMs - 28 * DAY_MS, toMs: nowMs }),
    previous28Days: write({ fromMs: nowMs - 56 * DAY_MS, toMs: nowMs - 28 * DAY_MS }),
    nextShift: write(shiftBandRange(clock, nowMs, 1)),
    tonight: write(tonightRange(clock, nowMs)),
  };
}
