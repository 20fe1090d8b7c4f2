/** Whether incidents that are near in place are near in time more often than chance gives: near repeats. */
export interface KnoxTest {
  /** Pairs near in place and time. */
  readonly pairs: number;
  /** Their number when times are dealt out anew: exactly (pairs near in place) · (pairs near in time) / (all pairs). */
  readonly expected: number;
  /** pairs / expected; undefined when nothing is expected. */
  readonly ratio: number | undefined;
  /** Share of the permutations with at least as many pairs, the observed one counted among them. */
  readonly probability: number;
}

/**
 * Knox test by permutation of times (Knox 1964; Monte Carlo significance after Besag & Diggle 1977). Positions in metres, times in any unit, both limits included. `random` gives
 * numbers in 0..1 from a seed. O(n · neighbours + permutations · pairs near in place).
 */
export function knoxTest(input: {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly time: ArrayLike<number>;
  readonly nearMeters: number;
  readonly nearTime: number;
  readonly permutations: number;
  readonly random: () => number;
}): KnoxTest {
  const { x, y, nearMeters, nearTime } = input;
  const n = x.length;
  const [first, second] = nearPairs(x, y, nearMeters);
  const time = Float64Array.from(input.time);
  const countNear = () => {
    let count = 0;
    for (let k = 0; k < first.length; k++) if (Math.abs(time[first[k]] - time[second[k]]) <= nearTime) count++;
    return count;
  };
  const pairs = countNear();
  const allPairs = (n * (n - 1)) / 2;
  const expected = allPairs === 0 ? 0 : (first.length * pairsNearInTime(time, nearTime)) / allPairs;
  let atLeast = 1;
  for (let p = 0; p < input.permutations; p++) {
    // Fisher and Yates
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(input.random() * (i + 1));
      [time[i], time[j]] = [time[j], time[i]];
    }
    if (countNear() >= pairs) atLeast++;
  }
  return { pairs, expected, ratio: expected === 0 ? undefined : pairs / expected, probability: atLeast / (input.permutations + 1) };
}

/** Pairs of points within a distance, each once: ordered by x, so that only a strip is searched. */
function nearPairs(x: ArrayLike<number>, y: ArrayLike<number>, nearMeters: number): readonly [Int32Array, Int32Array] {
  const order = Int32Array.from({ length: x.length }, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const first: number[] = [];
  const second: number[] = [];
  order.forEach((a, i) => {
    for (let k = i + 1; k < order.length && x[order[k]] - x[a] <= nearMeters; k++) {
      const b = order[k];
      if ((x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2 <= nearMeters * nearMeters) {
        first.push(a);
        second.push(b);
      }
    }
  });
  return [Int32Array.from(first), Int32Array.from(second)];
}

function pairsNearInTime(time: Float64Array, nearTime: number): number {
  const sorted = time.slice().sort();
  let pairs = 0;
  let from = 0;
  for (let i = 0; i < sorted.length; i++) {
    while (sorted[i] - sorted[from] > nearTime) from++;
    pairs += i - from;
  }
  return pairs;
}
