import { describe, expect, test } from 'vitest';
import { comparePaired, flaggedCountOf, flagSquares, isChallengerOffered, poolOrigins, scoreOrigin } from './predictive_accuracy';

describe('flagging', () => {
  test('the highest scores are flagged, ties by the tie-break, then by position', () => {
    expect([...flagSquares([1, 5, 3, 3, 3], 3)]).toEqual([1, 2, 3]);
    expect([...flagSquares([1, 5, 3, 3, 3], 3, [0, 0, 1, 2, 2])]).toEqual([1, 3, 4]);
  });

  test('an area that holds 2.9 squares flags two', () => {
    expect(flaggedCountOf(29_000, 100)).toBe(2);
  });
});

describe('scoring', () => {
  test('hits, events and the most that could have been hit', () => {
    expect(scoreOrigin(Int32Array.of(0, 2), [3, 5, 0, 2])).toEqual({ hits: 3, events: 10, mostPossible: 8 });
    expect(scoreOrigin(Int32Array.of(0), [3, 5], 4).events).toBe(12);
  });

  test('origins are pooled by sums, so that a quiet week weighs little', () => {
    const pooled = poolOrigins(
      [
        { hits: 1, events: 1, mostPossible: 1 },
        { hits: 10, events: 99, mostPossible: 49 },
      ],
      1,
      100,
    );
    expect(pooled.hitRate).toBeCloseTo(0.11, 12);
    expect(pooled.predictiveAccuracyIndex).toBeCloseTo(11, 12);
    expect(pooled.predictiveEfficiencyIndex).toBeCloseTo(11 / 50, 12);
  });

  test('the standard error is the spread of the single origins over the root of their number', () => {
    // PAIs 10, 20, 30: standard deviation 10
    const scores = [1, 2, 3].map((hits) => ({ hits, events: 10, mostPossible: 10 }));
    expect(poolOrigins(scores, 1, 100).standardError).toBeCloseTo(10 / Math.sqrt(3), 12);
  });

  test('the published pooled figure of Portland follows from its counts and areas', () => {
    // 588 of 5,384 in 0.74786 of 147.7037 square miles
    expect(poolOrigins([{ hits: 588, events: 5384, mostPossible: 5384 }], 0.74786, 147.7037).predictiveAccuracyIndex).toBeCloseTo(21.57, 2);
    expect(poolOrigins([{ hits: 119, events: 2173, mostPossible: 2173 }], 0.74786, 147.7037).predictiveAccuracyIndex).toBeCloseTo(10.82, 2);
  });

  test('without events there is no rate, and more than all cannot be flagged', () => {
    expect(poolOrigins([{ hits: 0, events: 0, mostPossible: 0 }], 1, 100).predictiveAccuracyIndex).toBeUndefined();
    expect(() => poolOrigins([], 101, 100)).toThrow(/cannot be flagged/);
  });
});

test('models are compared on the same origins, by the spread of their differences', () => {
  const a = [5, 6, 9].map((hits) => ({ hits, events: 10, mostPossible: 10 }));
  const b = [4, 5, 7].map((hits) => ({ hits, events: 10, mostPossible: 10 }));
  const comparison = comparePaired(a, b, 0.1);
  // differences of PAI 1, 1, 2
  expect(comparison?.meanDifference).toBeCloseTo(4 / 3, 12);
  expect(comparison?.standardError).toBeCloseTo(Math.sqrt(1 / 3 / 3), 12);
  expect(comparePaired(a.slice(1, 2), b.slice(1, 2), 0.1)).toBeUndefined();
  expect(() => comparePaired(a, b.slice(1), 0.1)).toThrow(/3 origins against 2/);
});

test('a challenger is offered only when it wins by more than one standard error of the paired difference', () => {
  const compare = (hits: readonly number[]) =>
    comparePaired(
      hits.map((each) => ({ hits: each, events: 10, mostPossible: 10 })),
      hits.map(() => ({ hits: 5, events: 10, mostPossible: 10 })),
      0.1,
    );
  // differences 1, 0, 2: mean 1, standard error 1/√3
  expect(isChallengerOffered(compare([6, 5, 7]))).toBe(true);
  // differences 2, −1, 0.5: mean 0.5, standard error √(2.25/3)
  expect(isChallengerOffered(compare([7, 4, 5.5]))).toBe(false);
  // losing as surely is no win, and neither is a draw or a single origin
  expect(isChallengerOffered(compare([4, 5, 3]))).toBe(false);
  expect(isChallengerOffered(compare([5, 5, 5]))).toBe(false);
  expect(isChallengerOffered(compare([9]))).toBe(false);
});
