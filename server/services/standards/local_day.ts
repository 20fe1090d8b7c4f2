import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';

const DAY_MS = 86_400_000;

/** A local day `2026-11-20`, that of `nowMs` unless named, from its first to its last instant; `startLocalMs` is its wall-clock midnight. */
export function localDay(
  clock: SlotClock,
  nowMs: number,
  named: string | undefined,
): { readonly day: string; readonly range: InstantRange; readonly startLocalMs: number } {
  const day = named ?? new Date(Math.floor(clock.localMs(nowMs) / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
  const startLocalMs = Date.parse(`${day}T00:00Z`);
  return {
    day,
    range: { fromMs: clock.instantOfLocalMs(startLocalMs), toMs: clock.instantOfLocalMs(startLocalMs + DAY_MS) },
    startLocalMs,
  };
}
