import { expect, test } from 'vitest';
import { rateInterval, rateIntervalAround } from './rate_interval';

test('the interval of 9.5 Gamma events is half of tabled chi-squared with 19 degrees of freedom', () => {
  const [low, high] = rateInterval(9, 1);
  expect(low).toBeCloseTo(10.117013 / 2, 5);
  expect(high).toBeCloseTo(30.143527 / 2, 5);
});

test('twice the hours, half the rate', () => {
  const [low, high] = rateInterval(9, 1);
  expect(rateInterval(9, 2)).toEqual([low / 2, high / 2]);
});

test('no events in a year leave the rate open upwards only', () => {
  const [low, high] = rateInterval(0, 8760);
  expect(low).toBeLessThan(1e-6);
  expect(high * 8760).toBeCloseTo(3.841459 / 2, 5);
});

test('the more incidents an estimate rests on the closer its interval', () => {
  const widths = [0, 1, 10, 100].map((count) => {
    const [low, high] = rateIntervalAround(0.01, count);
    expect(low).toBeLessThan(0.01);
    expect(high).toBeGreaterThan(0.01);
    return high - low;
  });
  expect(widths).toEqual([...widths].sort((a, b) => b - a));
});

test('a rate of nothing has an interval of nothing, and impossible counts are refused', () => {
  expect(rateIntervalAround(0, 0)).toEqual([0, 0]);
  expect(() => rateInterval(-1, 10)).toThrow(/-1/);
});
