import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixColumnsOf } from '../coverage/fixes';
import { trackPiecesOf } from './track_pieces';

const piecesOf = (seconds: readonly number[]) => trackPiecesOf(fixColumnsOf(seconds.map((s) => ({ instantMs: s * 1000, lng: 0, lat: 0 }))), 30_000);

test('cuts at silences and after ten minutes, and lets neighbours share a fix', () => {
  expect(piecesOf([0, 15, 30, 90, 105]).map(({ first, last }) => [first, last])).toEqual([[0, 2], [3, 4]]);
  const long = Array.from({ length: 61 }, (_, i) => i * 20);
  expect(piecesOf(long).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([[0, 600_000], [600_000, 1_200_000]]);
  expect(piecesOf([0])).toEqual([]);
});

test('covers every pair of neighbouring fixes once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 }), (gaps) => {
      let second = 0;
      const seconds = [0, ...gaps.map((gap) => (second += gap))];
      const pairs = piecesOf(seconds).reduce((sum, { first, last }) => sum + last - first, 0);
      expect(pairs).toBe(gaps.filter((gap) => gap <= 30).length);
    }),
  );
});
