import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DUTIES } from '../model/evidence';
import { modeCodeOf } from '../model/patrol_mode';
import { deriveRecords } from './derive_records';
import { allocateIntervals, type PresenceIntervals } from './presence_intervals';
import { visitsOf } from './visits';

interface Row {
  squareId: number;
  startMs: number;
  endMs: number;
  unitId: number;
  mode: number;
  seenOnly: number;
  duty?: number;
}

function ledgerOf(rows: readonly Row[]): PresenceIntervals {
  const ledger = allocateIntervals(rows.length);
  rows.forEach((row, i) => {
    ledger.squareId[i] = row.squareId;
    ledger.startMs[i] = row.startMs;
    ledger.endMs[i] = row.endMs;
    ledger.unitId[i] = row.unitId;
    ledger.mode[i] = row.mode;
    ledger.seenOnly[i] = row.seenOnly;
    ledger.duty[i] = row.duty ?? 0;
  });
  return ledger;
}

const HOUR_MS = 3_600_000;
const vehicle = modeCodeOf('vehicle');
const foot = modeCodeOf('foot');

const anyRow = fc
  .record({
    squareId: fc.integer({ min: 1, max: 3 }),
    startMs: fc.integer({ min: 0, max: 3 * HOUR_MS }),
    lengthMs: fc.integer({ min: 1, max: HOUR_MS }),
    unitId: fc.integer({ min: 1, max: 4 }),
    mode: fc.integer({ min: 0, max: 4 }),
    seenOnly: fc.integer({ min: 0, max: 1 }),
  })
  .map(({ lengthMs, ...row }) => ({ ...row, endMs: row.startMs + lengthMs }));

describe('what is derived from the ledger', () => {
  test('by hand: two cars overlap in an hour, one goes on into the next, a foot team sees the square', () => {
    const { visits, hours } = deriveRecords(
      ledgerOf([
        { squareId: 7, startMs: 0, endMs: 600_000, unitId: 1, mode: vehicle, seenOnly: 0 },
        { squareId: 7, startMs: 300_000, endMs: 900_000, unitId: 2, mode: vehicle, seenOnly: 0 },
        { squareId: 7, startMs: 1_020_000, endMs: 1_080_000, unitId: 3, mode: foot, seenOnly: 1 },
        { squareId: 7, startMs: HOUR_MS - 60_000, endMs: HOUR_MS + 30_000, unitId: 1, mode: vehicle, seenOnly: 0 },
      ]),
    );
    expect([...visits.startMs]).toEqual([0, HOUR_MS - 60_000]);
    expect([...visits.endMs]).toEqual([1_080_000, HOUR_MS + 30_000]);
    expect(visits.secondsByMode[vehicle]).toBe(900);
    expect(visits.secondsByMode[foot]).toBe(60);
    const table = Array.from(hours.hourMs, (hourMs, i) => [
      hourMs,
      hours.mode[i],
      hours.unitSeconds[i],
      hours.patrolSeconds[i],
      hours.seenSeconds[i],
    ]);
    expect(table).toEqual([
      [0, vehicle, 1260, 960, 960],
      [0, foot, 0, 0, 60],
      [HOUR_MS, vehicle, 30, 30, 30],
    ]);
  });

  test('leaves out time on a call and at the base', () => {
    const { visits, hours } = deriveRecords(
      ledgerOf([{ squareId: 7, startMs: 0, endMs: 600_000, unitId: 1, mode: vehicle, seenOnly: 0, duty: DUTIES.indexOf('base') }]),
    );
    expect(visits.length).toBe(0);
    expect(hours.length).toBe(0);
  });

  test('has the visits of the coverage figures, conserves unit time, and never has a union above its sum', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (rows) => {
        const ledger = ledgerOf(rows);
        const { visits, hours } = deriveRecords(ledger);
        const reference = visitsOf(ledger, () => 1);
        expect([...visits.squareId]).toEqual([...reference.squareId]);
        expect([...visits.startMs]).toEqual([...reference.startMs]);
        expect([...visits.endMs]).toEqual([...reference.endMs]);
        const presentMs = rows.filter((row) => row.seenOnly === 0).reduce((sum, row) => sum + row.endMs - row.startMs, 0);
        const unitSeconds = hours.unitSeconds.reduce((sum, seconds) => sum + seconds, 0);
        // Float32 keeps seven digits of each hour's sum.
        expect(Math.abs(unitSeconds - presentMs / 1000)).toBeLessThan(1e-6 * presentMs + 0.01);
        for (let i = 0; i < hours.length; i++) {
          expect(hours.patrolSeconds[i]).toBeLessThanOrEqual(hours.unitSeconds[i]);
          expect(hours.patrolSeconds[i]).toBeLessThanOrEqual(hours.seenSeconds[i]);
          expect(hours.seenSeconds[i]).toBeLessThanOrEqual(3600);
        }
      }),
    );
  });

  test('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 20 }), (rows) => {
        const forward = deriveRecords(ledgerOf(rows));
        const backward = deriveRecords(ledgerOf(rows.toReversed()));
        expect(backward.visits).toEqual(forward.visits);
        expect([...backward.hours.hourMs]).toEqual([...forward.hours.hourMs]);
      }),
    );
  });
});
