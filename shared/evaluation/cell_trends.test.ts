import { describe, expect, test } from 'vitest';
import { seededRandom } from '../planning/seeded_random';
import { areaTrends } from './cell_trends';

const MONTHS = 24;
const FALSE_DISCOVERY_RATE = 0.05;

/** Poisson by counting draws (Knuth). */
function poisson(mean: number, random: () => number): number {
  let count = 0;
  for (let product = random(); product > Math.exp(-mean); product *= random()) count++;
  return count;
}

describe('trends of areas', () => {
  test('one that rises and one that falls are found among many that do neither', () => {
    const random = seededRandom(3);
    const series = Array.from({ length: 30 }, (_, area) =>
      Float64Array.from({ length: MONTHS }, (_unused, month) => poisson(8 + (area === 4 ? month : area === 9 ? -month / 3 : 0), random)),
    );
    const { trends, tested } = areaTrends(series, MONTHS, FALSE_DISCOVERY_RATE);
    expect(tested).toBe(30);
    expect(trends.map(({ area, tau }) => [area, Math.sign(tau)])).toEqual([
      [4, 1],
      [9, -1],
    ]);
  });

  test('without any trend something is found no more often than the false discovery rate allows', () => {
    const towns = 300;
    let found = 0;
    for (let town = 0; town < towns; town++) {
      const random = seededRandom(50 + town);
      const series = Array.from({ length: 20 }, () => Float64Array.from({ length: MONTHS }, () => poisson(5, random)));
      if (areaTrends(series, MONTHS, FALSE_DISCOVERY_RATE).trends.length > 0) found++;
    }
    expect(found / towns).toBeLessThanOrEqual(
      FALSE_DISCOVERY_RATE + 2 * Math.sqrt((FALSE_DISCOVERY_RATE * (1 - FALSE_DISCOVERY_RATE)) / towns),
    );
  });

  test('series with too few incidents are not tested', () => {
    expect(areaTrends([[0, 0, 1, 0, 0, 2, 0, 3]], 24, FALSE_DISCOVERY_RATE)).toEqual({ trends: [], tested: 0 });
  });
});
