import { expect, test } from 'vitest';
import { rateInterval } from './rate_interval';

const PLAIN = { perIncident: 1, floor: 0 };

test('with the spread of plain counts the interval of 8.5 incidents is half of tabled chi-squared with 19 degrees of freedom', () => {
  const [low, high] = rateInterval(8.5, 1, PLAIN);
  const scale = 8.5 / 9.5;
  expect(low).toBeCloseTo((scale * 10.117013) / 2, 5);
  expect(high).toBeCloseTo((scale * 30.143527) / 2, 5);
});

test('half the rate from twice the hours rests on the same incidents: half the interval', () => {
  const [low, high] = rateInterval(9, 1, PLAIN);
  const [lowHalf, highHalf] = rateInterval(4.5, 2, PLAIN);
  expect(lowHalf).toBeCloseTo(low / 2, 12);
  expect(highHalf).toBeCloseTo(high / 2, 12);
});

test('the more incidents a rate rests on the closer its interval, down to what no data take away', () => {
  const widths = [1, 10, 100, 1000].map((hours) => {
    const [low, high] = rateInterval(0.1, hours, PLAIN);
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.1);
    return high - low;
  });
  expect(widths).toEqual([...widths].sort((a, b) => b - a));
  const [low, high] = rateInterval(1, 1e9, { perIncident: 1, floor: 0.04 });
  // a Gamma of shape 25: chi-squared with 50 degrees of freedom
  expect(low).toBeCloseTo(34.764252 / 50, 5);
  expect(high).toBeCloseTo(67.504807 / 50, 5);
});

test('a rate of nothing has an interval of nothing, and impossible rates are refused', () => {
  expect(rateInterval(0, 10, PLAIN)).toEqual([0, 0]);
  expect(() => rateInterval(-1, 10, PLAIN)).toThrow(/-1/);
});
