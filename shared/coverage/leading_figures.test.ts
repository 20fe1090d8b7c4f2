import { describe, expect, test } from 'vitest';
import { highRiskCoverage, patrolReachRate, riskWeightedCoverage, visiblePresenceRate } from './leading_figures';
import { ledger, MINUTE, MONDAY_8, SHANGHAI, type Row } from './ledger_fixture';

/** Squares 1, 2, … of one tier each. */
const squaresOf = (...tiers: number[]) => ({
  squareId: Float64Array.from(tiers, (_, i) => i + 1),
  tierByBand: Uint8Array.from(tiers.flatMap((tier) => Array.from({ length: 6 }, () => tier))),
});

function seenRate(rows: readonly Row[], fromMinute: number, toMinute: number, squares = squaresOf(0)) {
  return visiblePresenceRate({
    squares,
    intervals: ledger(rows),
    window: { fromMs: MONDAY_8 + fromMinute * MINUTE, toMs: MONDAY_8 + toMinute * MINUTE },
    clock: SHANGHAI,
  });
}

describe('visible-presence rate', () => {
  test('an hour counts as seen from three minutes on, in pieces too', () => {
    expect(
      seenRate(
        [
          { from: 0, to: 2 },
          { from: 30, to: 31 },
        ],
        0,
        120,
      ),
    ).toBe(0.5);
    expect(seenRate([{ from: 0, to: 2.9 }], 0, 120)).toBe(0);
  });

  test('three minutes across the full hour are seen in neither hour', () => {
    expect(seenRate([{ from: 58.5, to: 61.5 }], 0, 120)).toBe(0);
  });

  test('the same minute of two units counts once', () => {
    expect(
      seenRate(
        [
          { from: 0, to: 2, unit: 1 },
          { from: 0.5, to: 2.5, unit: 2 },
        ],
        0,
        60,
      ),
    ).toBe(0);
  });

  test('red and orange squares count, yellow and blue do not', () => {
    expect(seenRate([{ square: 2, from: 0, to: 5 }], 0, 60, squaresOf(0, 1, 2, 3))).toBe(0.5);
    expect(seenRate([{ from: 0, to: 60 }], 0, 60, squaresOf(2, 3))).toBeUndefined();
  });

  test('a square counts only in the shifts in which it is red or orange', () => {
    const squares = { squareId: Float64Array.of(1), tierByBand: Uint8Array.from([3, 0, 3, 3, 3, 3]) };
    // 15:00-17:00: red until 16:00
    expect(seenRate([{ from: 420, to: 430 }], 420, 540, squares)).toBe(1);
  });

  test('drones, volunteers and units on a call are not a visible patrol; sight from next door is', () => {
    expect(seenRate([{ from: 0, to: 60, mode: 'drone' }], 0, 60)).toBe(0);
    expect(seenRate([{ from: 0, to: 60, kind: 'volunteer' }], 0, 60)).toBe(0);
    expect(seenRate([{ from: 0, to: 60, duty: 'dispatch' }], 0, 60)).toBe(0);
    expect(seenRate([{ from: 0, to: 60, mode: 'foot', seenOnly: 1 }], 0, 60)).toBe(1);
  });

  test('the two minutes a window leaves of an hour are not held against anybody', () => {
    expect(seenRate([{ from: 0, to: 60 }], 0, 62)).toBe(1);
  });
});

describe('patrol-reach rate', () => {
  const incidents = [
    { source: 'citizen', seconds: 100 },
    { source: 'citizen', seconds: 400 },
    { source: 'citizen', seconds: 180 },
    { source: 'officer', seconds: 0 },
  ] as const;

  test('of the calls the share with a patrol within reach, what patrols found themselves apart', () => {
    expect(patrolReachRate(incidents, (incident) => incident.seconds <= 180)).toEqual({
      rate: 2 / 3,
      calls: 3,
      reached: 2,
      foundByPatrols: 1,
    });
  });

  test('without calls there is no rate', () => {
    expect(patrolReachRate(incidents.slice(3), () => true).rate).toBeUndefined();
  });
});

test('high-risk coverage is the covered share of red and orange square-time', () => {
  const totals = { tierMs: Float64Array.of(100, 300, 1000, 5000), tierCoveredMs: Float64Array.of(50, 150, 0, 5000) };
  expect(highRiskCoverage(totals)).toBe(0.5);
  expect(highRiskCoverage({ tierMs: new Float64Array(4), tierCoveredMs: new Float64Array(4) })).toBeUndefined();
});

test('risk-weighted coverage is what is left of one when the gap is taken off', () => {
  expect(riskWeightedCoverage({ expectedIncidents: 8, gapIncidents: 2 })).toBe(0.75);
  expect(riskWeightedCoverage({ expectedIncidents: 0, gapIncidents: 0 })).toBeUndefined();
});
