import { expect, test } from 'vitest';
import { createSlotClock } from '../model/slot_clock';
import { createHourCounts } from './fit_profiles';

const HOUR = 3_600_000;
const CLOCK = createSlotClock('Asia/Shanghai');
/** Monday 00:00, slot 0. */
const MONDAY = Date.parse('2026-03-02T00:00:00+08:00');
const slice = (profiles: Float32Array, at: number) => Array.from(profiles.subarray(at * 168, (at + 1) * 168));

test('a range is spread over its hours by how much of each it covers', () => {
  const whole = createHourCounts(1, 1, CLOCK);
  // from 10:30 to 12:30, four hundred times: a quarter, a half, a quarter
  for (let i = 0; i < 400; i++) whole.add(0, 0, MONDAY + 11.5 * HOUR, 2 * HOUR);
  const parts = createHourCounts(1, 1, CLOCK);
  for (let i = 0; i < 400; i++) parts.add(0, 0, MONDAY + [10, 11, 11, 12][i % 4] * HOUR, 0);
  whole.profiles().forEach((share, slot) => expect(share).toBeCloseTo(parts.profiles()[slot], 6));
});

test('a range of a week says nothing of the hour', () => {
  const hours = createHourCounts(1, 1, CLOCK);
  hours.add(0, 0, MONDAY, 168 * HOUR);
  for (const share of hours.profiles()) expect(share).toBeCloseTo(1 / 168, 7);
});

test('every profile sums to 1, an area without incidents has the hours of the group, and one with many its own', () => {
  const hours = createHourCounts(3, 2, CLOCK);
  for (let i = 0; i < 3000; i++) {
    hours.add(0, 0, MONDAY + (i % 4) * HOUR, 0);
    hours.add(1, 0, MONDAY + (20 + (i % 4)) * HOUR, 0);
  }
  for (let i = 0; i < 50; i++) hours.add(0, 1, MONDAY + 60 * HOUR, 0);
  const profiles = hours.profiles();
  for (let at = 0; at < 6; at++) expect(slice(profiles, at).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  const [own, other, none] = [slice(profiles, 0), slice(profiles, 2), slice(profiles, 4)];
  expect(own[0]).toBeGreaterThan(0.2);
  expect(own[21]).toBeLessThan(0.03);
  expect(other[21]).toBeGreaterThan(0.2);
  // halfway: the group's own hours
  expect(none[0]).toBeCloseTo(none[21], 5);
  expect(none[0]).toBeGreaterThan(0.1);
});
