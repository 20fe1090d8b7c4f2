import { expect, test } from 'vitest';
import { betaQuantile, gammaQuantile, logGamma, regularizedBeta, regularizedGamma } from './special_functions';

test('ln Γ is the logarithm of the factorial, and of √π at one half', () => {
  expect(logGamma(10)).toBeCloseTo(Math.log(362_880), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
  expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 12);
  expect(() => logGamma(0)).toThrow(/positive/);
});

test('quantiles of Gamma are those of tables of chi-squared', () => {
  // a chi-squared variable with k degrees of freedom is twice a Gamma of shape k/2
  expect(2 * gammaQuantile(0.95, 0.5)).toBeCloseTo(3.841459, 6);
  expect(2 * gammaQuantile(0.95, 5)).toBeCloseTo(18.307038, 6);
  expect(2 * gammaQuantile(0.05, 5)).toBeCloseTo(3.940299, 6);
  expect(2 * gammaQuantile(0.95, 50)).toBeCloseTo(124.342113, 5);
});

test('the exact interval of a Poisson count of 10 is 4.795 to 18.391 (Garwood 1936)', () => {
  expect(gammaQuantile(0.025, 10)).toBeCloseTo(4.795389, 5);
  expect(gammaQuantile(0.975, 11)).toBeCloseTo(18.390356, 5);
});

test('the exact interval of 8 out of 20 is 0.191 to 0.639 (Clopper & Pearson 1934)', () => {
  expect(betaQuantile(0.025, 8, 13)).toBeCloseTo(0.19119, 5);
  expect(betaQuantile(0.975, 9, 12)).toBeCloseTo(0.639457, 5);
});

test('a Beta of whole parameters is a binomial tail', () => {
  // P(X ≥ 2) of 3 tosses with 0.3: 3·0.09·0.7 + 0.027
  expect(regularizedBeta(0.3, 2, 2)).toBeCloseTo(0.216, 12);
});

test('distributions run from 0 to 1', () => {
  expect(regularizedGamma(3, 0)).toBe(0);
  expect(regularizedGamma(3, 1000)).toBe(1);
  expect(regularizedBeta(0, 2, 3)).toBe(0);
  expect(regularizedBeta(1, 2, 3)).toBe(1);
});
