import { describe, expect, test } from 'vitest';
import { squareIdOf } from '../geo/lattice';
import { DEFAULT_RISK_PARAMETERS, type RiskIncidents } from '../risk/risk_model';
import { issueForecasts } from './issue_forecasts';
import { ladderModels } from './model_ladder';
import { createSquareRaster } from './square_raster';

const DAY_MS = 86_400_000;
const ORIGIN_MS = Date.parse('2026-11-20T16:00Z');

/** A ground of 10 x 10 squares of 100 m with a hole, far from the origin of the lattice. */
const SQUARES = Float64Array.from(
  Array.from({ length: 100 }, (_, i) => [4000 + Math.floor(i / 10), 41_000 + (i % 10)] as const)
    .filter(([column, row]) => column !== 4005 || row !== 41_005)
    .map(([column, row]) => squareIdOf(column, row)),
);

function incidentsAt(list: readonly (readonly [ageDays: number, column: number, row: number, group: number])[]): RiskIncidents {
  const sorted = [...list].sort((a, b) => b[0] - a[0]);
  return {
    length: sorted.length,
    x: Float64Array.from(sorted, ([, column]) => (4000 + column + 0.5) * 100),
    y: Float64Array.from(sorted, ([, , row]) => (41_000 + row + 0.5) * 100),
    instantMs: Float64Array.from(sorted, ([age]) => ORIGIN_MS - age * DAY_MS),
    group: Uint8Array.from(sorted, ([, , , group]) => group),
    hourKnown: new Uint8Array(sorted.length).fill(1),
  };
}

describe('issuing forecasts', () => {
  const ground = createSquareRaster(SQUARES, 100);
  const indexAt = (column: number, row: number) => SQUARES.indexOf(squareIdOf(4000 + column, 41_000 + row));

  test('the raster gives every square a cell of its own and places incidents, those of the hole and outside included', () => {
    const placed = ground.place(
      incidentsAt([
        [3, 0, 0, 0],
        [2, 9, 9, 1],
        [1, 5, 5, 0],
        [0.5, -3, 4, 0],
      ]),
    );
    expect(ground.raster.mask.reduce((sum, on) => sum + on, 0)).toBe(SQUARES.length);
    expect(placed.cell[0]).toBe(ground.cellOfSquare[indexAt(0, 0)]);
    expect(placed.cell[1]).toBe(ground.cellOfSquare[indexAt(9, 9)]);
    expect(ground.raster.mask[placed.cell[2]]).toBe(0);
    expect(placed.cell[3]).toBe(-1);
    expect(
      ground.place(
        incidentsAt([
          [3, 0, 0, 0],
          [2, 9, 9, 1],
        ]),
        1,
      ).cell,
    ).toHaveLength(1);
  });

  test('every model flags as many squares by what it saw before the origin, and all expect the same number of incidents', () => {
    const lately = Array.from({ length: 20 }, (_, i) => [10 + i, 2, 3, 0] as const);
    const longAgo = Array.from({ length: 50 }, (_, i) => [600 + i, 7, 7, 0] as const);
    const ahead = Array.from({ length: 200 }, (_, i) => [-1 - i / 100, 0, 9, 0] as const);
    const expected = Float64Array.from(SQUARES, (_, i) => (i === indexAt(4, 4) ? 2 : 0.01));
    const forecasts = issueForecasts({
      ground,
      incidents: ground.place(incidentsAt([...longAgo, ...lately, ...ahead])),
      originMs: ORIGIN_MS,
      flaggedCount: 1,
      inForce: { model: 'default', expected },
      baselines: ladderModels(['uniform', 'last-year', 'all-history', 'kernel-500ft'], DEFAULT_RISK_PARAMETERS),
    });
    const flaggedBy = Object.fromEntries(forecasts.map(({ model, flagged }) => [model, [...flagged]]));
    expect(flaggedBy).toMatchObject({
      'last-year': [indexAt(2, 3)],
      'kernel-500ft': [indexAt(2, 3)],
      'all-history': [indexAt(7, 7)],
      default: [indexAt(4, 4)],
    });
    expect(forecasts.map(({ model, flagsAny }) => [model, flagsAny])).toEqual([
      ['uniform', true],
      ['last-year', false],
      ['all-history', false],
      ['kernel-500ft', false],
      ['default', false],
    ]);
    const level = expected.reduce((sum, value) => sum + value, 0);
    for (const forecast of forecasts) expect(forecast.expected.reduce((sum, value) => sum + value, 0)).toBeCloseTo(level, 9);
  });
});
