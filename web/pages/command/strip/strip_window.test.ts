import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { expect, test } from 'vitest';
import { stripWindowOf } from './strip_window';

const shanghai = createSlotClock('Asia/Shanghai');
const vancouver = createSlotClock('America/Vancouver');
const at = (instant: string) => Date.parse(instant);

test('the strip runs from six to six around the present', () => {
  const shift = { from: '2026-11-20T08:00:00Z', to: '2026-11-20T16:00:00Z' };
  expect(stripWindowOf(shift, at('2026-11-20T13:47:00Z'), shanghai)).toEqual({
    from: '2026-11-19T22:00:00.000Z',
    to: '2026-11-20T22:00:00.000Z',
  });
});

test('before six in the morning it is still yesterday', () => {
  const shift = { from: '2026-11-20T16:00:00Z', to: '2026-11-21T00:00:00Z' };
  expect(stripWindowOf(shift, at('2026-11-20T21:00:00Z'), shanghai).from).toBe('2026-11-19T22:00:00.000Z');
});

test('a window that is over shows its own day', () => {
  const past = { from: '2026-11-01T00:00:00Z', to: '2026-11-01T08:00:00Z' };
  expect(stripWindowOf(past, at('2026-11-20T13:47:00Z'), shanghai).from).toBe('2026-10-31T22:00:00.000Z');
});

test('the day the clocks change keeps its local bounds', () => {
  const night = { from: '2026-11-01T12:00:00Z', to: '2026-11-01T13:00:00Z' };
  const strip = stripWindowOf(night, at('2026-11-02T20:00:00Z'), vancouver);
  expect((at(strip.to) - at(strip.from)) / 3_600_000).toBe(25);
});
