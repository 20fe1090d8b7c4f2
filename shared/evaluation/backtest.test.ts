import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smoothField, type Raster } from '../risk/raster';
import { backtest } from './backtest';
import { flagSquares, poolOrigins } from './predictive_accuracy';
import { rollingOrigins } from './rolling_origins';
import { allHistoryModel, defaultScoreModel, lastYearModel, ratesOfScore, uniformModel, type RasterIncidents } from './score_models';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2024-01-01T00:00Z');
const utc = (localMs: number) => localMs;

function rasterOf(columns: number, rows: number, mask?: Uint8Array): Raster {
  return { columns, rows, cellWidth: 100, cellHeight: 100, mask: mask ?? new Uint8Array(columns * rows).fill(1) };
}

/** Incidents given as day after the start and cell; each at the centre of its cell. */
function incidentsOf(raster: Raster, list: readonly (readonly [day: number, cell: number])[]): RasterIncidents {
  const sorted = [...list].sort((a, b) => a[0] - b[0]);
  return {
    instantMs: Float64Array.from(sorted, ([day]) => START_MS + day * DAY_MS),
    cell: Int32Array.from(sorted, ([, cell]) => cell),
    x: Float64Array.from(sorted, ([, cell]) => (Math.floor(cell / raster.rows) + 0.5) * 100),
    y: Float64Array.from(sorted, ([, cell]) => ((cell % raster.rows) + 0.5) * 100),
  };
}

describe('rolling origins', () => {
  test('are weekly with windows that meet, none beyond the end', () => {
    const origins = rollingOrigins({ fromDay: '2024-01-01', toDay: '2024-01-30', step: { days: 7 }, windowDays: 7, instantOfLocalMs: utc });
    expect(origins.map(({ originMs }) => new Date(originMs).toISOString().slice(0, 10))).toEqual([
      '2024-01-01',
      '2024-01-08',
      '2024-01-15',
      '2024-01-22',
    ]);
    origins.slice(1).forEach((origin, i) => expect(origins[i]?.window.toMs).toBe(origin.originMs));
  });

  test('are on the same day of each month, on the last where there is none, and windows are cut at the next origin', () => {
    const origins = rollingOrigins({ fromDay: '2024-01-31', toDay: '2024-05-01', step: 'monthly', windowDays: 60, instantOfLocalMs: utc });
    const days = origins.map(({ window }) => [window.fromMs, window.toMs].map((ms) => new Date(ms).toISOString().slice(0, 10)));
    expect(days).toEqual([
      ['2024-01-31', '2024-02-29'],
      ['2024-02-29', '2024-03-31'],
      ['2024-03-31', '2024-04-30'],
    ]);
  });

  test('are refused when nothing lies between the days', () => {
    expect(() =>
      rollingOrigins({ fromDay: '2024-02-01', toDay: '2024-02-01', step: 'monthly', windowDays: 7, instantOfLocalMs: utc }),
    ).toThrow(RangeError);
  });
});

describe('smoothing a field', () => {
  const fields = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 900, maxLength: 900 });

  test('keeps the mass that stays on the table, and loses none far from its edge', () => {
    const raster = rasterOf(31, 31);
    const field = new Float64Array(31 * 31);
    field[15 * 31 + 15] = 7;
    expect(smoothField(raster, field, 150).reduce((a, b) => a + b, 0)).toBeCloseTo(7, 10);
    field[15 * 31 + 15] = 0;
    field[0] = 7;
    // a corner keeps a quarter and half of the middle lines
    expect(smoothField(raster, field, 150).reduce((a, b) => a + b, 0)).toBeLessThan(3);
  });

  test('turns with the field', () => {
    fc.assert(
      fc.property(fields, (values) => {
        const raster = rasterOf(30, 30);
        const turned = new Float64Array(900);
        values.forEach((value, cell) => (turned[(cell % 30) * 30 + (29 - Math.floor(cell / 30))] = value));
        const straight = smoothField(raster, Float64Array.from(values), 120);
        const after = smoothField(raster, turned, 120);
        straight.forEach((value, cell) => expect(after[(cell % 30) * 30 + (29 - Math.floor(cell / 30))]).toBeCloseTo(value, 9));
      }),
      { numRuns: 20 },
    );
  });

  test('agrees with the Gaussian itself, summed point by point', () => {
    const raster = rasterOf(41, 41);
    const field = new Float64Array(41 * 41);
    field[20 * 41 + 20] = 1;
    const smoothed = smoothField(raster, field, 300, 6);
    for (const [dx, dy] of [
      [0, 0],
      [2, 1],
      [5, -4],
    ] as const) {
      const exact = Math.exp(-0.5 * (dx * dx + dy * dy) * (100 / 300) ** 2) * (100 ** 2 / (2 * Math.PI * 300 ** 2));
      expect(smoothed[(20 + dx) * 41 + 20 + dy]).toBeCloseTo(exact, 5);
    }
  });
});

describe('a back-test', () => {
  const raster = rasterOf(6, 6);
  const origins = rollingOrigins({ fromDay: '2024-02-01', toDay: '2024-03-01', step: { days: 7 }, windowDays: 7, instantOfLocalMs: utc });
  // cell 7 every day, cell 20 only in January, a new place after each origin
  const list = [
    ...Array.from({ length: 60 }, (_, day) => [day, 7] as const),
    ...Array.from({ length: 90 }, (_, i) => [i / 3, 20] as const),
    ...[34, 41, 48, 55].map((day) => [day, 30] as const),
  ];
  const incidents = incidentsOf(raster, list);

  test('gives every forecast only what lies before its origin', () => {
    const seen: number[] = [];
    backtest({
      raster,
      incidents,
      origins,
      flaggedCount: 2,
      tieBandwidth: 600,
      models: {
        spy: (on, all, originMs) => {
          seen.push(Math.max(...all.instantMs.filter((at) => at < originMs)));
          return allHistoryModel(on, all, originMs);
        },
      },
    });
    origins.forEach(({ originMs }, i) => expect(seen[i]).toBeLessThan(originMs));
    const late = incidentsOf(raster, [...list, [400, 3]]);
    for (const model of [allHistoryModel, lastYearModel])
      expect([...model(raster, late, origins[0]?.originMs ?? 0)]).toEqual([...model(raster, incidents, origins[0]?.originMs ?? 0)]);
  });

  test('counts hits as a count by hand does', () => {
    const { all } = backtest({ raster, incidents, origins, flaggedCount: 1, tieBandwidth: 600, models: { all: allHistoryModel } });
    // cell 20 has 90 in January: always flagged, never hit; with two cells flagged, cell 7 is
    expect(all.map(({ hits, events }) => [hits, events])).toEqual(origins.map(() => [0, 8]));
    const two = backtest({ raster, incidents, origins, flaggedCount: 2, tieBandwidth: 600, models: { all: allHistoryModel } });
    expect(poolOrigins(two['all'] ?? [], 2, 36)).toMatchObject({ hits: 28, events: 32, hitRate: 28 / 32 });
  });

  test('a forecast that says nothing about where hits what a draw would', () => {
    const { uniform } = backtest({ raster, incidents, origins, flaggedCount: 9, tieBandwidth: 600, models: { uniform: uniformModel } });
    uniform.forEach(({ hits, events }) => expect(hits).toBeCloseTo(events / 4, 12));
    expect(poolOrigins(uniform, 9, 36).predictiveAccuracyIndex).toBeCloseTo(1, 12);
  });

  test('where records reach back less than a year the level is theirs, not that of a year', () => {
    const daily = incidentsOf(
      raster,
      Array.from({ length: 60 }, (_, day) => [day, 7] as const),
    );
    const { all } = backtest({ raster, incidents: daily, origins, flaggedCount: 1, tieBandwidth: 600, models: { all: allHistoryModel } });
    all.forEach(({ expected }) => expect(expected).toBeCloseTo(7, 9));
  });

  test('all models expect the same number in all, and the share of one cell in a hundredth at least', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 36, maxLength: 36 }), (score) => {
        const rates = ratesOfScore(raster, Float64Array.from(score), 50);
        expect(rates.reduce((a, b) => a + b, 0)).toBeCloseTo(50, 9);
        expect(Math.min(...rates)).toBeGreaterThanOrEqual((0.01 * 50) / 36 - 1e-12);
      }),
    );
  });

  test('the default in a back-test moves with the incidents by whole cells', () => {
    const settings = { halfLifeDays: 730, kernelHalfLifeDays: 30, kernelWeight: 5, adaptivity: 0.5, bandwidth: 80, historyDays: Infinity };
    const model = defaultScoreModel(settings);
    const wide = rasterOf(20, 20);
    const at = (column: number, row: number) => incidentsOf(wide, [[3, column * 20 + row]]);
    const here = model(wide, at(8, 9), START_MS + 10 * DAY_MS);
    const there = model(wide, at(10, 6), START_MS + 10 * DAY_MS);
    for (let column = 4; column < 14; column++)
      for (let row = 5; row < 14; row++) expect(there[(column + 2) * 20 + row - 3]).toBeCloseTo(here[column * 20 + row], 12);
  });
});

test('flagging takes what a full sort takes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 0, max: 70 }),
      (pairs, count) => {
        const score = pairs.map(([value]) => value);
        const tie = pairs.map(([, value]) => value);
        const sorted = pairs.map((_, i) => i).sort((a, b) => score[b] - score[a] || tie[b] - tie[a] || a - b);
        expect([...flagSquares(score, count, tie)]).toEqual(sorted.slice(0, count));
      },
    ),
  );
});
