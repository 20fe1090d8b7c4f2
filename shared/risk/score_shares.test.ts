import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { squareCenter, squareIdOf } from '../geo/lattice';
import { createSlotClock } from '../model/slot_clock';
import { fitRisk } from './fit_risk';
import { createScoreField } from './incident_score';
import { createLatticeIndex } from './lattice_index';
import { DEFAULT_RISK_PARAMETERS } from './risk_model';
import { kernelBandwidths, rateParts, scoreShares } from './score_shares';
import { squareGround } from './spread_kernel';

const DAY_MS = 86_400_000;
const UNTIL_MS = Date.parse('2026-11-01T00:00Z');
const SIDE = 100;

/** A ragged ground of 9 x 9 squares without a corner. */
const SQUARES = Float64Array.from(
  Array.from({ length: 81 }, (_, i) => [Math.floor(i / 9), i % 9] as const)
    .filter(([column, row]) => column < 6 || row < 6)
    .map(([column, row]) => squareIdOf(column, row)),
);
const GROUND = squareGround(createLatticeIndex(SQUARES), SIDE);
const settingsOf = (adaptivity: number) => ({ ...DEFAULT_RISK_PARAMETERS, adaptivity, bandwidth: DEFAULT_RISK_PARAMETERS.bandwidthMeters });

describe('shares of a score', () => {
  const incident = fc.record({
    x: fc.double({ min: 0, max: 899, noNaN: true }),
    y: fc.double({ min: 0, max: 899, noNaN: true }),
    ageDays: fc.double({ min: 0, max: 900, noNaN: true }),
    weight: fc.constantFrom(0, 0.5, 1, 1, 3),
  });

  test('add up to S(c) of the fit in every square, with kernels of one width and with adaptive ones', () => {
    fc.assert(
      fc.property(fc.array(incident, { minLength: 1, maxLength: 40 }), fc.constantFrom(0, 0.5, 1), (list, adaptivity) => {
        const inside = list.filter(({ x, y }) => !(x >= 600 && y >= 600)).sort((a, b) => b.ageDays - a.ageDays);
        const incidents = {
          x: inside.map(({ x }) => x),
          y: inside.map(({ y }) => y),
          instantMs: inside.map(({ ageDays }) => UNTIL_MS - ageDays * DAY_MS),
          weight: inside.map(({ weight }) => weight),
        };
        const settings = settingsOf(adaptivity);
        const field = createScoreField(GROUND, SQUARES.length, settings);
        inside.forEach((_, i) => field.add(incidents.x[i], incidents.y[i], incidents.instantMs[i], incidents.weight[i]));
        const score = new Float64Array(SQUARES.length);
        field.scoreAt(UNTIL_MS, score);
        const bandwidth = kernelBandwidths(GROUND, SQUARES.length, settings, incidents);
        SQUARES.forEach((id, square) => {
          const shares = scoreShares({ ground: GROUND, settings, incidents, bandwidth, center: squareCenter(id, SIDE), asOfMs: UNTIL_MS });
          // sums of at most 40 numbers in another order
          expect(shares.score).toBeCloseTo(score[square], 9);
          expect(shares.amount.reduce((sum, part) => sum + part, 0)).toBeCloseTo(score[square], 9);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('incidents outside the area add nothing, and a square that is not there is refused', () => {
    const incidents = { x: [50, 700], y: [50, 700], instantMs: [UNTIL_MS - DAY_MS, UNTIL_MS] };
    const settings = settingsOf(0.5);
    const bandwidth = kernelBandwidths(GROUND, SQUARES.length, settings, incidents);
    expect([...bandwidth]).toEqual([DEFAULT_RISK_PARAMETERS.bandwidthMeters, 0]);
    const shares = scoreShares({ ground: GROUND, settings, incidents, bandwidth, center: { x: 50, y: 50 }, asOfMs: UNTIL_MS });
    expect([...shares.row]).toEqual([0]);
    expect([...shares.inCell]).toEqual([1]);
    expect(() => scoreShares({ ground: GROUND, settings, incidents, bandwidth, center: { x: 700, y: 700 }, asOfMs: UNTIL_MS })).toThrow(
      RangeError,
    );
  });

  test('the even part of a rate is the uniform share of its group, and all of a group with too few incidents', () => {
    const many = 60;
    const model = fitRisk({
      squareId: SQUARES,
      cellMeters: SIDE,
      clock: createSlotClock('UTC'),
      untilMs: UNTIL_MS,
      historyDays: 400,
      incidents: {
        length: many + 3,
        x: new Float64Array(many + 3).fill(250),
        y: Float64Array.from({ length: many + 3 }, (_, i) => 150 + (i % 3) * 200),
        instantMs: Float64Array.from({ length: many + 3 }, (_, i) => UNTIL_MS - (399 - 6 * i) * DAY_MS),
        group: Uint8Array.from({ length: many + 3 }, (_, i) => (i < many ? 0 : 1)),
        hourKnown: new Uint8Array(many + 3).fill(1),
      },
    });
    const { uniformFraction } = DEFAULT_RISK_PARAMETERS;
    const level = (group: number) =>
      Array.from(SQUARES, (_, square) => model.ratesPerHour[square * model.groups + group]).reduce((a, b) => a + b, 0);
    const parts = rateParts(model, uniformFraction, 20);
    expect(parts[0].evenPerHour).toBeCloseTo((uniformFraction * level(0)) / SQUARES.length, 12);
    expect(parts[0].ratePerHour).toBeGreaterThan(parts[0].evenPerHour);
    expect(parts[1].evenPerHour).toBe(parts[1].ratePerHour);
    expect(parts[1].ratePerHour).toBeGreaterThan(0);
  });
});
