import { expect, test } from 'vitest';
import { DEFAULT_STANDARDS } from '../model/standard';
import { ledger, MINUTE, MONDAY_8, type Row } from './ledger_fixture';
import { placeVisits } from './place_visits';

const at = (minute: number) => MONDAY_8 + minute * MINUTE;
const market = { squares: new Set([1, 2]), dwellSeconds: 600 };
const visitsOf = (rows: readonly Row[]) => placeVisits(market, DEFAULT_STANDARDS.red, ledger(rows), { fromMs: at(0), toMs: at(480) });

test('a visit counts when it lasted long enough and the whole footprint was seen', () => {
  expect(
    visitsOf([
      { from: 0, to: 6 },
      { square: 2, from: 6, to: 10 },
    ]),
  ).toEqual([{ startMs: at(0), endMs: at(10), dwellSeconds: 600, seenFraction: 1, counts: true }]);
  expect(visitsOf([{ from: 0, to: 30 }])).toMatchObject([{ dwellSeconds: 1800, seenFraction: 0.5, counts: false }]);
  expect(
    visitsOf([
      { from: 0, to: 4 },
      { square: 2, from: 4, to: 8 },
    ]),
  ).toMatchObject([{ seenFraction: 1, counts: false }]);
});

test('an interruption of two minutes is one visit, a longer one two; the same minute counts once, with the larger weight', () => {
  expect(
    visitsOf([
      { from: 0, to: 5 },
      { square: 2, from: 7, to: 12 },
    ]),
  ).toMatchObject([{ dwellSeconds: 600, counts: true }]);
  expect(
    visitsOf([
      { from: 0, to: 5 },
      { square: 2, from: 7.1, to: 12 },
    ]).map(({ counts }) => counts),
  ).toEqual([false, false]);
  expect(
    visitsOf([
      { from: 0, to: 10 },
      { square: 2, unit: 2, mode: 'foot', from: 0, to: 4 },
    ]),
  ).toMatchObject([{ dwellSeconds: 240 * 1.5 + 360 }]);
});

test('drones, volunteers and declared posts do not count where the standard does not accept them, and nothing outside the day does', () => {
  expect(visitsOf([{ from: 0, to: 60, mode: 'drone' }])).toEqual([]);
  expect(visitsOf([{ from: 0, to: 60, kind: 'volunteer' }])).toEqual([]);
  expect(visitsOf([{ from: 0, to: 60, mode: 'post', evidence: 'declared' }])).toEqual([]);
  expect(visitsOf([{ from: -60, to: 2 }])).toMatchObject([{ startMs: at(0), dwellSeconds: 120 }]);
});
