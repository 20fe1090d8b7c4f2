import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdSeconds } from './hold';

const RED = { revisitSeconds: 3600, dwellSeconds: 600 };

test('ten seconds hold a red square one second, half the dwell a quarter and the dwell all of the revisit time', () => {
  expect(holdSeconds(10, RED)).toBeCloseTo(1, 12);
  expect(holdSeconds(300, RED)).toBe(900);
  expect(holdSeconds(600, RED)).toBe(3600);
});

test('staying longer than the dwell holds no longer', () => {
  expect(holdSeconds(6000, RED)).toBe(3600);
});

test('splitting a stop never gains', () => {
  const dwell = fc.double({ min: 0, max: 300, noNaN: true });
  fc.assert(
    fc.property(dwell, dwell, (a, b) => {
      // 1e-9 s: rounding of doubles of the size of T
      expect(holdSeconds(a, RED) + holdSeconds(b, RED)).toBeLessThanOrEqual(holdSeconds(a + b, RED) + 1e-9);
    }),
  );
});
