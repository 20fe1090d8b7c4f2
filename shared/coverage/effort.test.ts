import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { effortByMode } from './effort';
import { allocateIntervals, takeIntervals, type PresenceIntervals } from './presence_intervals';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY = { fromMs: 0, toMs: 24 * HOUR_MS };
const [VEHICLE, FOOT, DRONE] = [0, 2, 3];

interface Row {
  readonly unit: number;
  readonly mode: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly duty?: number;
  readonly seenOnly?: number;
}

function ledgerOf(rows: readonly Row[]): PresenceIntervals {
  const ledger = allocateIntervals(rows.length);
  rows.forEach((row, i) => {
    ledger.squareId[i] = i;
    ledger.unitId[i] = row.unit;
    ledger.mode[i] = row.mode;
    ledger.startMs[i] = row.fromMs;
    ledger.endMs[i] = row.toMs;
    ledger.duty[i] = row.duty ?? 0;
    ledger.seenOnly[i] = row.seenOnly ?? 0;
  });
  return ledger;
}

test('turns, heads and flights of a day, counted by hand', () => {
  const ledger = ledgerOf([
    // a car with two aboard: out in the morning with a meal between, and again in the evening
    { unit: 1, mode: VEHICLE, fromMs: 8 * HOUR_MS, toMs: 11 * HOUR_MS },
    { unit: 1, mode: VEHICLE, fromMs: 12 * HOUR_MS, toMs: 14 * HOUR_MS },
    { unit: 1, mode: VEHICLE, fromMs: 19 * HOUR_MS, toMs: 20 * HOUR_MS },
    // another, out since the evening before
    { unit: 2, mode: VEHICLE, fromMs: -2 * HOUR_MS, toMs: 2 * HOUR_MS },
    // on a call, and only in sight: no patrol there
    { unit: 1, mode: VEHICLE, fromMs: 15 * HOUR_MS, toMs: 16 * HOUR_MS, duty: 1 },
    { unit: 2, mode: VEHICLE, fromMs: 9 * HOUR_MS, toMs: 10 * HOUR_MS, seenOnly: 1 },
    // three on foot
    { unit: 3, mode: FOOT, fromMs: 9 * HOUR_MS, toMs: 10 * HOUR_MS },
    // two flights, six minutes apart, the second with a gap of four minutes
    { unit: 4, mode: DRONE, fromMs: 600 * MINUTE_MS, toMs: 620 * MINUTE_MS },
    { unit: 4, mode: DRONE, fromMs: 626 * MINUTE_MS, toMs: 630 * MINUTE_MS },
    { unit: 4, mode: DRONE, fromMs: 634 * MINUTE_MS, toMs: 640 * MINUTE_MS },
  ]);
  const crew = new Map([
    [1, 2],
    [2, 2],
    [3, 3],
    [4, 1],
  ]);
  expect(effortByMode(ledger, DAY, (unit) => crew.get(unit) ?? 0)).toEqual([
    { mode: 'vehicle', turns: 3, heads: 6, units: 2, unitSeconds: 8 * 3600 },
    { mode: 'foot', turns: 1, heads: 3, units: 1, unitSeconds: 3600 },
    { mode: 'drone', turns: 2, heads: 2, units: 1, unitSeconds: 30 * 60 },
  ]);
});

const rowArbitrary = fc
  .record({
    unit: fc.integer({ min: 1, max: 3 }),
    mode: fc.constantFrom(VEHICLE, FOOT, DRONE),
    from: fc.integer({ min: -300, max: 1700 }),
    minutes: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ unit, mode, from, minutes }): Row => ({ unit, mode, fromMs: from * MINUTE_MS, toMs: (from + minutes) * MINUTE_MS }));

test('the order of rows changes nothing, and unit-seconds of two halves are those of the whole', () => {
  fc.assert(
    fc.property(fc.array(rowArbitrary, { maxLength: 20 }), fc.integer({ min: 1, max: 1439 }), fc.integer(), (rows, cutMinute, seed) => {
      const ledger = ledgerOf(rows);
      const order = [...rows.keys()].sort((a, b) => ((a * 7919 + seed) % 13) - ((b * 7919 + seed) % 13));
      const whole = effortByMode(ledger, DAY, () => 2);
      expect(effortByMode(takeIntervals(ledger, order), DAY, () => 2)).toEqual(whole);
      const halves = [
        { fromMs: 0, toMs: cutMinute * MINUTE_MS },
        { fromMs: cutMinute * MINUTE_MS, toMs: DAY.toMs },
      ].flatMap((half) => effortByMode(ledger, half, () => 2));
      for (const { mode, unitSeconds, turns, heads } of whole) {
        const parts = halves.filter((half) => half.mode === mode);
        expect(parts.reduce((sum, half) => sum + half.unitSeconds, 0)).toBe(unitSeconds);
        expect(parts.reduce((sum, half) => sum + half.turns, 0)).toBeGreaterThanOrEqual(turns);
        expect(heads).toBe(2 * turns);
      }
    }),
  );
});
