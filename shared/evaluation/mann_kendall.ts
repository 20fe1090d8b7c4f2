import { twoSidedProbability } from './normal_distribution';

/** Whether a series rises or falls, without assuming how. */
export interface TrendTest {
  /** S: rises less falls over all pairs. */
  readonly score: number;
  /** Kendall's τ with ties (τ_b), −1 to 1; 0 when everything is alike. */
  readonly tau: number;
  /** Standard score, continuity corrected. */
  readonly z: number;
  /** Of a trend at least this strong, to either side, in a series without one. */
  readonly probability: number;
}

/**
 * Mann-Kendall test for a trend in an evenly spaced series, ties taken into account (Mann 1945, Kendall 1975). Below 4 values nothing can be told: the probability is 1.
 * O(n²).
 */
export function mannKendall(values: ArrayLike<number>): TrendTest {
  const n = values.length;
  let score = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) score += Math.sign(values[j] - values[i]);
  const ties = new Map<number, number>();
  for (let i = 0; i < n; i++) ties.set(values[i], (ties.get(values[i]) ?? 0) + 1);
  let variance = (n * (n - 1) * (2 * n + 5)) / 18;
  let tiedPairs = 0;
  for (const t of ties.values()) {
    variance -= (t * (t - 1) * (2 * t + 5)) / 18;
    tiedPairs += (t * (t - 1)) / 2;
  }
  const pairs = (n * (n - 1)) / 2;
  if (n < 4 || variance <= 0) return { score, tau: 0, z: 0, probability: 1 };
  const z = score === 0 ? 0 : (score - Math.sign(score)) / Math.sqrt(variance);
  return { score, tau: score / Math.sqrt(pairs * (pairs - tiedPairs)), z, probability: twoSidedProbability(z) };
}
