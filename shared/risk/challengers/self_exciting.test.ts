import { describe, expect, test } from 'vitest';
import { deviates, type Deviates } from './fixtures/deviates';
import type { RasterIncidents } from '../../evaluation/score_models';
import type { Raster } from '../raster';
import { chooseSelfExciting, selfExcitingModel, selfExcitingRates } from './self_exciting';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2020-01-01T00:00Z');
const SIDE = 20;
const raster: Raster = { columns: SIDE, rows: SIDE, cellWidth: 100, cellHeight: 100, mask: new Uint8Array(SIDE * SIDE).fill(1) };

function incidentsOf(list: readonly { readonly day: number; readonly cell: number }[]): RasterIncidents {
  const sorted = [...list].sort((a, b) => a.day - b.day);
  return {
    instantMs: Float64Array.from(sorted, ({ day }) => START_MS + day * DAY_MS),
    cell: Int32Array.from(sorted, ({ cell }) => cell),
    x: Float64Array.from(sorted, ({ cell }) => (Math.floor(cell / SIDE) + 0.5) * 100),
    y: Float64Array.from(sorted, ({ cell }) => ((cell % SIDE) + 0.5) * 100),
  };
}

/** A grid that excites itself: background incidents of each cell, each incident followed by Poisson(θ) more after exponential waits. */
function simulate(draw: Deviates, days: number, offspring: number, decayDays: number) {
  const found: { day: number; cell: number }[] = [];
  for (let cell = 0; cell < raster.mask.length; cell++) {
    // some cells have ten times what others have
    const background = 0.002 + 0.018 * draw.uniform() ** 3;
    const queue = Array.from({ length: draw.poisson(background * days) }, () => ({ day: draw.uniform() * days, cell }));
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      found.push(next);
      for (let k = draw.poisson(offspring); k > 0; k--) {
        const day = next.day + draw.exponential() * decayDays;
        if (day < days) queue.push({ day, cell });
      }
    }
  }
  return incidentsOf(found);
}

describe('the self-exciting grid', () => {
  test('finds again how many echoes incidents have and how soon, to a step of what it chooses from', () => {
    for (const seed of [1, 2, 3]) {
      const history = simulate(deviates(seed), 1500, 0.4, 10);
      const chosen = chooseSelfExciting(raster, history, START_MS + 1500 * DAY_MS, 250);
      expect(chosen?.offspring).toBeGreaterThanOrEqual(0.3);
      expect(chosen?.offspring).toBeLessThanOrEqual(0.5);
      expect(1 / (chosen?.decayPerDay ?? 0)).toBeGreaterThanOrEqual(5 - 1e-9);
      expect(1 / (chosen?.decayPerDay ?? 0)).toBeLessThanOrEqual(20 + 1e-9);
    }
  });

  test('finds hardly any echoes where there are none', () => {
    const found = Array.from({ length: 10 }, (_, seed) => {
      const history = simulate(deviates(seed + 1), 1500, 0, 10);
      return chooseSelfExciting(raster, history, START_MS + 1500 * DAY_MS, 250)?.offspring ?? 1;
    });
    expect(found.filter((offspring) => offspring === 0).length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...found)).toBeLessThanOrEqual(0.1);
  });

  test('looks at nothing after the instant it is asked for', () => {
    const history = simulate(deviates(7), 900, 0.4, 10);
    const untilMs = START_MS + 600 * DAY_MS;
    const cut = history.instantMs.filter((at) => at < untilMs).length;
    const known: RasterIncidents = {
      instantMs: history.instantMs.slice(0, cut),
      cell: history.cell.slice(0, cut),
      x: history.x.slice(0, cut),
      y: history.y.slice(0, cut),
    };
    expect(chooseSelfExciting(raster, history, untilMs, 250)).toEqual(chooseSelfExciting(raster, known, untilMs, 250));
    const model = () => selfExcitingModel({ historyUntilMs: untilMs, poolingBandwidth: 250, horizonDays: 7 });
    expect(model()(raster, history, untilMs)).toEqual(model()(raster, known, untilMs));
  });

  test('expects the background and what is left of each echo, as worked out by hand', () => {
    // ten incidents of one cell over 100 days, the last one 10 days ago; no pooling
    const days = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
    const history = incidentsOf(days.map((day) => ({ day, cell: 210 })));
    const settings = { poolingBandwidth: 250, horizonDays: 7 };
    const rates = selfExcitingRates(raster, history, START_MS + 100 * DAY_MS, settings, { offspring: 0.3, decayPerDay: 0.1, pooled: 0 });
    const even = (0.01 * 10) / 400 / 100;
    const echoes = days.reduce((sum, day) => sum + Math.exp(-0.1 * (100 - day)), 0) * ((1 - Math.exp(-0.7)) / 7);
    expect(rates[210]).toBeCloseTo(0.7 * (0.99 * 0.1 + even) + 0.3 * echoes, 12);
    expect(rates[0]).toBeCloseTo(0.7 * even, 15);
  });

  test('says that too little history was found to choose by, and forecasts the background then', () => {
    const history = incidentsOf([{ day: 3, cell: 7 }]);
    expect(chooseSelfExciting(raster, history, START_MS + 100 * DAY_MS, 250)).toBeUndefined();
    const model = selfExcitingModel({ historyUntilMs: START_MS + 100 * DAY_MS, poolingBandwidth: 250, horizonDays: 7 });
    const rates = model(raster, history, START_MS + 100 * DAY_MS);
    expect(Math.max(...rates)).toBe(rates[7]);
    expect(model(raster, incidentsOf([]), START_MS).every((rate) => rate === 0)).toBe(true);
  });
});
