import { expect, test } from 'vitest';
import { daysLikeOthers } from './day_type';
import { createSlotClock } from './slot_clock';

// National Day 2026 as the State Council sets such days: a week off from Thursday, the Saturday after it is worked
const CALENDAR = [
  ...['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map((day) => ({ day, dayType: 'public_holiday' as const })),
  { day: '2026-10-10', dayType: 'shifted_workday' as const },
  { day: '2026-10-12', dayType: 'school_day' as const },
];

test('holidays go like Saturdays, the last before work like a Sunday, a worked Saturday like the Friday before', () => {
  expect(daysLikeOthers(CALENDAR)).toEqual({
    '2026-10-01': 5,
    '2026-10-02': 5,
    '2026-10-05': 5,
    '2026-10-06': 5,
    '2026-10-07': 6,
    '2026-10-10': 4,
  });
});

test('the clock takes the hour of the week and the shift band from the day a date goes like', () => {
  const clock = createSlotClock('Asia/Shanghai', daysLikeOthers(CALENDAR));
  const at = (text: string) => clock.slotAt(Date.parse(`${text}+08:00`));
  expect(at('2026-10-07T22:30')).toBe(6 * 24 + 22);
  expect(at('2026-10-10T08:00')).toBe(4 * 24 + 8);
  // a day the calendar says nothing special of
  expect(at('2026-10-14T22:30')).toBe(2 * 24 + 22);
  expect(at('2026-10-12T00:00')).toBe(0);
  const plain = createSlotClock('Asia/Shanghai');
  expect(clock.shiftBandAt(Date.parse('2026-10-07T22:30+08:00'))).toBe(plain.shiftBandAt(Date.parse('2026-10-11T22:30+08:00')));
  expect(clock.nextHourMs(Date.parse('2026-10-07T23:30+08:00'))).toBe(Date.parse('2026-10-08T00:00+08:00'));
});
