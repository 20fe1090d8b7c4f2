import { logGamma } from '../evaluation/special_functions';
import { SLOT_COUNT } from '../model/shift_band';

/** Strengths of shrinkage tried, in pseudo-incidents: from a third of an incident per hour of the week to practically the prior itself. */
const STRENGTHS = Array.from({ length: 12 }, (_, i) => 56 * 2 ** i);

/**
 * Share of incidents by hour of the week, shrunk towards a prior profile by a Dirichlet prior whose strength is the one most likely for these counts (empirical Bayes on
 * the Dirichlet-multinomial). Without counts it is the prior. `counts` and `prior` have 168 entries; the prior sums to 1 and so does the result.
 */
export function shrinkProfile(counts: Float64Array, prior: Float64Array): Float64Array {
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return prior.slice();
  let strength = STRENGTHS[0];
  let best = -Infinity;
  for (const candidate of STRENGTHS) {
    const likelihood = logLikelihood(counts, total, prior, candidate);
    if (likelihood > best) {
      best = likelihood;
      strength = candidate;
    }
  }
  return counts.map((count, slot) => (count + strength * prior[slot]) / (total + strength));
}

/** ln of the Dirichlet-multinomial probability of the counts, without the factor that is the same for all strengths. */
function logLikelihood(counts: Float64Array, total: number, prior: Float64Array, strength: number): number {
  let sum = logGamma(strength) - logGamma(total + strength);
  for (let slot = 0; slot < counts.length; slot++) {
    const pseudo = strength * prior[slot];
    if (counts[slot] > 0) sum += logGamma(counts[slot] + pseudo) - logGamma(pseudo);
  }
  return sum;
}

/** The profile that knows nothing: every hour of the week alike. */
export function uniformProfile(): Float64Array {
  return new Float64Array(SLOT_COUNT).fill(1 / SLOT_COUNT);
}
