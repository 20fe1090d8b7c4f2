import { describe, expect, test } from 'vitest';
import { squareIdOf } from '../geo/lattice';
import { createSlotClock } from '../model/slot_clock';
import { seededRandom } from '../planning/seeded_random';
import { fitRisk } from './fit_risk';
import { addWeighted, weighOfficerIncidents } from './officer_exposure';
import { RISK_GROUPS, type RiskIncidents } from './risk_model';

describe('incidents found by patrols', () => {
  test('count inversely to the time patrols were there, an hour added', () => {
    // exposures 3600, 7200 and 14,400 s; mean 8400
    const { weight, notEstimable } = weighOfficerIncidents([0, 3600, 10_800]);
    expect([...weight]).toEqual([8400 / 3600, 8400 / 7200, 8400 / 14_400]);
    expect([...notEstimable]).toEqual([]);
  });

  test('count ten times at most, and the cells at the cap are named', () => {
    const seconds = [...Array.from({ length: 99 }, () => 360_000), 0];
    const { weight, notEstimable } = weighOfficerIncidents(seconds);
    expect(weight[99]).toBe(10);
    expect([...notEstimable]).toEqual([99]);
  });

  test('count one each where patrols are everywhere alike, and no time is below nothing', () => {
    expect([...weighOfficerIncidents([500, 500, 500]).weight]).toEqual([1, 1, 1]);
    expect(() => weighOfficerIncidents([1, -1])).toThrow(/cell 1/);
    expect(() => weighOfficerIncidents([Number.NaN])).toThrow(/cell 0/);
  });
});

test('what patrols found is put in among the calls by time, with its weight; calls count one each', () => {
  const columns = (instants: readonly number[], x: number): RiskIncidents => ({
    length: instants.length,
    x: new Float64Array(instants.length).fill(x),
    y: new Float64Array(instants.length),
    instantMs: Float64Array.from(instants),
    group: new Uint8Array(instants.length).fill(x),
    hourKnown: new Uint8Array(instants.length).fill(1),
  });
  const both = addWeighted(columns([10, 30, 50], 1), columns([5, 30, 60], 2), [0.5, 3, 10]);
  expect([...both.instantMs]).toEqual([5, 10, 30, 30, 50, 60]);
  expect([...both.x]).toEqual([2, 1, 1, 2, 1, 2]);
  expect([...both.group]).toEqual([2, 1, 1, 2, 1, 2]);
  expect([...(both.weight ?? [])]).toEqual([0.5, 1, 1, 3, 1, 10]);
});

// The urn of Ensign et al. 2018: two districts, ten balls each; every step a patrol of an hour goes to the district of a ball drawn, comes upon an incident there with the
// district's discovery rate, and each incident it came upon is one more ball of that district.
const DISCOVERY_RATES = [0.6, 0.4] as const;
const TRUE_SHARE = 0.6;
const STARTING_BALLS = 10;
const STEPS = 10_000;
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed + 1);
const PATROL_SECONDS = 3600;

interface UrnRun {
  /** Share of the first district at the end. */
  readonly share: number;
  readonly patrolSeconds: readonly number[];
  /** District and step of each find. */
  readonly found: readonly { readonly district: number; readonly step: number }[];
}

function runUrn(seed: number, weigh: (patrolSeconds: readonly number[]) => ArrayLike<number>): UrnRun {
  const random = seededRandom(seed);
  const balls = [STARTING_BALLS, STARTING_BALLS];
  const patrolSeconds = [0, 0];
  const found: { district: number; step: number }[] = [];
  const shareOfFirst = (): number => {
    const weight = weigh(patrolSeconds);
    const first = balls[0] * weight[0];
    return first / (first + balls[1] * weight[1]);
  };
  for (let step = 0; step < STEPS; step++) {
    const district = random() < shareOfFirst() ? 0 : 1;
    patrolSeconds[district] += PATROL_SECONDS;
    if (random() >= DISCOVERY_RATES[district]) continue;
    balls[district]++;
    found.push({ district, step });
  }
  return { share: shareOfFirst(), patrolSeconds, found };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const errorsOf = (weigh: (patrolSeconds: readonly number[]) => ArrayLike<number>) =>
  SEEDS.map((seed) => Math.abs(runUrn(seed, weigh).share - TRUE_SHARE));

describe('the feedback loop of patrols that look where patrols found', () => {
  test('runs away when finds count as they come: more than 0.15 off the true share', () => {
    expect(mean(errorsOf(() => [1, 1]))).toBeGreaterThan(0.15);
  });

  test('is broken by the exposure weights: 0.01 off on average, 0.02 at most in 47 of 50 runs', () => {
    const errors = errorsOf((patrolSeconds) => weighOfficerIncidents(patrolSeconds).weight);
    expect(mean(errors)).toBeLessThanOrEqual(0.01);
    expect(errors.filter((error) => error <= 0.02).length).toBeGreaterThanOrEqual(47);
  });

  test('is broken in the risk that is fitted, too', () => {
    const squareId = Float64Array.of(squareIdOf(0, 0), squareIdOf(40, 0));
    const startMs = Date.parse('2025-01-01T00:00Z');
    const fitted = (run: UrnRun, weight: ArrayLike<number>) => {
      const length = run.found.length;
      const model = fitRisk({
        squareId,
        cellMeters: 100,
        incidents: {
          length,
          x: Float64Array.from(run.found, ({ district }) => district * 4000 + 50),
          y: new Float64Array(length).fill(50),
          instantMs: Float64Array.from(run.found, ({ step }) => startMs + step * 1000 * PATROL_SECONDS),
          group: new Uint8Array(length),
          hourKnown: new Uint8Array(length).fill(1),
          weight: Float64Array.from(run.found, ({ district }) => weight[district]),
        },
        clock: createSlotClock('UTC'),
        untilMs: startMs + STEPS * 1000 * PATROL_SECONDS,
        historyDays: (STEPS * PATROL_SECONDS) / 86_400,
        // all of the history counts alike, as the patrol-seconds do
        parameters: { halfLifeDays: 1e6, kernelHalfLifeDays: 1e6, uniformFraction: 0 },
      });
      return model.ratesPerHour[0] / (model.ratesPerHour[0] + model.ratesPerHour[RISK_GROUPS]);
    };
    const run = runUrn(3, (patrolSeconds) => weighOfficerIncidents(patrolSeconds).weight);
    expect(Math.abs(fitted(run, weighOfficerIncidents(run.patrolSeconds).weight) - TRUE_SHARE)).toBeLessThanOrEqual(0.02);
    const runaway = runUrn(3, () => [1, 1]);
    expect(fitted(runaway, [1, 1])).toBeGreaterThan(TRUE_SHARE + 0.15);
  });
});
