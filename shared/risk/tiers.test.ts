import { expect, test } from 'vitest';
import { TIERS } from '../model/tier';
import type { RiskModel } from './risk_model';
import { assignTiers } from './tiers';

/** One group whose rate in square i is `rates[i]`, all of it in the hours `slots`. */
function model(rates: readonly number[], profile: Float32Array = new Float32Array(168).fill(1 / 168)): RiskModel {
  return {
    model: 'default',
    parameters: {
      halfLifeDays: 730,
      kernelHalfLifeDays: 30,
      bandwidthMeters: 75,
      kernelWeight: 5,
      adaptivity: 0,
      uniformFraction: 0.01,
      cellMeters: 100,
      historyDays: 730,
    },
    squareId: Float64Array.from(rates, (_, i) => 100 + i),
    groups: profile.length / 168,
    ratesPerHour: Float32Array.from(rates),
    profiles: profile,
    incidents: 0,
    fittedUntilMs: 0,
    profileArea: new Uint16Array(rates.length),
    spreadFraction: new Float32Array(profile.length / 168).fill(1),
    exposureHours: 10_000,
    dispersion: { perIncident: 1, floor: 0 },
    policeCellDispersion: { perIncident: 1, floor: 0 },
    notes: [],
  };
}

const inBand = (tiers: Uint8Array, band: number) => Array.from({ length: tiers.length / 6 }, (_, i) => TIERS[tiers[i * 6 + band]]);
const count = (tiers: readonly string[]) => TIERS.map((tier) => tiers.filter((t) => t === tier).length);

test('of 700 squares 7 are red, 28 orange, 105 yellow and the rest blue', () => {
  const tiers = assignTiers(model(Array.from({ length: 700 }, (_, i) => i)), new Int32Array(700));
  expect(count(inBand(tiers, 0))).toEqual([7, 28, 105, 560]);
  expect(inBand(tiers, 0)[699]).toBe('red');
  expect(inBand(tiers, 0)[692]).toBe('orange');
});

test('equal risk goes by id', () => {
  const tiers = inBand(assignTiers(model(Array.from({ length: 100 }, () => 1)), new Int32Array(100)), 3);
  expect(tiers.slice(0, 6)).toEqual(['red', 'orange', 'orange', 'orange', 'orange', 'yellow']);
});

test('each district is ranked for itself and even the smallest has a red square', () => {
  const rates = Array.from({ length: 110 }, (_, i) => (i < 100 ? 1000 + i : i));
  const tiers = inBand(
    assignTiers(
      model(rates),
      Int32Array.from(rates, (_, i) => (i < 100 ? 1 : -1)),
    ),
    0,
  );
  expect(tiers[99]).toBe('red');
  expect(tiers[109]).toBe('red');
  expect(count(tiers.slice(100))).toEqual([1, 0, 1, 8]);
});

test('a square is red in the shift in which its trouble happens', () => {
  // group 0 in square 0 happens at night, group 1 in square 1 by day; two squares, bounds of 1, 1, 1
  const profile = new Float32Array(2 * 168);
  for (let day = 0; day < 5; day++)
    for (let hour = 0; hour < 8; hour++) {
      profile[day * 24 + hour] = 1 / 40;
      profile[168 + day * 24 + hour + 8] = 1 / 40;
    }
  const two = { ...model([1, 0], profile), ratesPerHour: Float32Array.from([1, 0, 0, 1]) };
  const tiers = assignTiers(two, new Int32Array(2));
  expect(inBand(tiers, 0)).toEqual(['red', 'blue']);
  expect(inBand(tiers, 1)).toEqual(['blue', 'red']);
});

test('districts must be named for every square', () => {
  expect(() => assignTiers(model([1, 2]), new Int32Array(1))).toThrow(/1 districts .* 2 squares/);
});

test('a group that does five times the harm outranks three times as many of another, and one of no weight none', () => {
  const ratesPerHour = Float32Array.from({ length: 200 }, (_, i) => (i === 0 ? 1 : i === 3 ? 3 : 0.01));
  const two = {
    ...model(Array.from({ length: 100 }, () => 1)),
    groups: 2,
    ratesPerHour,
    profiles: new Float32Array(2 * 168).fill(1 / 168),
  };
  const red = (weights?: Float64Array) => inBand(assignTiers(two, new Int32Array(100), weights), 2).indexOf('red');
  // square 0 has group 0, square 1 has group 1
  expect(red()).toBe(1);
  expect(red(Float64Array.of(5, 1))).toBe(0);
  expect(red(Float64Array.of(0, 1))).toBe(1);
});
