import { logGamma } from '../evaluation/special_functions';

/**
 * How far true mean rates lie from fitted ones: their squared coefficient of variation about a fitted rate R is perIncident / (E·R + 1) + floor, E·R the incidents the
 * rate rests on. The first part is chance and fades with data; the floor is what the model has wrong, and change since.
 */
export interface RateDispersion {
  readonly perIncident: number;
  readonly floor: number;
}

/** Used where too little was held out to estimate it: twice the variance of plain counts. Chosen, to err on the wide side. */
export const ASSUMED_DISPERSION: RateDispersion = { perIncident: 2, floor: 0 };

/** With fewer events held out the estimate says more about chance. Chosen. */
export const FEWEST_HELD_OUT = 100;

/** Squared coefficient of variation of the true rate about a fitted one. */
export function relativeVariance(dispersion: RateDispersion, incidents: number): number {
  return dispersion.perIncident / (incidents + 1) + dispersion.floor;
}

/** Cells of about one fitted rate and one count are taken together: this many steps to a factor of two. */
const STEPS_PER_OCTAVE = 8;
/** Rates below this share of the largest are one step: they expect nothing. */
const SMALLEST_SHARE = 2 ** -24;

const PER_INCIDENT = Array.from({ length: 33 }, (_, i) => 2 ** (-3 + i / 4));
const FLOORS = [0, ...Array.from({ length: 25 }, (_, i) => 2 ** (-8 + i / 4))];

/**
 * The dispersion most likely for what happened after a forecast (empirical Bayes): events of a cell are negative binomial about the forecast, scaled to their total, as a
 * Gamma spread of true rates about fitted ones implies. `ratesPerHour` were fitted before the held-out hours from `exposureHours` of (decayed) history; `events` are
 * the counts of the held-out hours. What near repeats add counts as dispersion. {@link ASSUMED_DISPERSION} below {@link FEWEST_HELD_OUT} events.
 * O(cells), plus a grid search over their distinct rates and counts.
 */
export function estimateDispersion(
  ratesPerHour: ArrayLike<number>,
  exposureHours: number,
  events: ArrayLike<number>,
): { readonly dispersion: RateDispersion; readonly heldOut: number } {
  let heldOut = 0;
  let total = 0;
  let largest = 0;
  for (let cell = 0; cell < events.length; cell++) {
    heldOut += events[cell];
    total += ratesPerHour[cell];
    largest = Math.max(largest, ratesPerHour[cell]);
  }
  if (heldOut < FEWEST_HELD_OUT || !(largest > 0)) return { dispersion: ASSUMED_DISPERSION, heldOut };
  const bins = binned(ratesPerHour, events, largest);
  const hours = heldOut / total;
  let best = -Infinity;
  let dispersion = ASSUMED_DISPERSION;
  for (const perIncident of PER_INCIDENT) {
    for (const floor of FLOORS) {
      const candidate = { perIncident, floor };
      const likelihood = logLikelihood(bins, hours, exposureHours, candidate);
      if (likelihood > best) {
        best = likelihood;
        dispersion = candidate;
      }
    }
  }
  return { dispersion, heldOut };
}

interface Bin {
  readonly ratePerHour: number;
  readonly events: number;
  readonly cells: number;
}

/** Cells by rate (their mean within the step) and count. */
function binned(ratesPerHour: ArrayLike<number>, events: ArrayLike<number>, largest: number): Bin[] {
  const sums = new Map<number, { rate: number; cells: number; readonly events: number }>();
  const smallestStep = Math.floor(Math.log2(SMALLEST_SHARE) * STEPS_PER_OCTAVE);
  for (let cell = 0; cell < events.length; cell++) {
    const share = ratesPerHour[cell] / largest;
    const step = share > SMALLEST_SHARE ? Math.floor(Math.log2(share) * STEPS_PER_OCTAVE) : smallestStep;
    const key = events[cell] * 1024 - step;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { rate: ratesPerHour[cell], cells: 1, events: events[cell] });
    else {
      sum.rate += ratesPerHour[cell];
      sum.cells++;
    }
  }
  return [...sums.values()].map(({ rate, cells, events: count }) => ({ ratePerHour: rate / cells, events: count, cells }));
}

/** ln of the negative binomial probability of the counts, without what is the same for all candidates. */
function logLikelihood(bins: readonly Bin[], hours: number, exposureHours: number, dispersion: RateDispersion): number {
  let sum = 0;
  for (const { ratePerHour, events, cells } of bins) {
    if (ratePerHour === 0) continue;
    const mean = ratePerHour * hours;
    const shape = 1 / relativeVariance(dispersion, exposureHours * ratePerHour);
    const ofCount = events === 0 ? 0 : logGamma(events + shape) - logGamma(shape) + events * Math.log(mean / (shape + mean));
    sum += cells * (ofCount + shape * Math.log(shape / (shape + mean)));
  }
  return sum;
}
