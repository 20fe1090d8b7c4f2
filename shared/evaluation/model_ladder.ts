import { elasticNetModel } from '../risk/challengers/elastic_net_model';
import type { PlaceFeature } from '../risk/challengers/place_features';
import { POOLING_BANDWIDTH_METERS, selfExcitingModel } from '../risk/challengers/self_exciting';
import type { RiskParameters } from '../risk/risk_model';
import {
  allHistoryModel,
  defaultScoreModel,
  lastYearModel,
  TEXTBOOK_BANDWIDTH_METERS,
  textbookKernelModel,
  uniformModel,
  type ScoreModel,
} from './score_models';

/** The forecasts every back-test compares, plainest first (METHODS 2); the default is the one in force. */
export const LADDER_MODELS = ['uniform', 'last-year', 'all-history', 'kernel-500ft', 'default'] as const;
export type LadderModel = (typeof LADDER_MODELS)[number];

/** Forecasts that are compared only by name, and may replace the default only by beating it (METHODS 2). */
export const CHALLENGER_MODELS = ['elastic-net', 'self-exciting'] as const;
export type ChallengerModel = (typeof CHALLENGER_MODELS)[number];

export type BacktestModel = LadderModel | ChallengerModel;
export const BACKTEST_MODELS: readonly BacktestModel[] = [...LADDER_MODELS, ...CHALLENGER_MODELS];

export function isChallenger(model: BacktestModel): model is ChallengerModel {
  return CHALLENGER_MODELS.some((challenger) => challenger === model);
}

/**
 * The models of these names on a raster in metres; the default with these parameters, looking back as far as there are records. What it chooses by itself (how far kernels
 * spread) it chooses before `chosenUntilMs`: the first origin where a period is reported, so that nothing is chosen in it.
 */
export function ladderModels(
  names: readonly LadderModel[],
  parameters: RiskParameters,
  chosenUntilMs = Infinity,
): Record<string, ScoreModel> {
  const models: Readonly<Record<LadderModel, ScoreModel>> = {
    uniform: uniformModel,
    'last-year': lastYearModel,
    'all-history': allHistoryModel,
    'kernel-500ft': textbookKernelModel(TEXTBOOK_BANDWIDTH_METERS),
    default: defaultScoreModel({ ...parameters, bandwidth: parameters.bandwidthMeters, historyDays: Infinity, chosenUntilMs }),
  };
  return Object.fromEntries(names.map((name) => [name, models[name]]));
}

/** What challengers are given beside the incidents. */
export interface ChallengerSettings {
  /** Their parameters are chosen on what lies before; the first origin of a back-test. */
  readonly historyUntilMs: number;
  readonly horizonDays: number;
  /** Units of the raster in a metre. */
  readonly unitsPerMeter: number;
  readonly places?: readonly PlaceFeature[] | undefined;
}

/** The challengers of these names, for one series of incidents: they keep what they chose on it. */
export function challengerModels(names: readonly ChallengerModel[], settings: ChallengerSettings): Record<string, ScoreModel> {
  const models: Readonly<Record<ChallengerModel, () => ScoreModel>> = {
    'elastic-net': () => elasticNetModel(settings),
    'self-exciting': () => selfExcitingModel({ ...settings, poolingBandwidth: POOLING_BANDWIDTH_METERS * settings.unitsPerMeter }),
  };
  return Object.fromEntries(names.map((name) => [name, models[name]()]));
}
