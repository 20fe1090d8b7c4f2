import { regularizedGamma } from './special_functions';

/** Probability that a standard normal variable is at most z; through the incomplete gamma function, good to about 1e-12. */
export function normalProbabilityBelow(z: number): number {
  if (z === 0) return 0.5;
  const tail = regularizedGamma(0.5, (z * z) / 2);
  return z > 0 ? (1 + tail) / 2 : (1 - tail) / 2;
}

/** Probability of a standard score at least this far from 0, to either side. */
export function twoSidedProbability(z: number): number {
  return 2 * normalProbabilityBelow(-Math.abs(z));
}
