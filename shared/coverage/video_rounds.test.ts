import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DUTIES } from '../model/evidence';
import { creditVideoRounds, withoutHoles, type VideoRound } from './video_rounds';

const DESK = { unitId: 9, kind: 'sworn' } as const;

function rowsOf(rounds: readonly VideoRound[]) {
  const rows = creditVideoRounds(DESK, rounds);
  return Array.from({ length: rows.length }, (_, i) => ({
    square: rows.squareId[i],
    from: rows.startMs[i],
    to: rows.endMs[i],
    duty: DUTIES[rows.duty[i]],
    seenOnly: rows.seenOnly[i] === 1,
  }));
}

test('what a watched camera sees is seen while it is watched, and its own square only if it sees that', () => {
  expect(rowsOf([{ cameraId: 1, ownSquareId: 10, seenSquareIds: [11, 12], fromMs: 0, toMs: 60_000 }])).toEqual([
    { square: 10, from: 0, to: 60_000, duty: 'out_of_view', seenOnly: false },
    { square: 11, from: 0, to: 60_000, duty: 'patrol', seenOnly: true },
    { square: 12, from: 0, to: 60_000, duty: 'patrol', seenOnly: true },
  ]);
  expect(rowsOf([{ cameraId: 1, ownSquareId: 10, seenSquareIds: [10], fromMs: 0, toMs: 60_000 }])).toEqual([
    { square: 10, from: 0, to: 60_000, duty: 'patrol', seenOnly: false },
  ]);
});

test('a desk that watches two cameras at once sees both, and its time counts once', () => {
  const rows = rowsOf([
    { cameraId: 1, ownSquareId: 10, seenSquareIds: [10, 11], fromMs: 0, toMs: 60_000 },
    { cameraId: 2, ownSquareId: 20, seenSquareIds: [20, 11], fromMs: 30_000, toMs: 90_000 },
  ]);
  const present = rows.filter(({ seenOnly }) => !seenOnly);
  expect(present.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(90_000);
  expect(rows.filter(({ square }) => square === 11)).toEqual([{ square: 11, from: 0, to: 90_000, duty: 'patrol', seenOnly: true }]);
  // it turned to the second camera at 30 s, and goes on seeing the first one's square until 60 s
  expect(rows.filter(({ square }) => square === 10)).toEqual([
    { square: 10, from: 0, to: 30_000, duty: 'patrol', seenOnly: false },
    { square: 10, from: 30_000, to: 60_000, duty: 'patrol', seenOnly: true },
  ]);
});

test('an outage is cut out of a round', () => {
  const range = { fromMs: 0, toMs: 100 };
  expect(withoutHoles(range, [])).toEqual([range]);
  expect(
    withoutHoles(range, [
      { fromMs: 40, toMs: 60 },
      { fromMs: 50, toMs: 70 },
      { fromMs: 90, toMs: Infinity },
    ]),
  ).toEqual([
    { fromMs: 0, toMs: 40 },
    { fromMs: 70, toMs: 90 },
  ]);
  expect(withoutHoles(range, [{ fromMs: -5, toMs: 200 }])).toEqual([]);
});

test('the order of the rounds changes nothing, time is conserved, and no square has two rows at once', () => {
  const round = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 200 }))
    .map(([cameraId, from, length]): VideoRound => ({
      cameraId,
      ownSquareId: cameraId,
      seenSquareIds: cameraId % 2 === 0 ? [cameraId, 7, 8] : [7, 9],
      fromMs: from,
      toMs: from + length,
    }));
  fc.assert(
    fc.property(fc.array(round, { minLength: 1, maxLength: 12 }), (rounds) => {
      const rows = rowsOf(rounds);
      expect(rowsOf(rounds.toReversed())).toEqual(rows);
      const watched = new Set(rounds.flatMap(({ fromMs, toMs }) => Array.from({ length: toMs - fromMs }, (_, i) => fromMs + i)));
      expect(rows.filter(({ seenOnly }) => !seenOnly).reduce((sum, { from, to }) => sum + to - from, 0)).toBe(watched.size);
      const ordered = rows.toSorted((a, b) => a.square - b.square || a.from - b.from);
      for (let i = 1; i < ordered.length; i++)
        if (ordered[i].square === ordered[i - 1].square) expect(ordered[i].from).toBeGreaterThanOrEqual(ordered[i - 1].to);
    }),
  );
});
