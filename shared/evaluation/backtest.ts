import { smoothField, type Raster } from '../risk/raster';
import { scoreForecast, type ForecastScore } from './forecast_score';
import { flagSquares } from './predictive_accuracy';
import type { Origin } from './rolling_origins';
import { allHistoryModel, ratesOfScore, type RasterIncidents, type ScoreModel } from './score_models';

/** Ties are broken by all history under a kernel this many metres wide (METHODS 6: 2,000 ft). */
export const TIE_BANDWIDTH_METERS = 609.6;

/** How one forecast of one model did. */
export type BacktestScore = ForecastScore;

export interface BacktestInput {
  readonly raster: Raster;
  /** Oldest first, those of the windows included. */
  readonly incidents: RasterIncidents;
  readonly origins: readonly Origin[];
  readonly flaggedCount: number;
  readonly models: Readonly<Record<string, ScoreModel>>;
  /** Bandwidth that breaks ties, in the raster's unit. */
  readonly tieBandwidth: number;
  /** Level all models are given for a window, incidents; by default that of the year before the origin, or of the history where it is shorter: METHODS 2 wants the same Λ for all. */
  readonly expectedIn?: (origin: Origin) => number;
  readonly onProgress?: (done: number) => void;
  readonly shouldStop?: () => boolean;
}

const YEAR_MS = 365 * 86_400_000;

/**
 * Forecasts of several models at the same origins, each judged on its window. Answers one list of scores a model, in the order of the origins. Only incidents before
 * an origin are seen by its forecasts. O(origins · models · (incidents + cells)).
 */
export function backtest(input: BacktestInput): Record<string, BacktestScore[]> {
  const { raster, incidents, origins } = input;
  const scores: Record<string, BacktestScore[]> = Object.fromEntries(Object.keys(input.models).map((name) => [name, []]));
  const eligible = cellsOfMask(raster.mask);
  origins.forEach((origin, index) => {
    if (input.shouldStop?.() === true) return;
    const { eventsByCell, elsewhere } = eventsIn(incidents, origin, raster);
    const events = takeCells(eventsByCell, eligible);
    const tie = takeCells(smoothField(raster, allHistoryModel(raster, incidents, origin.originMs), input.tieBandwidth), eligible);
    const expected = input.expectedIn?.(origin) ?? levelBefore(incidents, origin);
    for (const [name, model] of Object.entries(input.models)) {
      const score = model(raster, incidents, origin.originMs);
      const ranked = takeCells(score, eligible);
      const flagged = flagSquares(ranked, input.flaggedCount, tie);
      const rates = takeCells(ratesOfScore(raster, score, expected), eligible);
      scores[name].push(scoreForecast({ expectedByCell: rates, flagged, eventsByCell: events, elsewhere, flagsAny: isConstant(ranked) }));
    }
    input.onProgress?.(index + 1);
  });
  return scores;
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function cellsOfMask(mask: Uint8Array): Int32Array {
  const cells: number[] = [];
  for (let cell = 0; cell < mask.length; cell++) if (mask[cell] === 1) cells.push(cell);
  return Int32Array.from(cells);
}

function takeCells(field: Float64Array, cells: Int32Array): Float64Array {
  return Float64Array.from(cells, (cell) => field[cell]);
}

/** What happened in a window by cell; `elsewhere` counts what lies off the mask. */
function eventsIn(incidents: RasterIncidents, { window }: Origin, raster: Raster): { eventsByCell: Float64Array; elsewhere: number } {
  const eventsByCell = new Float64Array(raster.mask.length);
  let elsewhere = 0;
  for (let i = 0; i < incidents.cell.length; i++) {
    if (incidents.instantMs[i] < window.fromMs || incidents.instantMs[i] >= window.toMs) continue;
    const cell = incidents.cell[i];
    if (cell >= 0 && raster.mask[cell] === 1) eventsByCell[cell]++;
    else elsewhere++;
  }
  return { eventsByCell, elsewhere };
}

/** Incidents of the year before an origin, or of the time there are records where that is shorter, scaled to the length of its window. */
function levelBefore(incidents: RasterIncidents, { originMs, window }: Origin): number {
  const firstMs = incidents.instantMs[0] ?? originMs;
  const historyMs = Math.min(YEAR_MS, originMs - firstMs);
  if (!(historyMs > 0)) return 0;
  let count = 0;
  for (const at of incidents.instantMs) if (at >= originMs - historyMs && at < originMs) count++;
  return (count * (window.toMs - window.fromMs)) / historyMs;
}
