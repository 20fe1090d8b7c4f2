import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { squareIdOf } from '../geo/lattice';
import { createScoreField, type ScoreSettings } from './incident_score';
import { createLatticeIndex } from './lattice_index';
import { squareGround } from './spread_kernel';

const DAY = 86_400_000;
const SIDE = 21;
const ground = squareGround(
  createLatticeIndex(Float64Array.from({ length: SIDE * SIDE }, (_, i) => squareIdOf(Math.floor(i / SIDE), i % SIDE))),
  100,
);
const SETTINGS: ScoreSettings = { halfLifeDays: 730, kernelHalfLifeDays: 180, kernelWeight: 2, adaptivity: 0.5, bandwidth: 125 };

function field(settings: Partial<ScoreSettings> = {}) {
  const made = createScoreField(ground, SIDE * SIDE, { ...SETTINGS, ...settings });
  const score = new Float64Array(SIDE * SIDE);
  return { ...made, read: (atDays: number) => ({ ...made.scoreAt(atDays * DAY, score), score }) };
}

const positions = fc.array(
  fc.record({
    x: fc.double({ min: 0, max: SIDE * 100 - 1, noNaN: true }),
    y: fc.double({ min: 0, max: SIDE * 100 - 1, noNaN: true }),
    day: fc.double({ min: 0, max: 2000, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('S(c)', () => {
  test('keeps the mass of every incident inside the area, whatever edges and bandwidths do', () => {
    fc.assert(
      fc.property(positions, fc.constantFrom(0, 0.5, 1), (incidents, adaptivity) => {
        const { add, read } = field({ adaptivity });
        const ordered = [...incidents].sort((a, b) => a.day - b.day);
        for (const { x, y, day } of ordered) add(x, y, day * DAY);
        const { score, scoreSum, decayedCount } = read(2000);
        expect(score.reduce((sum, value) => sum + value, 0) / scoreSum).toBeCloseTo(1, 9);
        const level = ordered.reduce((sum, { day }) => sum + 2 ** (-(2000 - day) / 730), 0);
        const kernel = ordered.reduce((sum, { day }) => sum + 2 ** (-(2000 - day) / 180), 0);
        expect(decayedCount / level).toBeCloseTo(1, 9);
        expect(scoreSum / (level + 2 * kernel)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('of one incident is its count and the Gaussian at the centres of the squares', () => {
    const { add, read } = field();
    add(1050, 1050, 0);
    const { score } = read(180);
    const at = (dc: number, dr: number) => score[(10 + dc) * SIDE + 10 + dr];
    const expected = (dc: number, dr: number) => Math.exp(-0.5 * ((dc * dc + dr * dr) * (100 / 125) ** 2));
    const count = 2 ** (-180 / 730);
    expect(at(1, 0) / at(2, 1)).toBeCloseTo(expected(1, 0) / expected(2, 1), 9);
    expect((at(0, 0) - count) / at(0, 1)).toBeCloseTo(1 / expected(0, 1), 9);
  });

  test('is narrower where much happened and wider where little did', () => {
    const peak = (adaptivity: number, x: number) => {
      const { add, read } = field({ adaptivity, kernelHalfLifeDays: 1e6, halfLifeDays: 1e6 });
      // every other one at one spot, the rest here and there in the north
      for (let i = 0; i < 300; i++)
        add(...(i % 2 === 0 ? ([450, 450] as const) : ([100 + 97 * (i % 20), 1300 + 70 * (i % 11)] as const)), i * DAY);
      const before = read(330).score.slice();
      const y = x === 450 ? 450 : 1650;
      add(x, y, 330 * DAY);
      const own = Math.floor(x / 100) * SIDE + Math.floor(y / 100);
      return read(330).score[own] - before[own];
    };
    expect(peak(0.5, 450)).toBeGreaterThan(1.2 * peak(0, 450));
    expect(peak(0.5, 1050)).toBeLessThan(0.9 * peak(0, 1050));
  });

  test('takes incidents in the order of time only, and inside the area only', () => {
    const { add, read } = field();
    add(50, 50, 3 * DAY);
    expect(() => add(50, 50, 2 * DAY)).toThrow(/oldest first/);
    expect(() => add(-50, 50, 4 * DAY)).toThrow(/outside/);
    expect(() => read(2)).toThrow(/after its newest/);
  });
});
