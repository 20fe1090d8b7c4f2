import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { expect, test } from 'vitest';
import { defaultEndLocalMs, endLocalMsOfDate, lastDayOf, periodsBefore } from './periods';

const shanghai = createSlotClock('Asia/Shanghai');
const vancouver = createSlotClock('America/Vancouver');

test('the last four weeks end at the midnight that starts today, local time', () => {
  const end = defaultEndLocalMs(Date.parse('2026-11-20T21:47:00+08:00'), 60, shanghai);
  expect(lastDayOf(end)).toBe('2026-11-19');
  const { current, previous } = periodsBefore(end, 28, 'before', shanghai);
  expect(current).toEqual({ from: '2026-10-22T16:00:00.000Z', to: '2026-11-19T16:00:00.000Z' });
  expect(previous.to).toBe(current.from);
});

test('a year earlier means the same weekdays 52 weeks back', () => {
  const { current, previous } = periodsBefore(endLocalMsOfDate('2026-11-19') ?? 0, 7, 'year', shanghai);
  expect(Date.parse(current.from) - Date.parse(previous.from)).toBe(364 * 86_400_000);
});

test('a period across a change of the clock still starts and ends at local midnight', () => {
  const { current } = periodsBefore(endLocalMsOfDate('2024-03-11') ?? 0, 7, 'before', vancouver);
  expect(current).toEqual({ from: '2024-03-05T08:00:00.000Z', to: '2024-03-12T07:00:00.000Z' });
});

test('an import that stopped long ago ends the period with its last day', () => {
  const nowMs = Date.parse('2026-11-20T12:00:00Z');
  const lastIncidentMs = Date.parse('2024-12-31T23:00:00-08:00');
  expect(lastDayOf(defaultEndLocalMs(nowMs, (nowMs - lastIncidentMs) / 1000, vancouver))).toBe('2024-12-31');
});

test('what is no date in the address is not taken for one', () => {
  expect(endLocalMsOfDate('yesterday')).toBeUndefined();
});
