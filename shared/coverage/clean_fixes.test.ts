import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanFixes } from './clean_fixes';
import { fixColumnsOf, takeFixes, type Fix } from './fixes';

/** 0.001° of latitude is 111.2 m. */
const along = (...fixes: readonly (readonly [seconds: number, lat: number, accuracy?: number])[]) =>
  fixColumnsOf(fixes.map(([seconds, lat, accuracyMeters]): Fix => ({ instantMs: seconds * 1000, lng: 116, lat, accuracyMeters })));

describe('cleaning fixes', () => {
  test('of equal instants the most accurate stays, and unknown accuracy is the worst', () => {
    const { kept, dropped } = cleanFixes(along([0, 40.2], [0, 40.1, 9], [0, 40.3, 4]), 'vehicle');
    expect([...kept.lat]).toEqual([40.3]);
    expect(dropped).toEqual({ duplicate: 2, inaccurate: 0, impossible_speed: 0, no_height: 0 });
  });

  test('of equal instants and accuracy the smallest position stays', () => {
    expect([...cleanFixes(along([0, 40.2, 5], [0, 40.1, 5]), 'foot').kept.lat]).toEqual([40.1]);
  });

  test('accuracy above 50 m is dropped, exactly 50 m and unknown are kept', () => {
    const { kept, dropped } = cleanFixes(along([0, 40, 50], [10, 40, 50.1], [20, 40]), 'vehicle');
    expect([...kept.instantMs]).toEqual([0, 20_000]);
    expect(dropped.inaccurate).toBe(1);
  });

  test('a fix too fast against both neighbours is dropped', () => {
    // 1112 m in 10 s each way: 111 m/s against 55
    const { kept, dropped } = cleanFixes(along([0, 40], [10, 40.01], [20, 40]), 'vehicle');
    expect([...kept.instantMs]).toEqual([0, 20_000]);
    expect(dropped.impossible_speed).toBe(1);
  });

  test('a fix too fast against one neighbour only is kept, and so are the ends', () => {
    const { kept } = cleanFixes(along([0, 40], [10, 40.01], [20, 40.0101]), 'vehicle');
    expect(kept.length).toBe(3);
  });

  test('the limit is that of the mode', () => {
    // 111 m in 10 s: too fast on foot, slow for a car
    const hop = along([0, 40], [10, 40.001], [20, 40]);
    expect(cleanFixes(hop, 'foot').kept.length).toBe(2);
    expect(cleanFixes(hop, 'vehicle').kept.length).toBe(3);
  });

  test('an unusable position is refused', () => {
    expect(() => cleanFixes(along([0, Number.NaN]), 'foot')).toThrow(/fix 0/);
  });

  test('the result does not depend on order or on repetition', () => {
    const fix = fc.record({
      instantMs: fc.integer({ min: 0, max: 40 }).map((s) => s * 5000),
      lng: fc.integer({ min: 0, max: 5 }).map((i) => 116 + i * 0.004),
      lat: fc.integer({ min: 0, max: 5 }).map((i) => 40 + i * 0.004),
      accuracyMeters: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    });
    const input = fc.array(fix, { maxLength: 30 }).chain((fixes) =>
      fc.tuple(
        fc.constant(fixes),
        fc.shuffledSubarray(
          fixes.map((_, i) => i),
          { minLength: fixes.length },
        ),
      ),
    );
    fc.assert(
      fc.property(input, ([fixes, order]) => {
        const columns = fixColumnsOf(fixes);
        const shuffledTwice = takeFixes(columns, [...order, ...order]);
        expect(cleanFixes(shuffledTwice, 'vehicle').kept).toEqual(cleanFixes(columns, 'vehicle').kept);
      }),
    );
  });
});
