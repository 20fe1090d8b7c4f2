import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledger, MINUTE, MONDAY_8 } from './ledger_fixture';
import { visitsOf } from './visits';
import { gapsBetweenVisits, waitingOfGaps } from './waiting';

describe('waiting', () => {
  test('a visit every hour makes half an hour of waiting, nine of ten wait at most 54 minutes', () => {
    const waiting = waitingOfGaps([3_600_000, 3_600_000, 3_600_000], 3 * 3_600_000);
    expect(waiting.meanSeconds).toBe(1800);
    expect(waiting.percentile90Seconds).toBeCloseTo(3240, 9);
    expect(waiting.worstSeconds).toBe(3600);
  });

  test('uneven gaps make longer waiting than even ones', () => {
    // (1² + 3²)/(2·4) h against (2² + 2²)/(2·4) h
    expect(waitingOfGaps([3_600_000, 3 * 3_600_000], 4 * 3_600_000).meanSeconds).toBe(1.25 * 3600);
    expect(waitingOfGaps([2 * 3_600_000, 2 * 3_600_000], 4 * 3_600_000).meanSeconds).toBe(3600);
  });

  test('nobody waits where somebody always is', () => {
    expect(waitingOfGaps([], 3_600_000)).toEqual({ meanSeconds: 0, percentile90Seconds: 0, worstSeconds: 0 });
  });

  test('with gaps in less than a tenth of the window nine of ten do not wait at all', () => {
    expect(waitingOfGaps([360_000 - 1], 3_600_000).percentile90Seconds).toBe(0);
  });

  test('mean and percentile are those of arrivals at every second', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 8 }), fc.integer({ min: 0, max: 500 }), (gaps, visited) => {
        const windowSeconds = gaps.reduce((sum, gap) => sum + gap, visited) + 1;
        const waits = [
          ...gaps.flatMap((gap) => Array.from({ length: gap }, (_, s) => gap - s - 0.5)),
          ...Array.from({ length: visited + 1 }, () => 0),
        ].sort((a, b) => a - b);
        const waiting = waitingOfGaps(
          gaps.map((gap) => gap * 1000),
          windowSeconds * 1000,
        );
        expect(waiting.meanSeconds).toBeCloseTo(waits.reduce((sum, wait) => sum + wait, 0) / waits.length, 9);
        // arrivals in the middle of each second: the percentile is known to a second
        expect(Math.abs(waiting.percentile90Seconds - waits[Math.ceil(0.9 * waits.length) - 1])).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('gaps between visits', () => {
  const window = { fromMs: MONDAY_8, toMs: MONDAY_8 + 60 * MINUTE };
  const minutes = (rows: Parameters<typeof ledger>[0], square = 1) =>
    [
      ...gapsBetweenVisits(
        visitsOf(ledger(rows), () => 1),
        square,
        window,
      ),
    ].map((gap) => gap / MINUTE);

  test('they are what is left of the window, its ends included', () => {
    expect(
      minutes([
        { from: 10, to: 15 },
        { from: 40, to: 41 },
      ]),
    ).toEqual([10, 25, 19]);
  });

  test('visits that reach over the ends of the window leave no gap there', () => {
    expect(
      minutes([
        { from: -5, to: 20 },
        { from: 50, to: 70 },
      ]),
    ).toEqual([30]);
  });

  test('where nobody came the gap is the whole window', () => {
    expect(minutes([{ square: 2, from: 10, to: 15 }])).toEqual([60]);
    expect(minutes([])).toEqual([60]);
  });
});
