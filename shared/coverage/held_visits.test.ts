import { expect, test } from 'vitest';
import { DEFAULT_STANDARDS } from '../model/standard';
import { heldVisits } from './held_visits';
import { ledger, MINUTE, MONDAY_8 } from './ledger_fixture';

const window = { fromMs: MONDAY_8, toMs: MONDAY_8 + 60 * MINUTE };

test('a visit names its units and modes, its weighted dwell and its hold', () => {
  const [[visit, ...others]] = heldVisits({
    intervals: ledger([
      { from: 0, to: 2, unit: 9 },
      { from: 2, to: 4, unit: 4, mode: 'foot' },
      { from: 3, to: 4, unit: 9, duty: 'dispatch' },
    ]),
    squareId: Float64Array.of(1),
    standardOf: () => DEFAULT_STANDARDS.red,
    window,
  });
  // 2 + 1.5·2 = 5 of 10 minutes: a quarter of an hour
  expect(visit).toEqual({
    startMs: MONDAY_8,
    endMs: MONDAY_8 + 4 * MINUTE,
    dwellSeconds: 300,
    holdSeconds: 900,
    unitIds: [4, 9],
    modes: ['vehicle', 'foot'],
  });
  expect(others).toEqual([]);
});

test('each square has its own standard, and what the window does not see is left out', () => {
  const visits = heldVisits({
    intervals: ledger([
      { square: 1, from: 0, to: 10, mode: 'drone' },
      { square: 2, from: 0, to: 10, mode: 'drone' },
      { square: 2, from: 58, to: 65, mode: 'vehicle' },
      { square: 2, from: 70, to: 75 },
    ]),
    squareId: Float64Array.of(1, 2, 3),
    standardOf: (square) => (square === 0 ? DEFAULT_STANDARDS.red : DEFAULT_STANDARDS.blue),
    window,
  });
  expect(visits.map((list) => list.map((visit) => visit.dwellSeconds))).toEqual([[], [300, 120], []]);
});
