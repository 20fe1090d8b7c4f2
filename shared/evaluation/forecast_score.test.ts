import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrationByDecile, scoreForecast } from './forecast_score';

describe('scoring a forecast', () => {
  test('counts what was flagged and hit, what was expected there, and the Poisson log score by hand', () => {
    const score = scoreForecast({
      expectedByCell: [0.5, 2, 0.25, 0.25],
      flagged: Int32Array.of(1),
      eventsByCell: [1, 3, 0, 0],
      elsewhere: 2,
      flagsAny: false,
    });
    expect(score).toMatchObject({ hits: 3, events: 6, mostPossible: 3, expected: 3, expectedHits: 2, placed: 4 });
    expect(score.logScore).toBeCloseTo((Math.log(0.5) + 3 * Math.log(2) - 3) / 4, 12);
  });

  test('that flags any cell alike hits what a draw of cells would', () => {
    const score = scoreForecast({
      expectedByCell: [1, 1, 1, 1],
      flagged: Int32Array.of(0),
      eventsByCell: [4, 0, 0, 0],
      elsewhere: 1,
      flagsAny: true,
    });
    expect(score.hits).toBe(1);
  });

  test('without any incident still loses what it expected', () => {
    const score = scoreForecast({
      expectedByCell: [1, 2],
      flagged: Int32Array.of(1),
      eventsByCell: [0, 0],
      elsewhere: 0,
      flagsAny: false,
    });
    expect(score).toMatchObject({ logScore: -3, placed: 0, events: 0 });
  });

  test('refuses cells of another ground', () => {
    expect(() =>
      scoreForecast({ expectedByCell: [1], flagged: Int32Array.of(0), eventsByCell: [1, 2], elsewhere: 0, flagsAny: false }),
    ).toThrow(RangeError);
  });
});

describe('calibration by tenths', () => {
  test('ranks cells by what is expected: twenty cells make tenths of two', () => {
    const expected = Array.from({ length: 20 }, (_, i) => ((i * 7) % 20) + 1);
    const observed = expected.map((value) => value * 10);
    const { decileExpected, decileObserved } = calibrationByDecile(expected, observed);
    expect([...decileExpected]).toEqual([3, 7, 11, 15, 19, 23, 27, 31, 35, 39]);
    expect([...decileObserved]).toEqual([...decileExpected].map((value) => value * 10));
  });

  test('keeps every expected and observed incident, however the cells are ordered', () => {
    const cell = fc.record({ expected: fc.integer({ min: 0, max: 6 }), events: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 60 }), (cells) => {
        const told = (list: typeof cells) =>
          calibrationByDecile(
            list.map((each) => each.expected),
            list.map((each) => each.events),
          );
        const straight = told(cells);
        const turned = told([...cells].reverse());
        const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
        // sums of halves and tenths: rounding only
        expect(sum(straight.decileExpected)).toBeCloseTo(
          cells.reduce((total, each) => total + each.expected, 0),
          9,
        );
        expect(sum(straight.decileObserved)).toBeCloseTo(
          cells.reduce((total, each) => total + each.events, 0),
          9,
        );
        straight.decileObserved.forEach((value, part) => expect(turned.decileObserved[part]).toBeCloseTo(value, 9));
      }),
    );
  });
});
