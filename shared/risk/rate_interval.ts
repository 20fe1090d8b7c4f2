import { gammaQuantile } from '../evaluation/special_functions';
import { relativeVariance, type RateDispersion } from './rate_dispersion';

/**
 * 90 % Gamma-Poisson interval of a fitted mean rate: the 5 % and 95 % points of the Gamma distribution whose mean is the rate and whose spread is what this model's rates
 * turned out to have on history held out from it ({@link import('./rate_dispersion').estimateDispersion}). `exposureHours` are the (decayed) hours of history behind the
 * rate. Per hour. A rate of 0 has the interval [0, 0].
 */
export function rateInterval(ratePerHour: number, exposureHours: number, dispersion: RateDispersion): readonly [low: number, high: number] {
  if (!(ratePerHour >= 0) || !(exposureHours > 0)) throw new RangeError(`${ratePerHour} an hour after ${exposureHours} hours is no rate`);
  if (ratePerHour === 0) return [0, 0];
  const shape = 1 / relativeVariance(dispersion, exposureHours * ratePerHour);
  const scale = ratePerHour / shape;
  return [gammaQuantile(0.05, shape) * scale, gammaQuantile(0.95, shape) * scale];
}
