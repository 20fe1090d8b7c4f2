import { expect, test } from 'vitest';
import { misallocation, wantedPatrol } from './misallocation';

test('time spent as wanted is not misallocated, whatever the units', () => {
  expect(misallocation([10, 30], [1, 3])).toBe(0);
});

test('the index is the share of time that would have to move', () => {
  // 80 % and 20 % spent, 50 % and 50 % wanted
  expect(misallocation([80, 20], [1, 1])).toBeCloseTo(0.3, 12);
  expect(misallocation([100, 0], [0, 1])).toBe(1);
});

test('nobody on patrol, or nothing wanted, has no index; areas must match', () => {
  expect(misallocation([0, 0], [1, 1])).toBeUndefined();
  expect(misallocation([1, 1], [0, 0])).toBeUndefined();
  expect(() => misallocation([1], [1, 2])).toThrow(/1 areas .* 2/);
});

test('four times the risk wants twice the time, per square of the area', () => {
  const wanted = wantedPatrol({
    expectedIncidents: [1, 4, 9, 5],
    dwellSeconds: [4, 4, 4, 4],
    areaOf: Int32Array.of(0, 0, 1, -1),
    areas: 2,
  });
  expect([...wanted]).toEqual([2 + 4, 6]);
});
