import { betaQuantile } from './special_functions';

/** How one count compares with another: ratio minus one, with a 95 % interval (its upper end may be Infinity). */
export interface CountComparison {
  readonly fraction: number;
  readonly interval: readonly [low: number, high: number];
}

/**
 * Change from a previous to a current count of independent events, as a fraction of the previous rate, with its exact 95 % interval: given their sum, the current
 * count is binomial, and Clopper & Pearson's interval of its share turns into one of the ratio (Przyborowski & Wilenski 1940). Exposures are the lengths of the two periods,
 * any common unit. Undefined when the previous count is 0: there is nothing to be a fraction of.
 */
export function compareCounts(current: number, previous: number, currentExposure = 1, previousExposure = 1): CountComparison | undefined {
  for (const count of [current, previous]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`${count} is no count`);
  }
  if (!(currentExposure > 0) || !(previousExposure > 0)) throw new RangeError('periods must be longer than nothing');
  if (previous === 0) return undefined;
  const scale = previousExposure / currentExposure;
  const changeAtShare = (share: number): number => (scale * share) / (1 - share) - 1;
  const low = current === 0 ? 0 : betaQuantile(0.025, current, previous + 1);
  const high = betaQuantile(0.975, current + 1, previous);
  return { fraction: (scale * current) / previous - 1, interval: [changeAtShare(low), changeAtShare(high)] };
}
