import type { RiskParameters } from './fit_risk';
import { cellIndexAt, type CellGround, type KernelSpreader } from './spread_kernel';

const DAY_MS = 86_400_000;

/** Beyond this many half-lives an incident's kernel weighs less than a millionth of a fresh one's and is left out. */
const FORGOTTEN_HALF_LIVES = 20;

/** What the incidents of one kind add up to, cell by cell. */
export interface IncidentScore {
  /** Σ 2^(−a/half-life) over the incidents: their level. */
  readonly decayedCount: number;
  /** Σ S(c). */
  readonly scoreSum: number;
}

/**
 * S(c) of METHODS 2 for these rows: decayed counts of each cell plus an edge-corrected kernel of recent incidents, added to `score`; the sum of squares of what each incident
 * adds goes to `scoreSquares`. Every row lies in the area and before `untilMs`. O(rows · (bandwidth / side)²).
 */
export function addIncidentScore(
  ground: CellGround,
  kernel: KernelSpreader,
  incidents: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number>; readonly instantMs: ArrayLike<number> },
  rows: ArrayLike<number>,
  untilMs: number,
  parameters: Pick<RiskParameters, 'halfLifeDays' | 'kernelHalfLifeDays' | 'kernelWeight'>,
  score: Float64Array,
  scoreSquares: Float64Array | undefined,
): IncidentScore {
  let decayedCount = 0;
  let scoreSum = 0;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k];
    const x = incidents.x[row];
    const y = incidents.y[row];
    const ageDays = (untilMs - incidents.instantMs[row]) / DAY_MS;
    const countWeight = 2 ** (-ageDays / parameters.halfLifeDays);
    const halfLives = ageDays / parameters.kernelHalfLifeDays;
    const kernelWeight = halfLives > FORGOTTEN_HALF_LIVES ? 0 : parameters.kernelWeight * 2 ** -halfLives;
    decayedCount += countWeight;
    scoreSum += countWeight + kernelWeight;
    const own = cellIndexAt(ground, x, y);
    if (kernelWeight === 0) {
      score[own] += countWeight;
      if (scoreSquares !== undefined) scoreSquares[own] += countWeight * countWeight;
      continue;
    }
    kernel.spread(x, y);
    for (let i = 0; i < kernel.count; i++) {
      const cell = kernel.squareIndex[i];
      const added = kernelWeight * kernel.share[i] + (cell === own ? countWeight : 0);
      score[cell] += added;
      if (scoreSquares !== undefined) scoreSquares[cell] += added * added;
    }
  }
  return { decayedCount, scoreSum };
}
