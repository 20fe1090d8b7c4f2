// Back-test on Portland's public calls: the reference rows of METHODS 7 beside their published figures, and the default as it is shipped. `--models
// elastic-net,self-exciting` runs challengers along, which choose what they choose on the calls before the first origin.
import { backtest, type BacktestScore } from '@beatline/shared/evaluation/backtest';
import { CHALLENGER_MODELS, challengerModels } from '@beatline/shared/evaluation/model_ladder';
import { comparePaired, isChallengerOffered, poolOrigins } from '@beatline/shared/evaluation/predictive_accuracy';
import { rollingOrigins } from '@beatline/shared/evaluation/rolling_origins';
import {
  allHistoryModel,
  binnedBlendModel,
  defaultScoreModel,
  lastYearModel,
  textbookKernelModel,
  uniformModel,
} from '@beatline/shared/evaluation/score_models';
import { DEFAULT_RISK_PARAMETERS } from '@beatline/shared/risk/risk_model';
import { portlandIncidents, portlandLattice } from './portland_data';

const FEET_PER_METER = 1 / 0.3048;
const lattice = portlandLattice();
const origins = rollingOrigins({
  fromDay: '2015-03-04',
  toDay: '2017-05-24',
  step: { days: 7 },
  windowDays: 7,
  instantOfLocalMs: (localMs) => localMs,
});

/** Figures of METHODS 7: pooled PAI, and hits where they are given. */
const REFERENCE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'vehicle theft': { 'all-history': 21.57, 'kernel-500ft': 12.33, 'decayed + 5·kernel(250 ft, 30 d)': 21.39 },
  burglary: { 'all-history': 10.82, 'kernel-500ft': 7.45, 'decayed + 5·kernel(250 ft, 30 d)': 11.91 },
};

const { bandwidthMeters, ...shipped } = DEFAULT_RISK_PARAMETERS;
const models = {
  uniform: uniformModel,
  'last-year': lastYearModel,
  'all-history': allHistoryModel,
  'kernel-500ft': textbookKernelModel(500),
  'decayed + 5·kernel(250 ft, 30 d)': binnedBlendModel({ halfLifeDays: 730, kernelHalfLifeDays: 30, kernelWeight: 5, bandwidth: 250 }),
  default: defaultScoreModel({
    ...shipped,
    bandwidth: bandwidthMeters * FEET_PER_METER,
    historyDays: Infinity,
    chosenUntilMs: origins[0]?.originMs,
  }),
};

const named = process.argv.includes('--models') ? (process.argv[process.argv.indexOf('--models') + 1] ?? '').split(',') : [];
const challengers = CHALLENGER_MODELS.filter((model) => named.includes(model));

process.stdout.write(
  `portland: ${origins.length} weekly origins, ${lattice.flaggedCount} of ${lattice.raster.mask.reduce((sum, on) => sum + on, 0)} cells flagged; ` +
    `default: half-life ${shipped.halfLifeDays} d, kernel ${bandwidthMeters} m, ${shipped.kernelHalfLifeDays} d, weight ${shipped.kernelWeight}, adaptivity ${shipped.adaptivity}\n`,
);
const answer: object[] = [];
for (const [name, file] of [
  ['vehicle theft', 'vehicle_theft.csv.gz'],
  ['burglary', 'burglary.csv.gz'],
] as const) {
  const scores = backtest({
    raster: lattice.raster,
    incidents: portlandIncidents(file, lattice),
    origins,
    flaggedCount: lattice.flaggedCount,
    models: {
      ...models,
      ...challengerModels(challengers, {
        historyUntilMs: origins[0]?.originMs ?? 0,
        horizonDays: 7,
        unitsPerMeter: FEET_PER_METER,
      }),
    },
    tieBandwidth: 2000,
  });
  process.stdout.write(
    `\n${name}\n${'model'.padEnd(36)}   hits      N    PAI   ± SE  METHODS   difference to all-history ± SE  log score\n`,
  );
  for (const [model, list] of Object.entries(scores)) {
    const pooled = poolOrigins(list, lattice.areaFraction, 1);
    const paired = comparePaired(list, scores['all-history'] ?? [], lattice.areaFraction);
    const row = {
      series: name,
      model,
      hits: pooled.hits,
      events: pooled.events,
      pai: pooled.predictiveAccuracyIndex,
      standardError: pooled.standardError,
      reference: REFERENCE[name]?.[model],
      difference: paired?.meanDifference,
      differenceStandardError: paired?.standardError,
      logScore: meanLogScore(list),
      againstDefault: comparePaired(list, scores['default'] ?? [], lattice.areaFraction),
    };
    answer.push(row);
    const number = (value: number | undefined, width: number, digits = 2) =>
      (value === undefined ? '' : value.toFixed(digits)).padStart(width);
    process.stdout.write(
      `${model.padEnd(36)}${number(row.hits, 7, 0)}${number(row.events, 7, 0)}${number(row.pai, 7)}${number(row.standardError, 7)}${number(row.reference, 9)}` +
        `${number(row.difference, 20)} ±${number(row.differenceStandardError, 6)}${number(row.logScore, 15, 4)}\n`,
    );
    if (challengers.some((challenger) => challenger === model))
      process.stdout.write(
        `${''.padEnd(36)}against the default ${number(row.againstDefault?.meanDifference, 0)} ± ${number(row.againstDefault?.standardError, 0)}: ` +
          `${isChallengerOffered(row.againstDefault) ? 'offered' : 'not offered'}\n`,
      );
  }
}
process.stdout.write(`${JSON.stringify({ bench: 'portland', origins: origins.length, rows: answer })}\n`);

/** Over the incidents of all origins. */
function meanLogScore(scores: readonly BacktestScore[]): number {
  const events = scores.reduce((sum, score) => sum + score.events, 0);
  return scores.reduce((sum, score) => sum + score.logScore * score.events, 0) / events;
}
