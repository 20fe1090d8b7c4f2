import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { squareIdOf } from '../geo/lattice';
import { CATEGORY_GROUPS } from '../model/category';
import { createSlotClock } from '../model/slot_clock';
import { fitRisk, type FitRiskInput } from './fit_risk';
import { expectedPerHour, type RiskIncidents, type RiskModel } from './risk_model';

const DAY = 86_400_000;
const UNTIL = Date.parse('2026-03-02T00:00:00+08:00');
const CLOCK = createSlotClock('Asia/Shanghai');
const GROUPS = CATEGORY_GROUPS.length;

type Incident = { x: number; y: number; ageDays: number; group?: number; hourKnown?: 0 | 1 };

function columns(incidents: readonly Incident[]): RiskIncidents {
  return {
    length: incidents.length,
    x: Float64Array.from(incidents, (i) => i.x),
    y: Float64Array.from(incidents, (i) => i.y),
    instantMs: Float64Array.from(incidents, (i) => UNTIL - i.ageDays * DAY),
    group: Uint8Array.from(incidents, (i) => i.group ?? 0),
    hourKnown: Uint8Array.from(incidents, (i) => i.hourKnown ?? 1),
  };
}

/** A block of squares, columns x rows from the origin, ids ascending. */
const block = (columnCount: number, rowCount: number, firstColumn = 0, firstRow = 0) =>
  Float64Array.from({ length: columnCount * rowCount }, (_, i) =>
    squareIdOf(firstColumn + Math.floor(i / rowCount), firstRow + (i % rowCount)),
  );

function fit(incidents: readonly Incident[], more: Partial<FitRiskInput> = {}): RiskModel {
  return fitRisk({
    squareId: block(2, 1),
    cellMeters: 100,
    incidents: columns(incidents),
    untilMs: UNTIL,
    historyDays: 730,
    clock: CLOCK,
    ...more,
  });
}

const rate = (model: RiskModel, square: number, group = 0) => model.ratesPerHour[square * GROUPS + group];
const repeat = (count: number, incident: Incident) => Array.from({ length: count }, () => incident);
/** Relative precision of the stored float32. */
const SINGLE = 1e-6;

describe('the default model worked out by hand', () => {
  test('decayed counts alone: 20 incidents of one square, half a half-life old on average', () => {
    const incidents = [...repeat(10, { x: 50, y: 50, ageDays: 365 }), ...repeat(10, { x: 50, y: 50, ageDays: 729 })];
    const model = fit(incidents, { parameters: { kernelWeight: 0 } });
    // Λ = (10·2^(−1/2) + 10·2^(−729/730)) / ((730·24/ln 2)·(1 − 1/2))
    const level = (10 * Math.SQRT1_2 + 10 * 2 ** (-729 / 730)) / ((17_520 / Math.LN2) * 0.5);
    expect(rate(model, 0) / (0.995 * level)).toBeCloseTo(1, 5);
    expect(rate(model, 1) / (0.005 * level)).toBeCloseTo(1, 5);
    expect(model.incidents).toBe(20);
    expect(model.exposureHours).toBeCloseTo((17_520 / Math.LN2) * 0.5, 6);
  });

  test('the kernel shares a recent incident between its square and the next by the Gaussian at their centres', () => {
    const incidents = [...repeat(20, { x: 50, y: 50, ageDays: 30 })];
    const model = fit(incidents, {
      historyDays: 30,
      parameters: { bandwidthMeters: 100, kernelWeight: 2, kernelHalfLifeDays: 30, uniformFraction: 0 },
    });
    const near = 1 / (1 + Math.exp(-0.5));
    const count = 2 ** (-30 / 730);
    const own = count + 2 * 0.5 * near;
    const next = 2 * 0.5 * (1 - near);
    expect(rate(model, 1) / rate(model, 0)).toBeCloseTo(next / own, 6);
  });

  test('the rate is per hour and the hours of a week add up to a week of incidents', () => {
    // 10 incidents on each of 730 days
    const incidents = Array.from({ length: 7300 }, (_, i): Incident => ({ x: (i % 2) * 100 + 50, y: 50, ageDays: (i + 0.5) / 10 }));
    const model = fit(incidents);
    let week = 0;
    for (let square = 0; square < 2; square++) for (let slot = 0; slot < 168; slot++) week += expectedPerHour(model, square, slot);
    expect(week / 70).toBeCloseTo(1, 4);
  });

  test('what always happens in one hour of the week is expected in that hour', () => {
    // Friday 22:00-23:00 in Shanghai: slot 4·24 + 22
    const friday = Date.parse('2026-02-27T22:30:00+08:00');
    const incidents = Array.from({ length: 104 }, (_, i): Incident => ({ x: 50, y: 50, ageDays: (UNTIL - friday) / DAY + 7 * i }));
    const model = fit(incidents);
    const friday22 = expectedPerHour(model, 0, 118);
    expect(friday22).toBeGreaterThan(20 * expectedPerHour(model, 0, 119));
    // and one of unknown hour moves the level, not the profile
    const doubled = fit([...incidents, ...incidents.map((i): Incident => ({ ...i, hourKnown: 0 }))]);
    expect(doubled.profiles).toEqual(model.profiles);
    expect(rate(doubled, 0) / rate(model, 0)).toBeCloseTo(2, 5);
  });
});

describe('what the fit says about its input', () => {
  test('a group with fewer than 20 incidents is spread evenly and named', () => {
    const model = fit([...repeat(19, { x: 50, y: 50, ageDays: 700, group: 3 })]);
    expect(rate(model, 0, 3)).toBe(rate(model, 1, 3));
    expect(rate(model, 0, 3)).toBeGreaterThan(0);
    expect(model.notes).toContainEqual({ code: 'too_few_incidents', group: 'fight', incidents: 19, needed: 20 });
  });

  test('incidents after the fit, before the history and outside the area are counted and left out', () => {
    const model = fit([
      { x: 50, y: 50, ageDays: 0 },
      { x: 50, y: 50, ageDays: -3 },
      { x: 50, y: 50, ageDays: 731 },
      { x: 250, y: 50, ageDays: 720 },
      { x: 150, y: 50, ageDays: 729 },
    ]);
    expect(model.incidents).toBe(1);
    expect(model.notes).toEqual(
      expect.arrayContaining([
        { code: 'after_fit', incidents: 2 },
        { code: 'before_history', incidents: 1 },
        { code: 'outside_area', incidents: 1 },
      ]),
    );
  });

  test('records that begin later than said do not thin the level', () => {
    const incidents = Array.from({ length: 1000 }, (_, i): Incident => ({ x: 50, y: 50, ageDays: (i + 1) / 10 }));
    const model = fit(incidents, { historyDays: 730 });
    expect(model.notes).toContainEqual({ code: 'short_history', daysAsked: 730, daysFound: 100 });
    expect((rate(model, 0) + rate(model, 1)) * 24).toBeCloseTo(10, 1);
  });

  test('no incidents at all fit to a rate of nothing, with a note for every group', () => {
    const model = fit([]);
    expect(model.notes.filter((note) => note.code === 'too_few_incidents')).toHaveLength(GROUPS);
    expect(expectedPerHour(model, 0, 0)).toBe(0);
  });

  test('an unknown group is refused', () => {
    expect(() => fit([{ x: 50, y: 50, ageDays: 3, group: 99 }])).toThrow(/group 99/);
  });
});

describe('what every fit keeps', () => {
  /** A coordinate never on an edge, where turning would change the square. */
  const within = (squares: number) =>
    fc.tuple(fc.nat(squares - 1), fc.double({ min: 0.01, max: 0.99, noNaN: true })).map(([square, part]) => (square + part) * 100);
  const incident = fc.record({ x: within(8), y: within(6), ageDays: fc.double({ min: 1, max: 729, noNaN: true }), group: fc.nat(2) });
  const incidents = fc.array(incident, { minLength: 60, maxLength: 120 });

  test('the rates of a group add up to its level, whatever the edges take', () => {
    fc.assert(
      fc.property(incidents, (some) => {
        const model = fit(some, { squareId: block(8, 6) });
        const days = model.parameters.historyDays;
        for (let group = 0; group < 3; group++) {
          const level =
            some.filter((i) => i.group === group).reduce((sum, i) => sum + 2 ** (-i.ageDays / 730), 0) /
            ((17_520 / Math.LN2) * (1 - 2 ** (-days / 730)));
          let sum = 0;
          for (let square = 0; square < 48; square++) sum += rate(model, square, group);
          expect(Math.abs(sum - level)).toBeLessThanOrEqual(SINGLE * level);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('moving everything by whole squares moves the rates with it', () => {
    fc.assert(
      fc.property(incidents, (some) => {
        const here = fit(some, { squareId: block(8, 6) });
        const there = fit(
          some.map((i) => ({ ...i, x: i.x + 4400, y: i.y - 300 })),
          { squareId: block(8, 6, 44, -3) },
        );
        here.ratesPerHour.forEach((value, i) =>
          expect(Math.abs(there.ratesPerHour[i] - value)).toBeLessThanOrEqual(SINGLE * value + 1e-15),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('turning everything by 90 degrees turns the rates with it', () => {
    fc.assert(
      fc.property(incidents, (some) => {
        const here = fit(some, { squareId: block(8, 6) });
        // (x, y) → (−y, x): column c, row r → column −1 − r, row c
        const turned = fit(
          some.map((i) => ({ ...i, x: -i.y, y: i.x })),
          { squareId: block(6, 8, -6, 0) },
        );
        for (let column = 0; column < 8; column++) {
          for (let row = 0; row < 6; row++) {
            const a = rate(here, column * 6 + row);
            const b = rate(turned, (5 - row) * 8 + column);
            expect(Math.abs(a - b)).toBeLessThanOrEqual(SINGLE * a + 1e-15);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
