import { smoothField } from '../risk/raster';
import { TIE_BANDWIDTH_METERS } from './backtest';
import { flagSquares } from './predictive_accuracy';
import { allHistoryModel, ratesOfScore, type RasterIncidents, type ScoreModel } from './score_models';
import type { SquareRaster } from './square_raster';

/** One model's forecast for a window. */
export interface IssuedForecast {
  readonly model: string;
  /** Positions of the flagged squares, highest first. */
  readonly flagged: Int32Array;
  /** It says nothing about where: what is flagged is a draw. */
  readonly flagsAny: boolean;
  /** Incidents expected in the window, by square. */
  readonly expected: Float64Array;
}

/**
 * Forecasts of one window by the risk in force (incidents it expects there, by square) and by the models it is held against, which see the incidents before the origin and are
 * given the same level as METHODS 2 wants. Each flags as many squares; ties as in every back-test. O(models · (incidents + cells)).
 */
export function issueForecasts(input: {
  readonly ground: SquareRaster;
  readonly incidents: RasterIncidents;
  readonly originMs: number;
  readonly flaggedCount: number;
  readonly inForce: { readonly model: string; readonly expected: Float64Array };
  readonly baselines: Readonly<Record<string, ScoreModel>>;
}): IssuedForecast[] {
  const { ground, incidents, originMs } = input;
  const { raster, cellOfSquare } = ground;
  const onSquares = (field: Float64Array) => Float64Array.from(cellOfSquare, (cell) => field[cell]);
  const tie = onSquares(smoothField(raster, allHistoryModel(raster, incidents, originMs), TIE_BANDWIDTH_METERS));
  const level = input.inForce.expected.reduce((sum, value) => sum + value, 0);
  const forecast = (model: string, ranking: Float64Array, expected: Float64Array): IssuedForecast => ({
    model,
    flagged: flagSquares(ranking, input.flaggedCount, tie),
    flagsAny: ranking.every((value) => value === ranking[0]),
    expected,
  });
  return [
    ...Object.entries(input.baselines).map(([name, model]) => {
      const score = model(raster, incidents, originMs);
      return forecast(name, onSquares(score), onSquares(ratesOfScore(raster, score, level)));
    }),
    forecast(input.inForce.model, input.inForce.expected, input.inForce.expected),
  ];
}
