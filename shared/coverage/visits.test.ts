import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateIntervals, takeIntervals, type PresenceIntervals } from './presence_intervals';
import { visitsOf, type Visits } from './visits';

type Row = readonly [squareId: number, startSeconds: number, endSeconds: number, unitId?: number, mode?: number];

function ledger(rows: readonly Row[]): PresenceIntervals {
  const intervals = allocateIntervals(rows.length);
  rows.forEach(([squareId, start, end, unitId = 1, mode = 0], i) => {
    intervals.squareId[i] = squareId;
    intervals.startMs[i] = start * 1000;
    intervals.endMs[i] = end * 1000;
    intervals.unitId[i] = unitId;
    intervals.mode[i] = mode;
  });
  return intervals;
}

const seconds = (visits: Visits) =>
  Array.from({ length: visits.length }, (_, v) => [
    visits.squareId[v],
    visits.startMs[v] / 1000,
    visits.endMs[v] / 1000,
    visits.dwellSeconds[v],
    visits.unitCount[v],
  ]);
const everything = () => 1;

describe('visits', () => {
  test('an interruption of 120 s is part of the visit but adds no dwell', () => {
    expect(
      seconds(
        visitsOf(
          ledger([
            [5, 0, 60],
            [5, 180, 200],
          ]),
          everything,
        ),
      ),
    ).toEqual([[5, 0, 200, 80, 1]]);
  });

  test('a longer interruption makes two visits', () => {
    expect(
      seconds(
        visitsOf(
          ledger([
            [5, 0, 60],
            [5, 180.001, 200],
          ]),
          everything,
        ),
      ),
    ).toEqual([
      [5, 0, 60, 60, 1],
      [5, 180.001, 200, expect.closeTo(19.999, 4), 1],
    ]);
  });

  test('two units at once count the time once', () => {
    expect(
      seconds(
        visitsOf(
          ledger([
            [5, 0, 100, 1],
            [5, 50, 150, 2],
          ]),
          everything,
        ),
      ),
    ).toEqual([[5, 0, 150, 150, 2]]);
  });

  test('of the weights present at once the largest counts', () => {
    // foot 1.5 over 40-60, car 1 over the rest of 0-100: 80 + 30
    const weights = [1, 1, 1.5];
    expect(
      seconds(
        visitsOf(
          ledger([
            [5, 0, 100, 1, 0],
            [5, 40, 60, 2, 2],
          ]),
          ({ mode }) => weights[mode] ?? 0,
        ),
      ),
    ).toEqual([[5, 0, 100, 110, 2]]);
  });

  test('what is not accepted neither counts nor bridges an interruption', () => {
    const rows = ledger([
      [5, 0, 60, 1, 0],
      [5, 60, 300, 2, 3],
      [5, 300, 360, 1, 0],
    ]);
    expect(seconds(visitsOf(rows, ({ mode }) => (mode === 3 ? 0 : 1)))).toEqual([
      [5, 0, 60, 60, 1],
      [5, 300, 360, 60, 1],
    ]);
  });

  test('a long visit inside which a short row ends goes on to its own end', () => {
    expect(
      seconds(
        visitsOf(
          ledger([
            [5, 0, 1000, 1],
            [5, 10, 20, 2],
            [5, 1100, 1200, 2],
          ]),
          everything,
        ),
      ),
    ).toEqual([[5, 0, 1200, 1100, 2]]);
  });

  test('visits come by square, then by start', () => {
    expect(
      seconds(
        visitsOf(
          ledger([
            [9, 500, 600],
            [5, 900, 950],
            [9, 0, 10],
            [5, 0, 10],
          ]),
          everything,
        ),
      ).map((v) => v.slice(0, 2)),
    ).toEqual([
      [5, 0],
      [5, 900],
      [9, 0],
      [9, 500],
    ]);
  });

  const row = fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 0, max: 2000 }),
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 0, max: 2 }),
  );
  const rows = fc.array(
    row.map(([square, start, length, unit, mode]): Row => [square, start, start + length, unit, mode]),
    { maxLength: 30 },
  );

  test('the order of the rows and their repetition change no bit', () => {
    fc.assert(
      fc.property(
        rows.chain((r) =>
          fc.tuple(
            fc.constant(r),
            fc.shuffledSubarray(
              r.map((_, i) => i),
              { minLength: r.length },
            ),
          ),
        ),
        ([someRows, order]) => {
          const weights = ({ mode }: { mode: number }) => [1, 0.3, 1.5][mode] ?? 0;
          const intervals = ledger(someRows);
          expect(visitsOf(takeIntervals(intervals, [...order, ...order]), weights)).toEqual(visitsOf(intervals, weights));
        },
      ),
    );
  });

  test('dwell of weight 1 is the union: never above the sum, never above the visit, equal to a count of seconds', () => {
    fc.assert(
      fc.property(rows, (someRows) => {
        const visits = visitsOf(ledger(someRows), everything);
        for (const square of [1, 2, 3]) {
          const present = new Set<number>();
          let sum = 0;
          for (const [id, start, end] of someRows) {
            if (id !== square) continue;
            sum += end - start;
            for (let s = start; s < end; s++) present.add(s);
          }
          let dwell = 0;
          for (let v = 0; v < visits.length; v++) {
            if (visits.squareId[v] !== square) continue;
            dwell += visits.dwellSeconds[v];
            expect(visits.dwellSeconds[v] * 1000).toBeLessThanOrEqual(visits.endMs[v] - visits.startMs[v]);
          }
          expect(dwell).toBe(present.size);
          expect(dwell).toBeLessThanOrEqual(sum);
        }
      }),
    );
  });
});
