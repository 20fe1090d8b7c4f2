import { describe, expect, test } from 'vitest';
import { deviates } from './fixtures/deviates';
import type { RasterIncidents } from '../../evaluation/score_models';
import type { Raster } from '../raster';
import { elasticNetModel } from './elastic_net_model';
import { placeFeatures } from './place_features';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2020-01-01T00:00Z');
const SIDE = 30;
const DAYS = 1100;
const ORIGIN_MS = START_MS + DAYS * DAY_MS;
const raster: Raster = { columns: SIDE, rows: SIDE, cellWidth: 100, cellHeight: 100, mask: new Uint8Array(SIDE * SIDE).fill(1) };

/** Cells of known daily rate; the rates of the last half of the time are `later`. */
function simulate(seed: number, rates: Float64Array, later = rates): RasterIncidents {
  const draw = deviates(seed);
  const found: { day: number; cell: number }[] = [];
  rates.forEach((rate, cell) => {
    for (let k = draw.poisson(rate * (DAYS / 2)); k > 0; k--) found.push({ day: draw.uniform() * (DAYS / 2), cell });
    for (let k = draw.poisson(later[cell] * (DAYS / 2)); k > 0; k--) found.push({ day: (1 + draw.uniform()) * (DAYS / 2), cell });
  });
  found.sort((a, b) => a.day - b.day);
  return {
    instantMs: Float64Array.from(found, ({ day }) => START_MS + day * DAY_MS),
    cell: Int32Array.from(found, ({ cell }) => cell),
    x: Float64Array.from(found, ({ cell }) => (Math.floor(cell / SIDE) + 0.5) * 100),
    y: Float64Array.from(found, ({ cell }) => ((cell % SIDE) + 0.5) * 100),
  };
}

const settings = { historyUntilMs: ORIGIN_MS, unitsPerMeter: 1 };

/** Σ truth · ln share: how much of the truth a forecast's shares tell, per incident. */
function scoreAgainst(truth: Float64Array, score: Float64Array): number {
  const total = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  return truth.reduce((sum, rate, cell) => sum + (rate / total(truth)) * Math.log(score[cell] / total(score)), 0);
}

describe('the elastic net as a forecast', () => {
  // what happens in a cell goes with the fourth power of 1 + the bars in and next to it; nothing else matters
  const draw = deviates(11);
  const bars = Array.from({ length: SIDE * SIDE }, (_, cell) => cell).filter(() => draw.uniform() < 0.02);
  const places = placeFeatures(raster, {
    kind: bars.map(() => 'bar'),
    x: bars.map((cell) => (Math.floor(cell / SIDE) + 0.5) * 100),
    y: bars.map((cell) => ((cell % SIDE) + 0.5) * 100),
  });
  const logBars = places[0]?.byCell ?? new Float64Array(SIDE * SIDE);
  const truth = logBars.map((value) => 0.001 * Math.exp(4 * value));

  test('learns from what stands there what counts alone cannot tell', () => {
    const history = simulate(12, truth);
    const knowing = elasticNetModel({ ...settings, places })(raster, history, ORIGIN_MS);
    const counting = elasticNetModel(settings)(raster, history, ORIGIN_MS);
    expect(scoreAgainst(truth, knowing)).toBeGreaterThan(scoreAgainst(truth, counting));
    // the truth itself scores most; what is known of it is worth most of the way
    const best = scoreAgainst(truth, truth);
    const uniform = scoreAgainst(truth, new Float64Array(truth.length).fill(1));
    expect((scoreAgainst(truth, knowing) - uniform) / (best - uniform)).toBeGreaterThan(0.95);
    const meanNear = (bars: number) => {
      const cells = [...knowing].filter((_, cell) => logBars[cell] === Math.log1p(bars));
      return cells.reduce((a, b) => a + b, 0) / cells.length;
    };
    expect(meanNear(1) / meanNear(0)).toBeGreaterThan(16 * 0.75);
    expect(meanNear(1) / meanNear(0)).toBeLessThan(16 * 1.25);
  });

  test('sees nothing after the origin, and gives the same whatever was asked before', () => {
    const history = simulate(13, truth);
    const originMs = START_MS + 900 * DAY_MS;
    const cut = history.instantMs.filter((at) => at < originMs).length;
    const known: RasterIncidents = {
      instantMs: history.instantMs.slice(0, cut),
      cell: history.cell.slice(0, cut),
      x: history.x.slice(0, cut),
      y: history.y.slice(0, cut),
    };
    const early = { ...settings, historyUntilMs: START_MS + 800 * DAY_MS };
    const alone = elasticNetModel(early)(raster, known, originMs);
    expect(elasticNetModel(early)(raster, history, originMs)).toEqual(alone);
    const after = elasticNetModel(early);
    after(raster, history, early.historyUntilMs);
    expect(after(raster, history, originMs)).toEqual(alone);
  });

  test('says nothing about where when there is nothing to learn from', () => {
    const none = simulate(14, new Float64Array(SIDE * SIDE));
    expect(new Set(elasticNetModel(settings)(raster, none, ORIGIN_MS))).toEqual(new Set([1]));
  });
});

test('places count in their cell and the eight around it, by kind', () => {
  const [bar, school] = placeFeatures(raster, { kind: ['school', 'bar', 'bar'], x: [50, 1550, 1550], y: [50, 1550, 1650] });
  expect([bar?.name, school?.name]).toEqual(['bar', 'school']);
  expect(bar?.byCell[15 * SIDE + 15]).toBe(Math.log(3));
  expect(bar?.byCell[16 * SIDE + 17]).toBe(Math.log(2));
  expect(bar?.byCell[15 * SIDE + 13]).toBe(0);
  expect(school?.byCell.reduce((sum, value) => sum + value, 0)).toBeCloseTo(4 * Math.LN2, 12);
});
