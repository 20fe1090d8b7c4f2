import { describe, expect, test } from 'vitest';
import { scoreForecast } from './forecast_score';
import { poolCalibration, poolScorecard, type ScorecardEntry } from './scorecard';

const DAY_MS = 86_400_000;

/** A hundred squares; the first is flagged, `hit` of `events` incidents fall in it and the rest in the last. */
function entryOf(model: string, day: number, hit: number, events: number, change: Partial<ScorecardEntry> = {}): ScorecardEntry {
  const eventsByCell = new Float64Array(100);
  eventsByCell[0] = hit;
  eventsByCell[99] = events - hit;
  const score = scoreForecast({
    expectedByCell: Float64Array.from({ length: 100 }, (_, cell) => (cell === 0 ? 2 : 0.02)),
    flagged: Int32Array.of(0),
    eventsByCell,
    elsewhere: 0,
    flagsAny: false,
  });
  return {
    ...score,
    model,
    inForce: model === 'default',
    window: { fromMs: day * DAY_MS },
    squares: 100,
    cellMeters: 100,
    flagged: 1,
    ...change,
  };
}

describe('the scorecard', () => {
  test('pools sums, never means of ratios, and compares models on the origins both have', () => {
    const card = poolScorecard([
      entryOf('last-year', 0, 1, 4),
      entryOf('default', 0, 2, 4),
      entryOf('last-year', 1, 3, 10),
      entryOf('default', 1, 4, 10),
      entryOf('default', 2, 0, 0),
    ]);
    const [lastYear, inForce] = card?.models ?? [];
    expect(card?.areaFraction).toBe(0.01);
    expect(inForce.pooled).toMatchObject({ hits: 6, events: 14, origins: 3 });
    expect(inForce.pooled.hitRate).toBeCloseTo(6 / 14, 12);
    expect(lastYear.pooled.hitRate).toBeCloseTo(4 / 14, 12);
    expect(inForce.expectedOverObserved).toBeCloseTo(6 / 6, 12);
    expect(inForce.againstInForce).toBeUndefined();
    // PAI by origin 25 and 30 against 50 and 40: differences −25 and −10
    expect(lastYear.againstInForce?.meanDifference).toBeCloseTo(-17.5, 9);
    expect(lastYear.againstInForce?.standardError).toBeCloseTo(7.5, 9);
  });

  test('leaves out what was flagged on another ground, and says how many origins that were', () => {
    const card = poolScorecard([entryOf('default', 0, 4, 4, { squares: 200 }), entryOf('default', 1, 1, 4)]);
    expect(card?.otherGroundOrigins).toBe(1);
    expect(card?.models[0]?.pooled.events).toBe(4);
    expect(poolScorecard([])).toBeUndefined();
  });

  test('the log score of the pool is what one forecast over all windows would have', () => {
    const entries = [entryOf('default', 0, 2, 4), entryOf('default', 1, 0, 0), entryOf('default', 2, 1, 1)];
    const together = Math.log(2) * 3 + Math.log(0.02) * 2 - 3 * (2 + 99 * 0.02);
    expect(poolScorecard(entries)?.models[0]?.logScore).toBeCloseTo(together / 5, 9);
  });

  test('calibration sums tenths over origins, with an interval by their spread', () => {
    const deciles = poolCalibration([entryOf('default', 0, 2, 4), entryOf('default', 1, 4, 4)]);
    expect(deciles).toHaveLength(10);
    expect(deciles[9].expected).toBeCloseTo(2 * (2 + 9 * 0.02), 9);
    // 99 squares expect alike and share the two incidents that fell outside the flagged one
    expect(deciles[9].observed).toBeCloseTo(6 + (2 * 9) / 99, 9);
    const spread = Math.sqrt(2) * (4 - (2 + (2 * 9) / 99)) * Math.SQRT1_2;
    expect(deciles[9].interval?.[1]).toBeCloseTo(deciles[9].observed + 1.959963984540054 * spread, 9);
    expect(poolCalibration([entryOf('default', 0, 2, 4)])[0]?.interval).toBeUndefined();
    expect(poolCalibration([])).toEqual([]);
  });
});
