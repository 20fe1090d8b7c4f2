import { backtest, TIE_BANDWIDTH_METERS, type BacktestScore } from '@beatline/shared/evaluation/backtest';
import { ladderModels, type LadderModel } from '@beatline/shared/evaluation/model_ladder';
import type { Origin } from '@beatline/shared/evaluation/rolling_origins';
import type { RasterIncidents } from '@beatline/shared/evaluation/score_models';
import type { RiskParameters } from '@beatline/shared/risk/risk_model';
import type { Raster } from '@beatline/shared/risk/raster';
import type { RunControls } from './run_controls';

export interface BacktestTaskInput {
  /** Metres. */
  readonly raster: Raster;
  readonly incidents: RasterIncidents;
  readonly origins: readonly Origin[];
  readonly flaggedCount: number;
  readonly models: readonly LadderModel[];
  readonly parameters: RiskParameters;
}

/** Scores by model, in the order of the origins; fewer when it was stopped. */
export function backtestTask(input: BacktestTaskInput, controls: RunControls<number>): Readonly<Record<string, readonly BacktestScore[]>> {
  return backtest({
    raster: input.raster,
    incidents: input.incidents,
    origins: input.origins,
    flaggedCount: input.flaggedCount,
    models: ladderModels(input.models, input.parameters),
    tieBandwidth: TIE_BANDWIDTH_METERS,
    shouldStop: controls.shouldStop,
    ...(controls.onProgress === undefined ? {} : { onProgress: (done: number) => controls.onProgress?.(done / input.origins.length) }),
  });
}
