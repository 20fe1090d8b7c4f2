import type { RasterIncidents, ScoreModel } from '../../evaluation/score_models';
import { smoothField, type Raster } from '../raster';

const DAY_MS = 86_400_000;

/** Parameters of the self-exciting grid. */
export interface SelfExcitingParameters {
  /** θ: incidents an incident is followed by in its own cell, on average; the share of all that are such echoes. */
  readonly offspring: number;
  /** ω, per day: echoes follow after 1/ω days on average. */
  readonly decayPerDay: number;
  /** κ: share of the background that is pooled with the neighbourhood. */
  readonly pooled: number;
}

/** Bandwidth the background is pooled over, metres. Chosen: two blocks. */
export const POOLING_BANDWIDTH_METERS = 250;

/** What cross-validation chooses from. */
export const SELF_EXCITING_CHOICES = {
  offspring: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
  decayDays: [1, 2.5, 5, 10, 20, 40, 80],
  pooled: [0.1, 0.25, 0.5],
} as const;

/** Share of the history whose incidents parameters are judged by. Chosen: the background of the rest is then known about as well as in a forecast. */
const JUDGED_FRACTION = 0.3;

const ECHO_PARAMETERS = 2;

/** A background of nothing would make an incident there impossible: this share of it is spread evenly, as everywhere (METHODS 2). */
const EVEN_FRACTION = 0.01;

/**
 * Mean rate of each cell over the `horizonDays` after an instant, incidents a day, of a grid of self-exciting cells (Mohler et al. 2015):
 * λ_c(t) = μ_c + θ·Σ_{i∈c} ω·e^{−ω(t − t_i)} over the incidents before it. The background is not fitted by itself, where it collapses into single cells (METHODS 2): with
 * the share θ of all incidents taken for echoes, it is 1 − θ of the cell's mean rate so far, pooled with that of its neighbourhood. O(incidents + cells · bandwidth / cell).
 */
export function selfExcitingRates(
  raster: Raster,
  incidents: RasterIncidents,
  originMs: number,
  settings: { readonly poolingBandwidth: number; readonly horizonDays: number },
  parameters: SelfExcitingParameters,
): Float64Array {
  const { own, near, even } = backgroundOf(raster, incidents, originMs, settings.poolingBandwidth);
  const { offspring, decayPerDay } = parameters;
  // what is left of an echo after a days, over the horizon: ∫ ω·e^{−ω(a + s)} ds / W
  const meanOverHorizon = -Math.expm1(-decayPerDay * settings.horizonDays) / settings.horizonDays;
  const rates = own.map((rate, cell) => (raster.mask[cell] === 0 ? 0 : (1 - offspring) * pool(parameters.pooled, rate, near[cell], even)));
  for (let i = 0; i < incidents.cell.length && incidents.instantMs[i] < originMs; i++) {
    const cell = incidents.cell[i];
    if (cell < 0 || raster.mask[cell] === 0) continue;
    const ageDays = (originMs - incidents.instantMs[i]) / DAY_MS;
    rates[cell] += offspring * meanOverHorizon * Math.exp(-decayPerDay * ageDays);
  }
  return rates;
}

/** What happened before an instant, by cell. */
interface Background {
  /** Per day, of the cell itself, of its neighbourhood, and of all cells alike. */
  readonly own: Float64Array;
  readonly near: Float64Array;
  readonly even: number;
  /** Of the whole ground. */
  readonly total: number;
}

function backgroundOf(raster: Raster, incidents: RasterIncidents, untilMs: number, bandwidth: number): Background {
  const own = new Float64Array(raster.mask.length);
  let total = 0;
  let firstMs = untilMs;
  for (let i = 0; i < incidents.cell.length && incidents.instantMs[i] < untilMs; i++) {
    const cell = incidents.cell[i];
    if (cell < 0 || raster.mask[cell] === 0) continue;
    firstMs = Math.min(firstMs, incidents.instantMs[i]);
    own[cell]++;
    total++;
  }
  const days = Math.max(1, (untilMs - firstMs) / DAY_MS);
  const near = smoothField(raster, own, bandwidth);
  let kept = 0;
  let cells = 0;
  for (let cell = 0; cell < near.length; cell++) {
    if (raster.mask[cell] === 0) near[cell] = 0;
    else cells++;
    kept += near[cell];
  }
  // what the kernel loses over the edge is given back to all alike
  const scale = kept > 0 ? total / kept / days : 0;
  return {
    own: own.map((count) => count / days),
    near: near.map((value) => value * scale),
    even: total / days / cells,
    total: total / days,
  };
}

/** (1 − κ)·own + κ·near, with a hundredth spread evenly; incidents a day. */
function pool(pooled: number, own: number, near: number, even: number): number {
  return (1 - EVEN_FRACTION) * ((1 - pooled) * own + pooled * near) + EVEN_FRACTION * even;
}

/**
 * Chooses θ, ω and κ by cross-validation on history alone: the log-likelihood of the point process over the last 30 % of the time before `untilMs`, each incident by all
 * before it, less one for θ and for ω each; neighbourhoods are those of the first 70 %. Undefined below two incidents to judge by. O(choices · incidents).
 */
export function chooseSelfExciting(
  raster: Raster,
  incidents: RasterIncidents,
  untilMs: number,
  poolingBandwidth: number,
): SelfExcitingParameters | undefined {
  const inside: number[] = [];
  for (let i = 0; i < incidents.cell.length && incidents.instantMs[i] < untilMs; i++)
    if (incidents.cell[i] >= 0 && raster.mask[incidents.cell[i]] === 1) inside.push(i);
  const firstMs = inside.length === 0 ? untilMs : incidents.instantMs[inside[0]];
  const splitMs = untilMs - JUDGED_FRACTION * (untilMs - firstMs);
  const judged = inside.filter((i) => incidents.instantMs[i] >= splitMs);
  if (judged.length < 2 || judged.length === inside.length) return undefined;

  const background = backgroundOf(raster, incidents, splitMs, poolingBandwidth);
  const own = ownRatesOf(incidents, inside, firstMs, splitMs, untilMs);
  const judgedDays = (untilMs - splitMs) / DAY_MS;
  let best: { readonly parameters: SelfExcitingParameters; readonly worth: number } | undefined;
  for (const decayDays of SELF_EXCITING_CHOICES.decayDays) {
    const decayPerDay = 1 / decayDays;
    const echoes = echoesOf(incidents, inside, splitMs, untilMs, decayPerDay);
    for (const pooled of SELF_EXCITING_CHOICES.pooled) {
      const rates = judged.map((i, k) => pool(pooled, own.before[k], background.near[incidents.cell[i]], background.even));
      const expected = pool(pooled, own.expected, background.total * judgedDays, background.total * judgedDays);
      for (const offspring of SELF_EXCITING_CHOICES.offspring) {
        let logLikelihood = -(1 - offspring) * expected - offspring * echoes.expected;
        rates.forEach((rate, k) => (logLikelihood += Math.log((1 - offspring) * rate + offspring * echoes.before[k])));
        // θ and ω have to earn their keep (Akaike 1974)
        const worth = offspring === 0 ? logLikelihood : logLikelihood - ECHO_PARAMETERS;
        if (best === undefined || worth > best.worth) best = { parameters: { offspring, decayPerDay, pooled }, worth };
      }
    }
  }
  return best?.parameters;
}

/** Mean rate of its cell before each incident from `splitMs` on, incidents a day, and its integral over cells and time from there to `untilMs`. */
function ownRatesOf(
  incidents: RasterIncidents,
  inside: readonly number[],
  firstMs: number,
  splitMs: number,
  untilMs: number,
): { readonly before: number[]; readonly expected: number } {
  const counts = new Map<number, number>();
  const before: number[] = [];
  let expected = 0;
  for (const i of inside) {
    const at = incidents.instantMs[i];
    const count = counts.get(incidents.cell[i]) ?? 0;
    if (at >= splitMs) before.push((count * DAY_MS) / (at - firstMs));
    counts.set(incidents.cell[i], count + 1);
    expected += Math.log((untilMs - firstMs) / (Math.max(at, splitMs) - firstMs));
  }
  return { before, expected };
}

/**
 * Σ ω·e^{−ω(t − t_j)} over the earlier incidents of its cell, for each incident from `splitMs` on (those of one instant do not excite each other), and its integral over
 * cells and time from there to `untilMs`.
 */
function echoesOf(
  incidents: RasterIncidents,
  inside: readonly number[],
  splitMs: number,
  untilMs: number,
  decayPerDay: number,
): { readonly before: Float64Array; readonly expected: number } {
  const sums = new Map<number, { sum: number; atMs: number; pending: number }>();
  const before: number[] = [];
  let expected = 0;
  for (const i of inside) {
    const at = incidents.instantMs[i];
    const fromDays = Math.max(0, splitMs - at) / DAY_MS;
    expected += Math.exp(-decayPerDay * fromDays) - Math.exp((-decayPerDay * (untilMs - at)) / DAY_MS);
    const state = sums.get(incidents.cell[i]);
    if (state === undefined) {
      sums.set(incidents.cell[i], { sum: 0, atMs: at, pending: decayPerDay });
      if (at >= splitMs) before.push(0);
      continue;
    }
    if (at > state.atMs) {
      state.sum = (state.sum + state.pending) * Math.exp((-decayPerDay * (at - state.atMs)) / DAY_MS);
      state.pending = 0;
      state.atMs = at;
    }
    if (at >= splitMs) before.push(state.sum);
    state.pending += decayPerDay;
  }
  return { before: Float64Array.from(before), expected };
}

/**
 * The self-exciting grid as a forecast. Its parameters are chosen once, on what lies before `historyUntilMs`, the first origin of a back-test; where too little does, nothing
 * excites. `poolingBandwidth` in the raster's unit.
 */
export function selfExcitingModel(settings: {
  readonly historyUntilMs: number;
  readonly poolingBandwidth: number;
  readonly horizonDays: number;
}): ScoreModel {
  let chosen: SelfExcitingParameters | undefined;
  return (raster, incidents, originMs) => {
    chosen ??= chooseSelfExciting(raster, incidents, Math.min(originMs, settings.historyUntilMs), settings.poolingBandwidth) ?? {
      offspring: 0,
      decayPerDay: 1,
      pooled: 0.5,
    };
    return selfExcitingRates(raster, incidents, originMs, settings, chosen);
  };
}
