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

/** The models of these names on a raster in metres; the default with these parameters, looking back as far as there are records. */
export function ladderModels(names: readonly LadderModel[], parameters: RiskParameters): Record<string, ScoreModel> {
  const models: Readonly<Record<LadderModel, ScoreModel>> = {
    uniform: uniformModel,
    'last-year': lastYearModel,
    'all-history': allHistoryModel,
    'kernel-500ft': textbookKernelModel(TEXTBOOK_BANDWIDTH_METERS),
    default: defaultScoreModel({ ...parameters, bandwidth: parameters.bandwidthMeters, historyDays: Infinity }),
  };
  return Object.fromEntries(names.map((name) => [name, models[name]]));
}
