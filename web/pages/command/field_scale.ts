import type { Field } from './command_state';

/** Shape of the ramp: where each step starts as a share of the last step's start. From the design's breaks 1, 2, 3.5, 5.5, 8, 11, 15, 20. */
const STEP_SHARES = [0.05, 0.1, 0.175, 0.275, 0.4, 0.55, 0.75, 1] as const;
/** Share of the coloured squares below the last step: chosen, because the last step should be a handful of squares, not one outlier. */
const LAST_STEP_QUANTILE = 0.995;
/** Sample size for the quantile: enough for three figures, and no sort of every square at each window change. */
const SAMPLE_SIZE = 4000;

/** Lower bounds of the eight steps, and how the legend writes them. */
export interface FieldScale {
  readonly breaks: readonly number[];
  readonly labels: readonly string[];
  /** Which multiple of the unit the labels are in. */
  readonly unit: 'one' | 'thousandth' | 'percent' | 'tier';
}

/** 1, 2, 3, 5 x 10^n, the nearest above. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = value / power;
  return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 3 ? 3 : digit <= 5 ? 5 : 10) * power;
}

function quantileOfPositive(values: ArrayLike<number>, share: number): number | undefined {
  const stride = Math.max(1, Math.floor(values.length / SAMPLE_SIZE));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += stride) {
    const value = values[i] ?? 0;
    if (value > 0) sample.push(value);
  }
  sample.sort((a, b) => a - b);
  return sample[Math.min(sample.length - 1, Math.floor(sample.length * share))];
}

/** The scale of a field for the values at hand; undefined when there is nothing to colour. */
export function fieldScaleOf(field: Field, values: ArrayLike<number> | undefined): FieldScale | undefined {
  if (field === 'none' || values === undefined) return undefined;
  if (field === 'coverage') {
    const breaks = [0.05, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 0.999];
    return { breaks, labels: breaks.map((share) => String(Math.round(share * 100))), unit: 'percent' };
  }
  // Blue, yellow, orange, red: one step each.
  if (field === 'tiers') return { breaks: [0, 1, 2, 3], labels: ['D', 'C', 'B', 'A'], unit: 'tier' };
  const top = quantileOfPositive(values, LAST_STEP_QUANTILE);
  if (top === undefined) return undefined;
  const last = roundUp(top);
  const breaks = STEP_SHARES.map((share) => last * share);
  const unit = last < 0.5 ? 'thousandth' : 'one';
  const factor = unit === 'thousandth' ? 1000 : 1;
  return { breaks, labels: breaks.map((bound) => String(Number((bound * factor).toPrecision(2)))), unit };
}
