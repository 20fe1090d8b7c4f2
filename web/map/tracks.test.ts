import { encodeColumn } from '@beatline/shared/formats/binary_column';
import { describe, expect, test } from 'vitest';
import { indexAtOrBefore } from './index_at_or_before';
import { momentsAt, tracksOf } from './tracks';

const MINUTE_MS = 60_000;

/** One car driving north from the equator, a fix each 30 s for two minutes, then silence until minute 20. */
const columns = {
  paths: [
    { unitCode: 'car', mode: 'vehicle' as const },
    { unitCode: 'car', mode: 'vehicle' as const },
  ],
  startIndex: encodeColumn(Uint32Array.of(0, 5, 7)),
  positions: encodeColumn(Float64Array.of(113, 0, 113, 0.001, 113, 0.002, 113, 0.003, 113, 0.004, 113, 0.1, 113, 0.101)),
  instantMs: encodeColumn(Float64Array.of(0, 30_000, 60_000, 90_000, 120_000, 20 * MINUTE_MS, 20.5 * MINUTE_MS)),
  thinned: false,
};

describe('replay', () => {
  const tracks = tracksOf(columns);

  test('places a unit between two close fixes, with its trail and heading', () => {
    const [moment] = momentsAt(tracks, 45_000, 30_000);
    expect(moment?.location[1]).toBeCloseTo(0.0015, 9);
    expect(moment?.headingDegrees).toBeCloseTo(0, 6);
    expect(moment?.trail).toEqual([
      [113, 0],
      [113, 0.001],
      [113, expect.closeTo(0.0015, 9)],
    ]);
  });

  test('does not make up a position across a silence, and lets the unit go after ten minutes of it', () => {
    const [waiting] = momentsAt(tracks, 5 * MINUTE_MS, MINUTE_MS);
    expect(waiting?.location).toEqual([113, 0.004]);
    expect(waiting?.ageSeconds).toBe(180);
    expect(momentsAt(tracks, 15 * MINUTE_MS, MINUTE_MS)).toEqual([]);
  });

  test('shows a unit once, at its latest path', () => {
    expect(momentsAt(tracks, 20.25 * MINUTE_MS, MINUTE_MS)).toHaveLength(1);
    expect(momentsAt(tracks, 20.25 * MINUTE_MS, MINUTE_MS)[0]?.location[1]).toBeCloseTo(0.1005, 9);
  });

  test('shows nobody before the first fix', () => {
    expect(momentsAt(tracks, -1, MINUTE_MS)).toEqual([]);
  });
});

test('the search finds the last value not above the target within its run', () => {
  const values = [1, 3, 3, 7];
  expect([0, 1, 3, 5, 9].map((target) => indexAtOrBefore(values, target, 0, 4))).toEqual([0, 0, 2, 2, 3]);
  expect(indexAtOrBefore(values, 9, 1, 3)).toBe(2);
});
