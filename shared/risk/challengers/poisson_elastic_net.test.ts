import { describe, expect, test } from 'vitest';
import { deviates } from './fixtures/deviates';
import { fitPoissonElasticNet, largestPenalty, poissonMeans, type PoissonRows } from './poisson_elastic_net';

/** Counts of known rates: log mean = −1 + 0.8·x₀ − 0.5·x₁, with x₂ a copy of x₀ and noise, x₃ noise alone, x₄ always the same. */
function simulate(seed: number, rowCount: number): PoissonRows {
  const draw = deviates(seed);
  const normals = () => Float64Array.from({ length: rowCount }, () => draw.normal());
  const [x0, x1, noise, x3] = [normals(), normals().map((value) => 3 * value + 7), normals(), normals()];
  const x2 = x0.map((value, row) => value + 0.3 * noise[row]);
  const counts = Float64Array.from(x0, (value, row) => draw.poisson(Math.exp(-1 + 0.8 * value - 0.5 * ((x1[row] - 7) / 3))));
  return { columns: [x0, x1, x2, x3, new Float64Array(rowCount).fill(4)], counts };
}

/** Slope of the smooth part of the objective by each standardised feature, and its coefficient there. */
function slopesOf(rows: PoissonRows, settings: { penalty: number; lassoFraction: number }) {
  const model = fitPoissonElasticNet(rows, settings);
  const means = poissonMeans(model, rows.columns, rows.counts.length);
  return rows.columns.map((column, j) => {
    const mean = column.reduce((a, b) => a + b, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / column.length);
    const beta = model.coefficients[j] * deviation;
    const slope =
      deviation === 0
        ? 0
        : column.reduce((a, value, row) => a + ((value - mean) / deviation) * (means[row] - rows.counts[row]), 0) / column.length;
    return { beta, slope: slope + settings.penalty * (1 - settings.lassoFraction) * beta };
  });
}

describe('Poisson regression with an elastic net', () => {
  test('without penalty and with one yes-or-no feature is the ratio of mean counts', () => {
    const counts = Float64Array.of(1, 2, 0, 1, 6, 4, 5);
    const isHot = Float64Array.of(0, 0, 0, 0, 1, 1, 1);
    const model = fitPoissonElasticNet({ columns: [isHot], counts }, { penalty: 0, lassoFraction: 0.5 });
    expect(model.intercept).toBeCloseTo(Math.log(1), 7);
    expect(model.coefficients[0]).toBeCloseTo(Math.log(5 / 1), 7);
  });

  test('finds coefficients that are known again', () => {
    const model = fitPoissonElasticNet(simulate(1, 40_000), { penalty: 0.001, lassoFraction: 1 });
    // standard errors are about 0.01; x₂ only repeats x₀
    expect(model.coefficients[0] + model.coefficients[2]).toBeGreaterThan(0.75);
    expect(model.coefficients[0] + model.coefficients[2]).toBeLessThan(0.85);
    expect(model.coefficients[1]).toBeGreaterThan(-0.5 / 3 - 0.015);
    expect(model.coefficients[1]).toBeLessThan(-0.5 / 3 + 0.015);
    expect(Math.abs(model.coefficients[3])).toBeLessThan(0.03);
  });

  test.each([
    { penalty: 0.3, lassoFraction: 0.5 },
    { penalty: 0.05, lassoFraction: 0.5 },
    { penalty: 0.05, lassoFraction: 1 },
    { penalty: 0.2, lassoFraction: 0 },
    { penalty: 0.001, lassoFraction: 0.9 },
  ])('meets the conditions of Karush, Kuhn and Tucker at λ $penalty, α $lassoFraction', (settings) => {
    const slopes = slopesOf(simulate(2, 3000), settings);
    const bound = settings.penalty * settings.lassoFraction;
    for (const { beta, slope } of slopes) {
      if (beta === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(bound + 1e-7);
      else expect(slope).toBeCloseTo(-bound * Math.sign(beta), 6);
    }
  });

  test('keeps nothing from the largest penalty on, and something just below it', () => {
    const rows = simulate(3, 2000);
    const most = largestPenalty(rows, 0.5);
    const at = (penalty: number) => fitPoissonElasticNet(rows, { penalty, lassoFraction: 0.5 });
    expect(at(most * 1.0001).coefficients.every((value) => value === 0)).toBe(true);
    expect(Math.exp(at(most * 1.0001).intercept)).toBeCloseTo(rows.counts.reduce((a, b) => a + b, 0) / 2000, 9);
    expect(at(most * 0.99).coefficients.filter((value) => value !== 0)).toHaveLength(1);
  });

  test('comes to the same from another start', () => {
    const rows = simulate(4, 2000);
    const settings = { penalty: 0.02, lassoFraction: 0.5 };
    const cold = fitPoissonElasticNet(rows, settings);
    const warm = fitPoissonElasticNet(rows, settings, { intercept: 1, coefficients: [2, -1, 0, 1, 0] });
    warm.coefficients.forEach((value, j) => expect(value).toBeCloseTo(cold.coefficients[j], 6));
  });

  test('gives a feature that never changes nothing to say, and refuses to learn from no counts', () => {
    expect(fitPoissonElasticNet(simulate(5, 500), { penalty: 0.01, lassoFraction: 0.5 }).coefficients[4]).toBe(0);
    expect(() => fitPoissonElasticNet({ columns: [], counts: new Float64Array(9) }, { penalty: 0, lassoFraction: 1 })).toThrow(/9 rows/);
  });
});
