import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { squareIdOf } from '../geo/lattice';
import { clipSegment } from './clip_segment';
import { PieceBuffer } from './piece_buffer';

type Piece = readonly [squareId: number, startMs: number, endMs: number];

function clip(x0: number, y0: number, t0: number, x1: number, y1: number, t1: number): Piece[] {
  const out = new PieceBuffer(1);
  clipSegment(x0, y0, t0, x1, y1, t1, 100, out);
  return Array.from({ length: out.length }, (_, i) => [out.squareId[i], out.startMs[i], out.endMs[i]]);
}

describe('sharing the time of a segment over the squares it passes', () => {
  test('a segment inside one square gives it all its time', () => {
    expect(clip(10, 10, 0, 90, 90, 5000)).toEqual([[squareIdOf(0, 0), 0, 5000]]);
  });

  test('a crossing a third of the way is one instant rounded to the millisecond', () => {
    // x = 100 is reached after 1/3, and after 2/3, of 1000 ms
    expect(clip(80, 50, 0, 140, 50, 1000)[0]).toEqual([squareIdOf(0, 0), 0, 333]);
    expect(clip(80, 50, 0, 110, 50, 1000)).toEqual([
      [squareIdOf(0, 0), 0, 667],
      [squareIdOf(1, 0), 667, 1000],
    ]);
  });

  test('through a corner no time is given to the two squares beside it', () => {
    expect(clip(50, 50, 0, 150, 150, 1000)).toEqual([
      [squareIdOf(0, 0), 0, 500],
      [squareIdOf(1, 1), 500, 1000],
    ]);
  });

  test('along an edge the time belongs to the square east of it, in both directions', () => {
    expect(clip(100, 10, 0, 100, 90, 1000)).toEqual([[squareIdOf(1, 0), 0, 1000]]);
    expect(clip(100, 90, 0, 100, 10, 1000)).toEqual([[squareIdOf(1, 0), 0, 1000]]);
  });

  test('westward from an edge the square east of it gets nothing', () => {
    expect(clip(100, 50, 0, 0, 50, 1000)).toEqual([[squareIdOf(0, 0), 0, 1000]]);
  });

  test('negative coordinates walk the same lattice', () => {
    expect(clip(-50, -50, 0, -250, -50, 2000)).toEqual([
      [squareIdOf(-1, -1), 0, 500],
      [squareIdOf(-2, -1), 500, 1500],
      [squareIdOf(-3, -1), 1500, 2000],
    ]);
  });

  const position = fc.double({ min: -1000, max: 1000, noNaN: true });
  const duration = fc.integer({ min: 1, max: 300_000 });

  test('time is conserved exactly and without a hole', () => {
    fc.assert(
      fc.property(position, position, position, position, duration, (x0, y0, x1, y1, durationMs) => {
        const pieces = clip(x0, y0, 1_700_000_000_000, x1, y1, 1_700_000_000_000 + durationMs);
        let at = 1_700_000_000_000;
        const touching = pieces.every(([, start, end]) => {
          const follows = start === at && end > start;
          at = end;
          return follows;
        });
        expect(touching).toBe(true);
        expect(at).toBe(1_700_000_000_000 + durationMs);
      }),
      { numRuns: 1000 },
    );
  });

  test('each piece is where the segment is at the middle of the piece', () => {
    fc.assert(
      fc.property(position, position, position, position, duration, (x0, y0, x1, y1, durationMs) => {
        for (const [squareId, start, end] of clip(x0, y0, 0, x1, y1, durationMs)) {
          if (end - start < 3) continue;
          const u = (start + end) / 2 / durationMs;
          expect(squareId).toBe(squareIdOf(Math.floor((x0 + u * (x1 - x0)) / 100), Math.floor((y0 + u * (y1 - y0)) / 100)));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('splitting a segment moves no crossing by more than a millisecond', () => {
    // on whole millimetres: a double has too few positions in a billionth of a metre to say when half of it was passed
    const millimetres = position.map((meters) => Math.round(meters * 1000) / 1000);
    fc.assert(
      fc.property(
        millimetres,
        millimetres,
        millimetres,
        millimetres,
        duration.map((ms) => ms + 1),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x0, y0, x1, y1, durationMs, share) => {
          const splitMs = 1 + Math.floor(share * (durationMs - 2));
          const u = splitMs / durationMs;
          const xm = x0 + u * (x1 - x0);
          const ym = y0 + u * (y1 - y0);
          const whole = msBySquare(clip(x0, y0, 0, x1, y1, durationMs));
          const split = msBySquare([...clip(x0, y0, 0, xm, ym, splitMs), ...clip(xm, ym, splitMs, x1, y1, durationMs)]);
          // a square has two crossings, each rounded to the millisecond in both
          let worstMs = 0;
          for (const id of [...whole.keys(), ...split.keys()])
            worstMs = Math.max(worstMs, Math.abs((whole.get(id) ?? 0) - (split.get(id) ?? 0)));
          expect(worstMs).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function msBySquare(pieces: readonly Piece[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [id, start, end] of pieces) sums.set(id, (sums.get(id) ?? 0) + end - start);
  return sums;
}
