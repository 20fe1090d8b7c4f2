import { describe, expect, test } from 'vitest';
import { SLOT_COUNT } from '../model/shift_band';
import { createSlotClock } from '../model/slot_clock';
import { expectedPerHour } from './risk_model';
import { expectedInWindow, hoursBySlot } from './window_expectation';

const HOUR_MS = 3_600_000;

/** Two squares of two areas, two groups, profiles that differ in every hour. */
function smallModel() {
  const profiles = new Float32Array(2 * 2 * SLOT_COUNT);
  for (let profile = 0; profile < 4; profile++) {
    let sum = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot++) sum += 1 + ((slot * (profile + 3)) % 11);
    for (let slot = 0; slot < SLOT_COUNT; slot++) profiles[profile * SLOT_COUNT + slot] = (1 + ((slot * (profile + 3)) % 11)) / sum;
  }
  return {
    squareId: Float64Array.of(1, 2),
    groups: 2,
    ratesPerHour: Float32Array.of(0.5, 0.25, 0.125, 0.75),
    profiles,
    profileArea: Uint16Array.of(1, 0),
  };
}

describe('incidents expected in a window', () => {
  const clock = createSlotClock('Europe/Berlin');

  test('are the sum of the rates of its hours, parts of an hour and the day of 25 hours included', () => {
    const model = smallModel();
    const fromMs = Date.parse('2026-10-24T20:20:00Z');
    const toMs = Date.parse('2026-10-26T03:45:00Z');
    const whole = expectedInWindow(model, { fromMs, toMs }, clock);
    for (const square of [0, 1]) {
      let sum = 0;
      for (let at = fromMs; at < toMs; at += HOUR_MS / 12) sum += expectedPerHour(model, square, clock.slotAt(at)) / 12;
      // profiles are single precision
      expect(whole[square]).toBeCloseTo(sum, 5);
    }
    const parts = [0, 1].map((group) => expectedInWindow(model, { fromMs, toMs }, clock, group));
    expect(parts[0][1] + parts[1][1]).toBeCloseTo(whole[1], 9);
    expect(hoursBySlot({ fromMs, toMs }, clock).reduce((sum, hours) => sum + hours, 0)).toBeCloseTo((toMs - fromMs) / HOUR_MS, 9);
  });

  test('of a whole week are 168 times the mean rate, whatever the profile', () => {
    const fromMs = Date.parse('2026-11-02T13:00:00Z');
    const expected = expectedInWindow(smallModel(), { fromMs, toMs: fromMs + SLOT_COUNT * HOUR_MS }, clock);
    expect(expected[0]).toBeCloseTo(168 * 0.75, 4);
    expect(expected[1]).toBeCloseTo(168 * 0.875, 4);
  });
});
