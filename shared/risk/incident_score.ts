import type { RiskParameters } from './risk_model';
import { createSpreadChoice, writeScore, type ScoreTerms } from './spread_choice';
import { cellIndexAt, createKernelSpreader, type CellGround, type KernelSpreader } from './spread_kernel';

const DAY_MS = 86_400_000;

/** The narrowest and the widest an adaptive kernel gets, as factors of the bandwidth, and how many steps an octave has in between. Chosen. */
const NARROWEST = 1 / 4;
const WIDEST = 2;
const STEPS_PER_OCTAVE = 2;

/**
 * What S(c) is made with; `bandwidth` in the unit of the ground. `spreadFraction` is the share of the recent term that the kernel spreads, the rest stays in the incident's
 * own cell; absent, it is chosen by the back-test of {@link ScoreField.judge}.
 */
export type ScoreSettings = Pick<RiskParameters, 'halfLifeDays' | 'kernelHalfLifeDays' | 'kernelWeight' | 'adaptivity'> & {
  readonly bandwidth: number;
  readonly spreadFraction?: number | undefined;
};

/** Incidents as columns; `weight` counts some for more or less than one. */
export interface ScoredIncidents {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly instantMs: ArrayLike<number>;
  readonly weight?: ArrayLike<number> | undefined;
}

/** What the incidents of one kind add up to as of an instant. */
export interface IncidentScore {
  /** Σ weight · 2^(−a/half-life) over the incidents: their level. */
  readonly decayedCount: number;
  /** Σ S(c). */
  readonly scoreSum: number;
}

/** S(c) of METHODS 2 as it grows with time: incidents are added as they happen, and it can be read as of any later instant. */
export interface ScoreField {
  /** Adds one incident that lies in the area, no older than the ones before, and answers the bandwidth its kernel got; 0 for one without weight. O((bandwidth / side)²). */
  add(x: number, y: number, instantMs: number, weight?: number): number;
  /** Writes S(c) as of an instant, not before the newest incident, over `score`. O(cells). */
  scoreAt(instantMs: number, score: Float64Array): IncidentScore;
  /** A fortnight ends: what the fractions flagged at the end of the last one is judged by what happened since. O(cells). See {@link createSpreadChoice}. */
  judge(instantMs: number): void;
  /** The share of the recent term that is spread. */
  spreadFraction(): number;
}

/**
 * An empty S(c) for `cells` cells: decayed counts of each cell plus an edge-corrected Gaussian kernel of recent incidents. With `adaptivity` α above 0 the kernel of an
 * incident is narrower where more happened up to then and wider where less did: b·(p / g)^−α, p the density there by a kernel of b over all incidents so far and g its
 * geometric mean over them (Abramson 1982; α = ½ there), between a quarter and twice of b. As each kernel depends on earlier incidents only, adding a day gives the
 * numbers of starting again.
 */
export function createScoreField(ground: CellGround, cells: number, settings: ScoreSettings): ScoreField {
  const { bandwidth, adaptivity } = settings;
  const plain = createKernelSpreader(ground, bandwidth);
  const spreaders = new Map<number, KernelSpreader>([[0, plain]]);
  const bandwidthOf = (step: number): number => bandwidth * 2 ** (step / STEPS_PER_OCTAVE);
  const spreaderOf = (step: number): KernelSpreader => {
    const known = spreaders.get(step);
    if (known !== undefined) return known;
    const made = createKernelSpreader(ground, bandwidthOf(step));
    spreaders.set(step, made);
    return made;
  };
  // weights grow from the first incident on instead of decaying, so that nothing kept has to be touched again
  const counts = new Float64Array(cells);
  const kernel = new Float64Array(cells);
  /** The recent term of each cell's own incidents, not spread. */
  const recent = new Float64Array(cells);
  const choice = settings.spreadFraction === undefined ? createSpreadChoice(cells, cellsOf(ground)) : undefined;
  const spreadFraction = () => settings.spreadFraction ?? choice?.fraction() ?? 1;
  let incidents = 0;
  const density = adaptivity > 0 ? new Float64Array(cells) : undefined;
  let firstMs: number | undefined;
  let newestMs = -Infinity;
  let countSum = 0;
  let kernelSum = 0;
  let logDensitySum = 0;
  const grown = (instantMs: number, halfLifeDays: number) => 2 ** ((instantMs - (firstMs ?? instantMs)) / DAY_MS / halfLifeDays);

  /** Step of bandwidth for an incident, whose own kernel is in `plain`; takes it into the density. */
  function stepAt(own: number, countWeight: number): number {
    if (density === undefined) return 0;
    const meanLogDensity = countSum === 0 ? undefined : logDensitySum / countSum;
    addShares(density, plain, countWeight);
    const logDensity = Math.log(density[own] / (countSum + countWeight));
    logDensitySum += countWeight * logDensity;
    if (meanLogDensity === undefined) return 0;
    const factor = Math.min(WIDEST, Math.max(NARROWEST, Math.exp(-adaptivity * (logDensity - meanLogDensity))));
    return Math.round(Math.log2(factor) * STEPS_PER_OCTAVE);
  }

  return {
    add(x, y, instantMs, weight = 1) {
      if (instantMs < newestMs) throw new RangeError('incidents are added oldest first');
      firstMs ??= instantMs;
      newestMs = instantMs;
      const own = cellIndexAt(ground, x, y);
      if (own < 0) throw new RangeError(`(${x}, ${y}) lies outside the area`);
      if (weight === 0) return 0;
      const countWeight = weight * grown(instantMs, settings.halfLifeDays);
      const kernelWeight = weight * grown(instantMs, settings.kernelHalfLifeDays);
      plain.spread(x, y);
      const step = stepAt(own, countWeight);
      const spreader = spreaderOf(step);
      if (step !== 0) spreader.spread(x, y);
      counts[own] += countWeight;
      addShares(kernel, spreader, kernelWeight);
      recent[own] += kernelWeight;
      countSum += countWeight;
      kernelSum += kernelWeight;
      incidents++;
      choice?.count(own);
      return bandwidthOf(step);
    },
    scoreAt(instantMs, score) {
      if (instantMs < newestMs) throw new RangeError('a score is read after its newest incident');
      const terms = termsAt(instantMs);
      writeScore(terms, spreadFraction(), score);
      const { countDecay, recentDecay } = terms;
      return { decayedCount: countDecay * countSum, scoreSum: countDecay * countSum + recentDecay * kernelSum };
    },
    judge(instantMs) {
      choice?.judge(incidents, termsAt(instantMs));
    },
    spreadFraction,
  };

  function termsAt(instantMs: number): ScoreTerms {
    return {
      counts,
      kernel,
      recent,
      countDecay: 1 / grown(instantMs, settings.halfLifeDays),
      recentDecay: settings.kernelWeight / grown(instantMs, settings.kernelHalfLifeDays),
    };
  }
}

/** Adds what was spread last, times a weight, to a column of cells. */
function addShares(column: Float64Array, { count, squareIndex, share }: KernelSpreader, weight: number): void {
  for (let i = 0; i < count; i++) column[squareIndex[i]] += weight * share[i];
}

/** Cells of the area. */
function cellsOf({ index }: CellGround): number {
  return index.table.reduce((count, cell) => (cell < 0 ? count : count + 1), 0);
}
