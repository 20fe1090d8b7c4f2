import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { falseDiscoveryControl } from './false_discovery';
import { knoxTest } from './knox';
import { globalG, localG, neighborsWithin } from './local_g';
import { mannKendall } from './mann_kendall';
import { normalProbabilityBelow, twoSidedProbability } from './normal_distribution';

/** METHODS 7. */
const X = [10, 20, 40, 15, 30, 30];
const Y = [10, 10, 10, 20, 20, 30];
const VALUES = [2, 3, 3.2, 5, 8, 7];

describe('Getis-Ord', () => {
  const neighbors = neighborsWithin(X, Y, 15);

  test('gives the figures known to be right', () => {
    expect(localG(VALUES, neighbors, false)[0]).toBeCloseTo(-1.0136729, 7);
    expect(localG(VALUES, neighbors, true)[0]).toBeCloseTo(-1.3972763, 7);
    expect(globalG(VALUES, neighbors)).toBeCloseTo(0.5570978, 7);
  });

  test('does not change when values are scaled or shifted up, or points moved as a whole or turned', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }), v: fc.integer({ min: 0, max: 50 }) }),
          {
            minLength: 5,
            maxLength: 40,
          },
        ),
        fc.integer({ min: 1, max: 9 }),
        (points, factor) => {
          const x = points.map((p) => p.x);
          const y = points.map((p) => p.y);
          const v = points.map((p) => p.v);
          const base = localG(v, neighborsWithin(x, y, 15), true);
          const turned = localG(
            v.map((value) => value * factor + 3),
            neighborsWithin(
              y.map((value) => -value + 1000),
              x.map((value) => value - 500),
              15,
            ),
            true,
          );
          base.forEach((z, i) => {
            if (Number.isNaN(z)) expect(turned[i]).toBeNaN();
            else expect(turned[i]).toBeCloseTo(z, 6);
          });
        },
      ),
    );
  });

  test('says nothing where everything is alike', () => {
    expect([...localG([4, 4, 4, 4, 4, 4], neighbors, true)].every(Number.isNaN)).toBe(true);
  });
});

describe('the normal distribution', () => {
  test('agrees with published values', () => {
    // Abramowitz & Stegun, table 26.1
    expect(normalProbabilityBelow(1.96)).toBeCloseTo(0.9750021048517795, 12);
    expect(normalProbabilityBelow(-1)).toBeCloseTo(0.15865525393145707, 12);
    expect(twoSidedProbability(3)).toBeCloseTo(0.0026997960632601866, 12);
  });
});

describe('control of false discoveries', () => {
  test('finds what the published example finds', () => {
    // Benjamini & Hochberg 1995, section 4.1: 15 tests, at 0.05 the first four stand, where Bonferroni keeps three.
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    const stands = falseDiscoveryControl(p, 0.05);
    expect([...stands].reduce((sum, value) => sum + value, 0)).toBe(4);
    expect(Array.from(stands.slice(0, 4))).toEqual([1, 1, 1, 1]);
  });

  test('never lets stand what is not a probability', () => {
    expect(Array.from(falseDiscoveryControl([Number.NaN, 0.001, Number.NaN], 0.05))).toEqual([0, 1, 0]);
  });
});

describe('Mann-Kendall', () => {
  test('has the variance that all orders of a series have, ties included', () => {
    const series = [1, 1, 2, 3, 3, 3];
    const scores = permutations(series).map((order) => mannKendall(order).score);
    const variance = scores.reduce((sum, s) => sum + s * s, 0) / scores.length;
    const { score, z } = mannKendall(series);
    expect((score - 1) ** 2 / z ** 2).toBeCloseTo(variance, 9);
  });

  test('knows a rise, a fall and a series that does neither', () => {
    const rise = Array.from({ length: 10 }, (_, i) => i);
    // S = 45 of 45 pairs, variance 10·9·25/18 = 125
    expect(mannKendall(rise)).toMatchObject({ score: 45, tau: 1 });
    expect(mannKendall(rise).z).toBeCloseTo(44 / Math.sqrt(125), 12);
    expect(mannKendall(rise.toReversed()).probability).toBeCloseTo(mannKendall(rise).probability, 12);
    expect(mannKendall([2, 2, 2, 2, 2])).toEqual({ score: 0, tau: 0, z: 0, probability: 1 });
    expect(mannKendall([1, 2]).probability).toBe(1);
  });
});

describe('Knox', () => {
  const random = () => {
    let state = 11;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  };

  test('expects what all orders of the times give on average', () => {
    const x = [0, 50, 60, 500, 540];
    const y = [0, 0, 10, 0, 0];
    const time = [1, 2, 9, 3, 30];
    const all = permutations(time).map(
      (order) => knoxTest({ x, y, time: order, nearMeters: 100, nearTime: 7, permutations: 0, random: random() }).pairs,
    );
    const mean = all.reduce((sum, count) => sum + count, 0) / all.length;
    expect(knoxTest({ x, y, time, nearMeters: 100, nearTime: 7, permutations: 0, random: random() }).expected).toBeCloseTo(mean, 9);
  });

  test('finds repeats that were put there, and none in a city without', () => {
    const draw = random();
    const x: number[] = [];
    const y: number[] = [];
    const time: number[] = [];
    for (let i = 0; i < 300; i++) {
      x.push(draw() * 5000);
      y.push(draw() * 5000);
      time.push(draw() * 365);
    }
    const settings = { nearMeters: 100, nearTime: 7, permutations: 199 };
    expect(knoxTest({ x, y, time, ...settings, random: random() }).probability).toBeGreaterThan(0.01);
    for (let i = 0; i < 40; i++) {
      x.push((x[i] ?? 0) + 20);
      y.push(y[i] ?? 0);
      time.push((time[i] ?? 0) + 3);
    }
    const repeated = knoxTest({ x, y, time, ...settings, random: random() });
    expect(repeated.pairs).toBeGreaterThanOrEqual(40);
    expect(repeated.probability).toBe(1 / 200);
  });
});

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value, i) => permutations([...values.slice(0, i), ...values.slice(i + 1)]).map((rest) => [value, ...rest]));
}
