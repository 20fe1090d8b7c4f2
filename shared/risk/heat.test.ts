import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { squareIdOf } from '../geo/lattice';
import { smoothedCounts } from './heat';

const SQUARES = Float64Array.from([0, 1, 2, 3].flatMap((column) => [0, 1, 2].map((row) => squareIdOf(column, row))));

test('an incident at the centre of a square gives its neighbours the same and itself most', () => {
  const { smoothedIncidents } = smoothedCounts({ squareId: SQUARES, cellMeters: 100, x: [150], y: [150], bandwidthMeters: 75 });
  const at = (column: number, row: number) => smoothedIncidents[column * 3 + row];
  expect(at(0, 1)).toBe(at(2, 1));
  expect(at(1, 0)).toBe(at(1, 2));
  // centres 100 m apart: exp(−(100/75)²/2)
  expect(at(1, 0) / at(1, 1)).toBeCloseTo(Math.exp(-0.5 * (100 / 75) ** 2), 6);
});

test('incidents outside the area are counted and not drawn', () => {
  const { inside, outside, smoothedIncidents } = smoothedCounts({ squareId: SQUARES, cellMeters: 100, x: [50, 1000], y: [50, 50] });
  expect([inside, outside]).toEqual([1, 1]);
  expect(smoothedIncidents.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
});

test('squares far larger than the bandwidth keep their incidents', () => {
  const { smoothedIncidents } = smoothedCounts({
    squareId: Float64Array.of(squareIdOf(0, 0)),
    cellMeters: 10_000,
    x: [10],
    y: [10],
    bandwidthMeters: 75,
  });
  expect(smoothedIncidents[0]).toBe(1);
});

test('smoothing keeps the number of incidents, at the edges too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 399, noNaN: true }), fc.double({ min: 0, max: 299, noNaN: true })), { maxLength: 50 }),
      (points) => {
        const { smoothedIncidents } = smoothedCounts({
          squareId: SQUARES,
          cellMeters: 100,
          x: points.map((p) => p[0]),
          y: points.map((p) => p[1]),
        });
        // float32 sums of up to 50
        expect(Math.abs(smoothedIncidents.reduce((a, b) => a + b, 0) - points.length)).toBeLessThan(1e-4);
      },
    ),
  );
});
