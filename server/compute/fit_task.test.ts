import { expect, test } from 'vitest';
import { squareIdOf } from '@beatline/shared/geo/lattice';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';
import { fitTask, type FitInput } from './fit_task';

const DAY = 86_400_000;
const FROM = Date.parse('2025-01-01T00:00:00+08:00');
const SIDE = 12;
const SQUARES = Float64Array.from({ length: SIDE * SIDE }, (_, i) => squareIdOf(Math.floor(i / SIDE), i % SIDE));

/** Two a day at places that wander. */
function incidentsUntil(days: number, shift = 0): RiskIncidents {
  const length = 2 * days;
  const at = (i: number, step: number) => ((i * step) % SIDE) * 100 + 50;
  return {
    length,
    x: Float64Array.from({ length }, (_, i) => at(i, 7) + (i === 3 ? shift : 0)),
    y: Float64Array.from({ length }, (_, i) => at(i, 5)),
    instantMs: Float64Array.from({ length }, (_, i) => FROM + i * 0.5 * DAY),
    group: new Uint8Array(length),
    hourKnown: new Uint8Array(length).fill(1),
  };
}

function input(days: number, shift = 0): FitInput {
  return {
    timeZone: 'Asia/Shanghai',
    unusualDays: {},
    cellMeters: 100,
    squareId: SQUARES,
    districtId: new Int32Array(SQUARES.length),
    profileArea: new Uint16Array(SQUARES.length),
    policeCellId: new Int32Array(SQUARES.length),
    harmWeight: new Float64Array(13).fill(1),
    incidents: incidentsUntil(days, shift),
    fromMs: FROM,
    untilMs: FROM + days * DAY,
  };
}

const CONTROLS = { onProgress: undefined, shouldStop: () => false };
/** A fit that cannot stand on the one before: it is of another place. */
const fresh = (of: FitInput) => {
  fitTask({ ...input(40), cellMeters: 100, timeZone: 'Europe/London' }, CONTROLS);
  return fitTask(of, CONTROLS);
};

test('the next day is added to the last fit, with the numbers of a fit of everything', () => {
  const whole = fresh(input(301));
  expect(whole.kept).toBe(0);
  fresh(input(300));
  const added = fitTask(input(301), CONTROLS);
  expect(added.kept).toBe(600);
  expect(added.model).toEqual(whole.model);
  expect(added.tiers).toEqual(whole.tiers);
});

test('an earlier incident that was moved since, or an earlier end, is fitted from the start', () => {
  fresh(input(300));
  expect(fitTask(input(301, 100), CONTROLS).kept).toBe(0);
  expect(fitTask(input(299, 100), CONTROLS).kept).toBe(0);
});
