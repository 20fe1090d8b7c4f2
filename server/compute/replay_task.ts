import { backtest, TIE_BANDWIDTH_METERS } from '@beatline/shared/evaluation/backtest';
import type { ForecastScore } from '@beatline/shared/evaluation/forecast_score';
import { LADDER_MODELS, ladderModels } from '@beatline/shared/evaluation/model_ladder';
import type { Origin } from '@beatline/shared/evaluation/rolling_origins';
import { createSquareRaster } from '@beatline/shared/evaluation/square_raster';
import type { RiskIncidents, RiskParameters } from '@beatline/shared/risk/risk_model';
import type { RunControls } from './run_controls';

export interface ReplayInput {
  /** Ascending. */
  readonly squareId: Float64Array;
  readonly cellMeters: number;
  /** Oldest first. */
  readonly incidents: RiskIncidents;
  /** Position in CATEGORY_GROUPS; undefined: all together. */
  readonly group: number | undefined;
  readonly origins: readonly Origin[];
  readonly flaggedCount: number;
  readonly parameters: RiskParameters;
}

/** Scores of the plain models and the default on analysis squares, in the order of the origins; fewer when it was stopped. */
export function replayTask(input: ReplayInput, controls: RunControls<number>): Readonly<Record<string, readonly ForecastScore[]>> {
  const ground = createSquareRaster(input.squareId, input.cellMeters);
  return backtest({
    raster: ground.raster,
    incidents: ground.place(input.incidents, input.group),
    origins: input.origins,
    flaggedCount: input.flaggedCount,
    models: ladderModels(LADDER_MODELS, input.parameters),
    tieBandwidth: TIE_BANDWIDTH_METERS,
    shouldStop: controls.shouldStop,
    onProgress: (done) => controls.onProgress?.(done / input.origins.length),
  });
}
