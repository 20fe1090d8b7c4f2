import { gammaQuantile } from '../evaluation/special_functions';

/** Shape that Jeffreys' prior of a Poisson rate adds to the count. */
const JEFFREYS_SHAPE = 0.5;

/**
 * 90 % Gamma-Poisson interval of a rate after `count` events (weighted counts are fine) in `exposureHours`: the 5 % and 95 % points of the posterior under Jeffreys'
 * prior, Gamma(count + 1/2, exposure). Per hour.
 */
export function rateInterval(count: number, exposureHours: number): readonly [low: number, high: number] {
  if (!(count >= 0) || !(exposureHours > 0)) throw new RangeError(`no rate follows from ${count} events in ${exposureHours} hours`);
  const shape = count + JEFFREYS_SHAPE;
  return [gammaQuantile(0.05, shape) / exposureHours, gammaQuantile(0.95, shape) / exposureHours];
}

/**
 * The same interval for an estimate that is given as its mean and the number of incidents it rests on, as a risk model has them per square. A mean of 0 rests on
 * nothing that could be scaled and has the interval [0, 0].
 */
export function rateIntervalAround(meanPerHour: number, count: number): readonly [low: number, high: number] {
  if (meanPerHour === 0) return [0, 0];
  return rateInterval(count, (count + JEFFREYS_SHAPE) / meanPerHour);
}
