/**
 * Shift bands (METHODS 1): 00-08, 08-16, 16-24 local time on weekdays (0, 1, 2) and at weekends (3, 4, 5).
 * The number is the stored code.
 */
export const SHIFT_BAND_COUNT = 6;

/** Hours of the week: 168 slots, slot 0 is Monday 00:00-01:00 local time. */
export const SLOT_COUNT = 168;

/** The shift band a slot of the week belongs to. */
export function shiftBandOfSlot(slot: number): number {
  const dayOfWeek = Math.floor(slot / 24);
  const third = Math.floor((slot % 24) / 8);
  return third + (dayOfWeek >= 5 ? 3 : 0);
}
