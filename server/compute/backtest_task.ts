import { backtest, TIE_BANDWIDTH_METERS, type BacktestScore } from '@beatline/shared/evaluation/backtest';
import {
  challengerModels,
  isChallenger,
  ladderModels,
  type BacktestModel,
  type LadderModel,
} from '@beatline/shared/evaluation/model_ladder';
import type { Origin } from '@beatline/shared/evaluation/rolling_origins';
import type { RasterIncidents } from '@beatline/shared/evaluation/score_models';
import type { RiskParameters } from '@beatline/shared/risk/risk_model';
import { placeFeatures, type RasterPlaces } from '@beatline/shared/risk/challengers/place_features';
import type { Raster } from '@beatline/shared/risk/raster';
import type { RunControls } from './run_controls';

const DAY_MS = 86_400_000;

export interface BacktestTaskInput {
  /** Metres. */
  readonly raster: Raster;
  readonly incidents: RasterIncidents;
  readonly origins: readonly Origin[];
  readonly flaggedCount: number;
  readonly models: readonly BacktestModel[];
  /** What stands there, for models that learn from it. */
  readonly places?: RasterPlaces | undefined;
  readonly parameters: RiskParameters;
}

/** Scores by model, in the order of the origins; fewer when it was stopped. */
export function backtestTask(input: BacktestTaskInput, controls: RunControls<number>): Readonly<Record<string, readonly BacktestScore[]>> {
  const { models, places } = input;
  const [first] = input.origins;
  if (first === undefined) throw new RangeError('a back-test needs an origin');
  const challengers = challengerModels(models.filter(isChallenger), {
    historyUntilMs: first.originMs,
    horizonDays: (first.window.toMs - first.window.fromMs) / DAY_MS,
    unitsPerMeter: 1,
    places: places === undefined ? [] : placeFeatures(input.raster, places),
  });
  const plain = models.filter((model): model is LadderModel => !isChallenger(model));
  return backtest({
    raster: input.raster,
    incidents: input.incidents,
    origins: input.origins,
    flaggedCount: input.flaggedCount,
    models: { ...ladderModels(plain, input.parameters, first.originMs), ...challengers },
    tieBandwidth: TIE_BANDWIDTH_METERS,
    shouldStop: controls.shouldStop,
    ...(controls.onProgress === undefined ? {} : { onProgress: (done: number) => controls.onProgress?.(done / input.origins.length) }),
  });
}
