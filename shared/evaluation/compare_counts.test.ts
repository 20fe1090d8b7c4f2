import { expect, test } from 'vitest';
import { compareCounts } from './compare_counts';

test('the interval is that of the example of R poisson.test: 11 in 800 against 21 in 3011', () => {
  const comparison = compareCounts(11, 21, 800, 3011);
  expect(comparison?.fraction).toBeCloseTo(0.971488, 6);
  expect(comparison?.interval[0]).toBeCloseTo(0.8584264 - 1, 6);
  expect(comparison?.interval[1]).toBeCloseTo(4.2772659 - 1, 6);
});

test('equal counts are no change, with an interval around it', () => {
  const comparison = compareCounts(50, 50);
  expect(comparison?.fraction).toBe(0);
  expect(comparison!.interval[0]).toBeLessThan(0);
  expect(comparison!.interval[1]).toBeGreaterThan(0);
});

test('nothing left is a fall of 100 %, which may be chance when little was there', () => {
  expect(compareCounts(0, 2)?.fraction).toBe(-1);
  expect(compareCounts(0, 2)!.interval[0]).toBe(-1);
  expect(compareCounts(0, 2)!.interval[1]).toBeGreaterThan(0);
});

test('against nothing there is no fraction', () => {
  expect(compareCounts(5, 0)).toBeUndefined();
});

test('half an incident is refused', () => {
  expect(() => compareCounts(0.5, 3)).toThrow(/0.5 is no count/);
});
