import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { squareIdOf } from '../geo/lattice';
import { createSlotClock } from '../model/slot_clock';
import { fitRisk } from './fit_risk';
import { createGrowingRisk } from './growing_risk';
import type { RiskIncidents } from './risk_model';

const DAY = 86_400_000;
const UNTIL = Date.parse('2026-03-02T00:00:00+08:00');
const HISTORY_DAYS = 400;
const SIDE = 8;
const SQUARES = Float64Array.from({ length: SIDE * SIDE }, (_, i) => squareIdOf(Math.floor(i / SIDE), i % SIDE));
const ground = {
  squareId: SQUARES,
  cellMeters: 100,
  profileArea: Uint16Array.from(SQUARES, (_, i) => (i < 32 ? 0 : 1)),
  policeCell: Int32Array.from(SQUARES, (_, i) => Math.floor(i / 16)),
  clock: createSlotClock('Asia/Shanghai'),
};

/** Ages in days, half of them in one corner. */
function incidentsOf(ages: readonly number[], seed: number): RiskIncidents {
  let state = seed;
  const draw = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const spread = ages.map(() => (draw() < 0.5 ? 1 : SIDE));
  return {
    length: ages.length,
    x: Float64Array.from(spread, (cells) => draw() * cells * 100),
    y: Float64Array.from(spread, (cells) => draw() * cells * 100),
    instantMs: Float64Array.from(ages, (age) => UNTIL - age * DAY),
    rangeMs: Float64Array.from(ages, () => (draw() < 0.2 ? 5 * 3_600_000 : 0)),
    group: Uint8Array.from(ages, () => (draw() < 0.7 ? 0 : 3)),
    hourKnown: Uint8Array.from(ages, () => (draw() < 0.9 ? 1 : 0)),
  };
}

test('adding days one stretch after the other gives the numbers of a fit of all at once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: HISTORY_DAYS, noNaN: true }), { minLength: 60, maxLength: 400 }),
      fc.array(fc.double({ min: 0, max: HISTORY_DAYS, noNaN: true }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 1e6 }),
      (ages, stops, seed) => {
        const incidents = incidentsOf(ages, seed);
        const whole = fitRisk({ ...ground, incidents, untilMs: UNTIL, historyDays: HISTORY_DAYS });
        const growing = createGrowingRisk({ ...ground, fromMs: UNTIL - HISTORY_DAYS * DAY });
        for (const stop of [...stops].sort((a, b) => b - a))
          growing.advance(within(incidents, growing.untilMs, UNTIL - stop * DAY), UNTIL - stop * DAY);
        growing.advance(within(incidents, growing.untilMs, UNTIL), UNTIL);
        expect(growing.model()).toEqual(whole);
      },
    ),
    { numRuns: 40 },
  );
});

/** As a database answers: only what happened in the stretch. */
function within(incidents: RiskIncidents, fromMs: number, toMs: number): RiskIncidents {
  const rows = Array.from(incidents.instantMs.keys()).filter(
    (row) => incidents.instantMs[row] >= fromMs && incidents.instantMs[row] < toMs,
  );
  return {
    length: rows.length,
    x: Float64Array.from(rows, (row) => incidents.x[row]),
    y: Float64Array.from(rows, (row) => incidents.y[row]),
    instantMs: Float64Array.from(rows, (row) => incidents.instantMs[row]),
    rangeMs: Float64Array.from(rows, (row) => incidents.rangeMs?.[row] ?? 0),
    group: Uint8Array.from(rows, (row) => incidents.group[row]),
    hourKnown: Uint8Array.from(rows, (row) => incidents.hourKnown[row]),
  };
}

test('a fit does not go back', () => {
  const growing = createGrowingRisk({ ...ground, fromMs: UNTIL - HISTORY_DAYS * DAY });
  growing.advance(incidentsOf([3, 2, 1], 1), UNTIL);
  expect(() => growing.advance(incidentsOf([3], 1), UNTIL - DAY)).toThrow(/forward/);
});

test('an incident that counts twice is worth two, one that counts for nothing is worth none', () => {
  const ages = Array.from({ length: 40 }, (_, i) => 1 + i * 9);
  const once = incidentsOf(ages, 5);
  const double = (row: number, weight: number) => ({ ...once, weight: Float64Array.from(ages, (_, i) => (i === row ? weight : 1)) });
  const level = (incidents: RiskIncidents) =>
    fitRisk({ ...ground, incidents, untilMs: UNTIL, historyDays: HISTORY_DAYS }).ratesPerHour.reduce((sum, rate) => sum + rate, 0);
  const one = level(once);
  expect(level(double(7, 2)) - one).toBeCloseTo(one - level(double(7, 0)), 7);
  expect(level(double(7, 2))).toBeGreaterThan(one);
});

test('everything in one square is said to be so', () => {
  const incidents = incidentsOf(
    Array.from({ length: 30 }, (_, i) => 1 + i),
    3,
  );
  const { notes } = fitRisk({
    ...ground,
    incidents: { ...incidents, x: new Float64Array(30).fill(250), y: new Float64Array(30).fill(250) },
    untilMs: UNTIL,
    historyDays: HISTORY_DAYS,
  });
  expect(notes).toContainEqual({ code: 'one_square', incidents: 30 });
  expect(notes).toContainEqual(expect.objectContaining({ code: 'intervals_assumed', needed: 100 }));
});
