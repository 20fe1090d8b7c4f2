/**
 * The few special functions that intervals of counts need, in double precision. Series and continued fractions as in Press et al., Numerical Recipes
 * (3rd ed., 6.1-6.4); good to about 1e-12 relative for the arguments used here (counts up to some millions).
 */

/** Coefficients of Lanczos' approximation with g = 7, n = 9 (Godfrey 2001). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

const RELATIVE_PRECISION = 1e-15;
const MAX_TERMS = 100_000;

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`ln Γ is asked for at ${x}, it needs a positive argument`);
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (z + i);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** P(a, x), the probability that a Gamma variable of this shape and rate 1 is at most x. */
export function regularizedGamma(shape: number, x: number): number {
  if (x <= 0) return 0;
  const scale = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  return x < shape + 1 ? scale * gammaSeries(shape, x) : 1 - scale * gammaFraction(shape, x);
}

function gammaSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && Math.abs(term) > Math.abs(sum) * RELATIVE_PRECISION; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum;
}

function gammaFraction(shape: number, x: number): number {
  return evaluateFraction(x + 1 - shape, (i) => [-i * (i - shape), x + 1 - shape + 2 * i]);
}

/** I_x(a, b), the probability that a Beta(a, b) variable is at most x. */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const fraction = evaluateFraction(1, (i) => {
    const m = Math.floor(i / 2);
    const numerator = i % 2 === 0 ? (m * (b - m) * x) / ((a + i - 1) * (a + i)) : (-(a + m) * (a + b + m) * x) / ((a + i - 1) * (a + i));
    return [numerator, 1];
  });
  return scale * fraction;
}

/** 1/(b0 + a1/(b1 + a2/(b2 + …))) by the modified method of Lentz; `term(i)` is [ai, bi] from i = 1. */
function evaluateFraction(first: number, term: (i: number) => readonly [number, number]): number {
  const tiny = 1e-300;
  let value = first === 0 ? tiny : first;
  let c = value;
  let d = 0;
  for (let i = 1; i < MAX_TERMS; i++) {
    const [a, b] = term(i);
    d = b + a * d;
    if (d === 0) d = tiny;
    c = b + a / c;
    if (c === 0) c = tiny;
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < RELATIVE_PRECISION) break;
  }
  return 1 / value;
}

/** The x below which a Gamma variable of this shape and rate 1 lies with this probability. */
export function gammaQuantile(probability: number, shape: number): number {
  let high = Math.max(1, shape);
  while (regularizedGamma(shape, high) < probability) high *= 2;
  return bisect(0, high, (x) => regularizedGamma(shape, x) < probability);
}

/** The x in 0..1 below which a Beta(a, b) variable lies with this probability. */
export function betaQuantile(probability: number, a: number, b: number): number {
  return bisect(0, 1, (x) => regularizedBeta(x, a, b) < probability);
}

/** The point of [low, high] up to which `isBelow` holds, by halving until doubles run out. */
function bisect(low: number, high: number, isBelow: (x: number) => boolean): number {
  let from = low;
  let to = high;
  for (let i = 0; i < 1100; i++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (isBelow(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
