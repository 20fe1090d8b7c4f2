import { expect, test } from 'vitest';
import { ASSUMED_DISPERSION, estimateDispersion, relativeVariance } from './rate_dispersion';

/** Uniform numbers of a linear congruence: the same on every machine. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 || 2 ** -33;
}

function gaussian(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}

/** Marsaglia and Tsang 2000; shapes below 1 by their boost. */
function gammaDraw(shape: number, draw: () => number): number {
  if (shape < 1) return gammaDraw(shape + 1, draw) * draw() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = gaussian(draw);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(draw()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function poissonDraw(mean: number, draw: () => number): number {
  let count = 0;
  for (let left = Math.exp(-mean), product = draw(); product > left; product *= draw()) count++;
  return count;
}

/** Cells whose true rates lie about fitted ones as a dispersion says, and what happens in them in `hours`. */
function cells(count: number, exposureHours: number, hours: number, dispersion: { perIncident: number; floor: number }) {
  const draw = uniform(11);
  const rates = Float64Array.from({ length: count }, () => (0.2 + 30 * draw() ** 4) / exposureHours);
  const events = rates.map((rate) => {
    const variance = relativeVariance(dispersion, rate * exposureHours);
    return poissonDraw(rate * hours * variance * gammaDraw(1 / variance, draw), draw);
  });
  return { rates, events };
}

test('a dispersion that is known comes back', () => {
  for (const truth of [
    { perIncident: 1, floor: 0 },
    { perIncident: 0.5, floor: 0.1 },
    { perIncident: 3, floor: 0.02 },
  ]) {
    const { rates, events } = cells(20_000, 10_000, 8000, truth);
    const { dispersion } = estimateDispersion(rates, 10_000, events);
    for (const incidents of [1, 5, 20])
      expect(relativeVariance(dispersion, incidents) / relativeVariance(truth, incidents)).toBeCloseTo(1, 0.4);
  }
});

test('another level since is not taken for dispersion', () => {
  const truth = { perIncident: 0.5, floor: 0 };
  const { rates, events } = cells(20_000, 10_000, 8000, truth);
  const doubled = rates.map((rate) => 2 * rate);
  const plain = estimateDispersion(rates, 10_000, events).dispersion;
  const scaled = estimateDispersion(doubled, 5000, events).dispersion;
  expect(scaled).toEqual(plain);
});

test('too little held out is said, and assumed to be wide', () => {
  const rates = new Float64Array(50).fill(0.001);
  const events = Float64Array.from(rates, (_, i) => (i < 9 ? 1 : 0));
  expect(estimateDispersion(rates, 1000, events)).toEqual({ dispersion: ASSUMED_DISPERSION, heldOut: 9 });
  expect(estimateDispersion(new Float64Array(0), 1000, new Float64Array(0)).heldOut).toBe(0);
});
