import { createScoreField, type ScoreField, type ScoreSettings } from '../risk/incident_score';
import { smoothField, type Raster } from '../risk/raster';
import type { RiskParameters } from '../risk/risk_model';
import { FORTNIGHT_MS, JUDGED_MS } from '../risk/spread_choice';
import type { CellGround } from '../risk/spread_kernel';

const DAY_MS = 86_400_000;
/** The textbook kernel map (METHODS 2, 7). */
export const TEXTBOOK_BANDWIDTH_METERS = 152.4;
const YEAR_DAYS = 365;

/** Incidents on a raster, oldest first. */
export interface RasterIncidents {
  readonly instantMs: Float64Array;
  /** Cell of the raster; -1 outside of it. */
  readonly cell: Int32Array;
  /** Positions in the raster's unit, from the corner of its first column and row. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * A forecast that ranks cells: a score of any scale for each cell of the raster from the incidents before an origin. What all models have in common
 * (level, 1 % spread evenly) is added by {@link ratesOfScore}.
 */
export type ScoreModel = (raster: Raster, incidents: RasterIncidents, originMs: number) => Float64Array;

/** Sum of a weight by age, days, over the incidents of each cell before the origin. */
function weightedCounts(
  raster: Raster,
  incidents: RasterIncidents,
  originMs: number,
  weight: (ageDays: number) => number,
  days = Infinity,
): Float64Array {
  const counts = new Float64Array(raster.mask.length);
  const fromMs = originMs - days * DAY_MS;
  for (let i = 0; i < incidents.cell.length; i++) {
    const at = incidents.instantMs[i];
    if (at >= originMs) break;
    if (at >= fromMs && incidents.cell[i] >= 0) counts[incidents.cell[i]] += weight((originMs - at) / DAY_MS);
  }
  return counts;
}

const one = (): number => 1;

/** Every cell alike. */
export const uniformModel: ScoreModel = (raster) => Float64Array.from(raster.mask);

/** Counts of the year before. */
export const lastYearModel: ScoreModel = (raster, incidents, originMs) => weightedCounts(raster, incidents, originMs, one, YEAR_DAYS);

/** Counts of all there is: the plain baseline every forecast has to beat. */
export const allHistoryModel: ScoreModel = (raster, incidents, originMs) => weightedCounts(raster, incidents, originMs, one);

/** Counts of the year before under a Gaussian kernel of this bandwidth (in the raster's unit), without edge correction. */
export function textbookKernelModel(bandwidth: number): ScoreModel {
  return (raster, incidents, originMs) => smoothField(raster, lastYearModel(raster, incidents, originMs), bandwidth);
}

/**
 * The reference form of METHODS 7: decayed counts plus a Gaussian kernel of recent incidents, all taken as standing at the centre of their cell, without edge
 * correction. `bandwidth` in the raster's unit.
 */
export function binnedBlendModel(
  settings: Pick<RiskParameters, 'halfLifeDays' | 'kernelHalfLifeDays' | 'kernelWeight'> & { readonly bandwidth: number },
): ScoreModel {
  return (raster, incidents, originMs) => {
    const score = weightedCounts(raster, incidents, originMs, (age) => 2 ** (-age / settings.halfLifeDays));
    const recent = weightedCounts(raster, incidents, originMs, (age) => 2 ** (-age / settings.kernelHalfLifeDays));
    const kernel = smoothField(raster, recent, settings.bandwidth);
    for (let cell = 0; cell < score.length; cell++) score[cell] += settings.kernelWeight * kernel[cell];
    return score;
  };
}

/**
 * The default model as it is shipped ({@link createScoreField}): exact positions, mass kept inside the area. `historyDays` is how far back it looks; from `chosenUntilMs`
 * on it no longer chooses how much kernels spread. Origins that follow each other on the same incidents are added to, not begun again.
 */
export function defaultScoreModel(settings: ScoreSettings & { readonly historyDays: number; readonly chosenUntilMs?: number }): ScoreModel {
  let growing: { readonly raster: Raster; readonly incidents: RasterIncidents; readonly field: ScoreField } | undefined;
  let next = 0;
  let untilMs = -Infinity;
  let nextFortnightMs = -Infinity;
  return (raster, incidents, originMs) => {
    const stands =
      growing?.raster === raster && growing.incidents === incidents && untilMs <= originMs && settings.historyDays === Infinity;
    if (growing === undefined || !stands) {
      growing = { raster, incidents, field: createScoreField(groundOfRaster(raster), raster.mask.length, settings) };
      next = 0;
      const fromMs = originMs - settings.historyDays * DAY_MS;
      while (next < incidents.cell.length && incidents.instantMs[next] < fromMs) next++;
      nextFortnightMs = (Math.floor((originMs - JUDGED_MS) / FORTNIGHT_MS) + 1) * FORTNIGHT_MS;
    }
    const { field } = growing;
    const judgeUntilMs = Math.min(originMs, settings.chosenUntilMs ?? Infinity);
    const judgeTo = (instantMs: number) => {
      for (; nextFortnightMs <= Math.min(instantMs, judgeUntilMs); nextFortnightMs += FORTNIGHT_MS) field.judge(nextFortnightMs);
    };
    for (; next < incidents.cell.length && incidents.instantMs[next] < originMs; next++) {
      if (incidents.cell[next] < 0 || raster.mask[incidents.cell[next]] === 0) continue;
      judgeTo(incidents.instantMs[next]);
      field.add(incidents.x[next], incidents.y[next], incidents.instantMs[next]);
    }
    judgeTo(originMs);
    untilMs = originMs;
    const score = new Float64Array(raster.mask.length);
    field.scoreAt(originMs, score);
    return score;
  };
}

/** The masked cells of a raster as a ground whose cell positions are those of the raster. */
function groundOfRaster({ columns, rows, cellWidth, cellHeight, mask }: Raster): CellGround {
  const table = Int32Array.from(mask, (on, cell) => (on === 1 ? cell : -1));
  return { index: { table, firstColumn: 0, firstRow: 0, columns, rows }, cellWidth, cellHeight, originX: 0, originY: 0 };
}

/**
 * Expected incidents by cell when the whole area is expected to have `expected`: the score's share of 99 % of them, and 1 % spread evenly over the
 * cells of the mask (METHODS 2). A score that is 0 everywhere is spread evenly.
 */
export function ratesOfScore(raster: Raster, score: Float64Array, expected: number, uniformFraction = 0.01): Float64Array {
  let total = 0;
  let cells = 0;
  for (let cell = 0; cell < score.length; cell++) {
    if (raster.mask[cell] === 0) continue;
    total += score[cell];
    cells++;
  }
  const share = total > 0 ? 1 - uniformFraction : 0;
  return score.map((value, cell) =>
    raster.mask[cell] === 0 ? 0 : expected * ((total > 0 ? (share * value) / total : 0) + (1 - share) / cells),
  );
}
