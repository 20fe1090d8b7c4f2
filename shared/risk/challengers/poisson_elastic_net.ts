/** Rows to learn from: one column a feature, all of one length with the counts. */
export interface PoissonRows {
  readonly columns: readonly Float64Array[];
  readonly counts: Float64Array;
}

/** log of the mean count = intercept + Σ coefficients · features, in the features' own scale. */
export interface PoissonModel {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

export interface ElasticNetSettings {
  /** λ: strength of the penalty, in the scale of standardised features. */
  readonly penalty: number;
  /** α: share of the penalty that is on |β| and sets coefficients to nothing; the rest is on β²/2. */
  readonly lassoFraction: number;
}

const MOST_STEPS = 100;
const MOST_SWEEPS = 1000;
/** A step that changes no coefficient by more than this, in standard deviations of its feature, is the last. */
const TOLERANCE = 1e-8;
/** Keeps the exponential from overflowing on a step too far, which is then halved. */
const LARGEST_LOG_MEAN = 30;

/**
 * Poisson regression with an elastic-net penalty: the minimum of (1/n) Σ (e^η − y·η) + λ·(α·Σ|β| + (1 − α)/2·Σβ²) over standardised features, the intercept free, by
 * cyclical coordinate descent on the quadratic approximation at each step (Friedman, Hastie & Tibshirani 2010), steps halved until the objective falls. A column
 * without spread gets 0. Without a single count nothing can be learnt: a RangeError. O(steps · rows · features²).
 */
export function fitPoissonElasticNet(rows: PoissonRows, settings: ElasticNetSettings, start?: PoissonModel): PoissonModel {
  const { columns, means, deviations } = standardised(rows.columns);
  const { counts } = rows;
  const n = counts.length;
  const meanCount = counts.reduce((sum, count) => sum + count, 0) / n;
  if (!(meanCount > 0)) throw new RangeError(`${n} rows without a single count say nothing about rates`);

  let beta = columns.map((_, j) => (start?.coefficients[j] ?? 0) * deviations[j]);
  let intercept = start === undefined ? Math.log(meanCount) : start.intercept + sum(means.map((mean, j) => mean * start.coefficients[j]));
  let logMeans = logMeansOf(columns, n, intercept, beta);
  let objective = objectiveOf(logMeans, counts, beta, settings);
  for (let step = 0; step < MOST_STEPS; step++) {
    const target = descend(columns, counts, logMeans, intercept, beta, settings);
    let fraction = 1;
    let next = { intercept, beta, logMeans, objective };
    for (; fraction > TOLERANCE; fraction /= 2) {
      const toIntercept = intercept + fraction * (target.intercept - intercept);
      const toBeta = beta.map((value, j) => value + fraction * (target.beta[j] - value));
      const toLogMeans = logMeansOf(columns, n, toIntercept, toBeta);
      const toObjective = objectiveOf(toLogMeans, counts, toBeta, settings);
      if (toObjective <= objective) {
        next = { intercept: toIntercept, beta: toBeta, logMeans: toLogMeans, objective: toObjective };
        break;
      }
    }
    const change = Math.max(Math.abs(next.intercept - intercept), ...next.beta.map((value, j) => Math.abs(value - beta[j])));
    ({ intercept, beta, logMeans, objective } = next);
    if (change < TOLERANCE) break;
  }
  const coefficients = beta.map((value, j) => (deviations[j] > 0 ? value / deviations[j] : 0));
  return { intercept: intercept - sum(coefficients.map((value, j) => value * means[j])), coefficients };
}

/** The smallest λ at which every coefficient is nothing. */
export function largestPenalty(rows: PoissonRows, lassoFraction: number): number {
  const { columns } = standardised(rows.columns);
  const n = rows.counts.length;
  const meanCount = rows.counts.reduce((total, count) => total + count, 0) / n;
  const slopes = columns.map((column) => {
    let slope = 0;
    for (let row = 0; row < n; row++) slope += column[row] * (rows.counts[row] - meanCount);
    return Math.abs(slope) / n;
  });
  return Math.max(0, ...slopes) / lassoFraction;
}

/** e^η of every row. */
export function poissonMeans(model: PoissonModel, columns: readonly Float64Array[], rowCount: number): Float64Array {
  return logMeansOf(columns, rowCount, model.intercept, model.coefficients).map((value) => Math.exp(Math.min(LARGEST_LOG_MEAN, value)));
}

/** Columns of mean 0 and standard deviation 1; a column without spread is nothing throughout, its deviation 0. */
function standardised(columns: readonly Float64Array[]): { columns: Float64Array[]; means: number[]; deviations: number[] } {
  const means = columns.map((column) => column.reduce((total, value) => total + value, 0) / column.length);
  const deviations = columns.map((column, j) =>
    Math.sqrt(column.reduce((total, value) => total + (value - means[j]) ** 2, 0) / column.length),
  );
  return {
    columns: columns.map((column, j) => column.map((value) => (deviations[j] > 0 ? (value - means[j]) / deviations[j] : 0))),
    means,
    deviations,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function logMeansOf(columns: readonly Float64Array[], rowCount: number, intercept: number, beta: readonly number[]): Float64Array {
  const logMeans = new Float64Array(rowCount).fill(intercept);
  columns.forEach((column, j) => {
    if (beta[j] !== 0) for (let row = 0; row < column.length; row++) logMeans[row] += beta[j] * column[row];
  });
  return logMeans;
}

function objectiveOf(
  logMeans: Float64Array,
  counts: Float64Array,
  beta: readonly number[],
  { penalty, lassoFraction }: ElasticNetSettings,
): number {
  let loss = 0;
  for (let row = 0; row < counts.length; row++) loss += Math.exp(Math.min(LARGEST_LOG_MEAN, logMeans[row])) - counts[row] * logMeans[row];
  const sizes = beta.reduce((total, value) => total + lassoFraction * Math.abs(value) + ((1 - lassoFraction) / 2) * value * value, 0);
  return loss / counts.length + penalty * sizes;
}

/** Minimum of the quadratic approximation at the present coefficients, with the penalty: coordinate descent in the space of the features alone. */
function descend(
  columns: readonly Float64Array[],
  counts: Float64Array,
  logMeans: Float64Array,
  intercept: number,
  beta: readonly number[],
  { penalty, lassoFraction }: ElasticNetSettings,
): { readonly intercept: number; readonly beta: number[] } {
  const n = counts.length;
  const p = columns.length;
  // the intercept is feature p, a column of ones without penalty
  const size = p + 1;
  const gram = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  const weight = logMeans.map((value) => Math.exp(Math.min(LARGEST_LOG_MEAN, value)));
  for (let a = 0; a < size; a++) {
    const left = a < p ? columns[a] : undefined;
    for (let row = 0; row < n; row++) gradient[a] += ((left?.[row] ?? 1) * (counts[row] - weight[row])) / n;
    for (let b = a; b < size; b++) {
      const right = b < p ? columns[b] : undefined;
      let total = 0;
      for (let row = 0; row < n; row++)
        total += weight[row] * (left === undefined ? 1 : left[row]) * (right === undefined ? 1 : right[row]);
      gram[a * size + b] = total / n;
      gram[b * size + a] = total / n;
    }
  }
  const from = [...beta, intercept];
  const to = [...from];
  /** Σ_b G_ab·(to_b − from_b): what the steps so far have taken off the gradient. */
  const taken = new Float64Array(size);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let largest = 0;
    for (let a = 0; a < size; a++) {
      const curvature = gram[a * size + a];
      if (!(curvature > 0)) continue;
      const free = gradient[a] - taken[a] + curvature * to[a];
      const value = a === p ? free / curvature : softThreshold(free, penalty * lassoFraction) / (curvature + penalty * (1 - lassoFraction));
      const change = value - to[a];
      if (change === 0) continue;
      for (let b = 0; b < size; b++) taken[b] += gram[a * size + b] * change;
      to[a] = value;
      largest = Math.max(largest, Math.abs(change));
    }
    if (largest < TOLERANCE / 10) break;
  }
  return { intercept: to[p], beta: to.slice(0, p) };
}

/** The value moved towards nothing by `by`, at most to nothing. */
function softThreshold(value: number, by: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - by);
}
