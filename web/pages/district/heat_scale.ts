import type { StepScale } from '../../map/layers/square_layers';
import { rampOf } from '../../map/map_colors';

/** Lower bounds of the eight steps before scaling: steps widen as counts grow, as in the design's map. */
const STEPS = [0.1, 0.3, 0.5, 0.8, 1.2, 1.7, 2.4, 3.5] as const;

/** The largest of 1, 2, 5 x 10^n that is not above `value`. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = value / power;
  return (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i] ?? 0);
  return largest;
}

/** One scale for both periods, so that equal colours are equal counts. Undefined when neither holds an incident. */
export function heatScaleOf(current: ArrayLike<number>, previous: ArrayLike<number>): StepScale | undefined {
  const largest = Math.max(largestOf(current), largestOf(previous));
  if (largest <= 0) return undefined;
  const factor = roundDown(largest / (STEPS.at(-1) ?? 1));
  return { breaks: STEPS.map((step) => step * factor), colors: rampOf('light') };
}
