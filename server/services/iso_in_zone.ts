import type { SlotClock } from '@beatline/shared/model/slot_clock';

/** ISO 8601 with the offset of the deployment's zone, e.g. `2026-11-20T21:47:12+08:00`; milliseconds only when there are some. */
export function isoInZone(clock: SlotClock, instantMs: number): string {
  const rounded = Math.round(instantMs);
  const offsetMinutes = Math.round(clock.offsetMs(rounded) / 60_000);
  const local = new Date(rounded + offsetMinutes * 60_000).toISOString();
  const digits = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const sign = offsetMinutes < 0 ? '-' : '+';
  const offset = `${sign}${digits(Math.abs(offsetMinutes) / 60)}:${digits(Math.abs(offsetMinutes) % 60)}`;
  return `${local.replace(/\.000Z$|Z$/, '')}${offset}`;
}
