// Back-test on Vancouver's public incidents, which no parameter was chosen on: history from 2020, weekly origins of 2024, by category group, challengers
// along with the ladder. `--write` keeps the table as docs/figures/vancouver_backtest.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backtest, TIE_BANDWIDTH_METERS, type BacktestScore } from '@beatline/shared/evaluation/backtest';
import { CHALLENGER_MODELS, challengerModels, LADDER_MODELS, ladderModels } from '@beatline/shared/evaluation/model_ladder';
import { comparePaired, isChallengerOffered, poolOrigins, type PairedComparison } from '@beatline/shared/evaluation/predictive_accuracy';
import { rollingOrigins } from '@beatline/shared/evaluation/rolling_origins';
import type { RasterIncidents } from '@beatline/shared/evaluation/score_models';
import { DEFAULT_RISK_PARAMETERS } from '@beatline/shared/risk/risk_model';
import { CELL_METERS, vancouverClock, vancouverGround, vancouverIncidents } from './vancouver_data';

/** One in a hundred of the area, what the tiers call red. */
const FLAGGED_FRACTION = 0.01;
const BASELINES = LADDER_MODELS.filter((model) => model !== 'default');

const ground = vancouverGround();
const flaggedCount = Math.floor(FLAGGED_FRACTION * ground.cells);
const areaFraction = flaggedCount / ground.cells;
const origins = rollingOrigins({
  fromDay: '2024-01-01',
  toDay: '2025-01-01',
  step: { days: 7 },
  windowDays: 7,
  instantOfLocalMs: (localMs) => vancouverClock.instantOfLocalMs(localMs),
});
const incidents = vancouverIncidents(ground);

interface ModelRow {
  readonly model: string;
  readonly hits: number;
  readonly pai: number | undefined;
  readonly standardError: number | undefined;
  readonly logScore: number;
  /** The default's PAI less this model's. */
  readonly lead: PairedComparison | undefined;
}

function scoresOf(series: RasterIncidents): { readonly events: number; readonly rows: ModelRow[]; readonly challengers: ModelRow[] } {
  const scores = backtest({
    raster: ground.raster,
    incidents: series,
    origins,
    flaggedCount,
    models: {
      ...ladderModels(LADDER_MODELS, DEFAULT_RISK_PARAMETERS, origins[0]?.originMs),
      ...challengerModels(CHALLENGER_MODELS, { historyUntilMs: origins[0]?.originMs ?? 0, horizonDays: 7, unitsPerMeter: 1 }),
    },
    tieBandwidth: TIE_BANDWIDTH_METERS,
  });
  const ofDefault = scores['default'] ?? [];
  const all = Object.entries(scores).map(([model, list]) => {
    const pooled = poolOrigins(list, areaFraction, 1);
    return {
      model,
      hits: pooled.hits,
      pai: pooled.predictiveAccuracyIndex,
      standardError: pooled.standardError,
      logScore: meanLogScore(list),
      lead: model === 'default' ? undefined : comparePaired(ofDefault, list, areaFraction),
    };
  });
  const isChallenger = ({ model }: ModelRow) => CHALLENGER_MODELS.some((challenger) => challenger === model);
  return {
    events: ofDefault.reduce((sum, score) => sum + score.events, 0),
    rows: all.filter((row) => !isChallenger(row)),
    challengers: all.filter(isChallenger),
  };
}

function meanLogScore(scores: readonly BacktestScore[]): number {
  const placed = scores.reduce((sum, score) => sum + score.placed, 0);
  return scores.reduce((sum, score) => sum + score.logScore * score.placed, 0) / placed;
}

const number = (value: number | undefined, digits = 2): string => (value === undefined ? '–' : value.toFixed(digits).replace('-', '−'));
const withError = (value: number | undefined, error: number | undefined): string => `${number(value)} ± ${number(error)}`;

/** How a challenger compares to the default, and whether it may replace it. */
function verdict({ pai, lead, logScore }: ModelRow): string {
  const against = lead === undefined ? undefined : { meanDifference: -lead.meanDifference, standardError: lead.standardError };
  return `${number(pai)} | ${withError(against?.meanDifference, against?.standardError)} | ${number(logScore, 3)} | ${isChallengerOffered(against) ? 'yes' : 'no'}`;
}

const started = performance.now();
const series = [['all street groups', incidents.all] as const, ...[...incidents.byGroup].sort(([a], [b]) => a.localeCompare(b))];
const results = series.map(([name, columns]) => {
  const result = { name, incidents: columns.cell.length, ...scoresOf(columns) };
  process.stderr.write(`${name}: ${result.events} incidents in the windows\n`);
  return result;
});
const seconds = (performance.now() - started) / 1000;

const { bandwidthMeters, kernelHalfLifeDays, kernelWeight, halfLifeDays, adaptivity } = DEFAULT_RISK_PARAMETERS;
const compared = results.flatMap(({ name, rows }) =>
  rows.flatMap(({ model, lead }) => (lead === undefined ? [] : [{ name, model, lead }])),
);
const behind = compared.filter(({ lead }) => lead.meanDifference < -lead.standardError);
const above = compared.filter(({ lead }) => lead.meanDifference > 0);
const isHighest = ({ rows }: (typeof results)[number]): boolean => rows.every(({ lead }) => lead === undefined || lead.meanDifference > 0);
const report = `# Back-test on Vancouver, 2020-2023 → 2024

Written by \`npm run bench -- vancouver --write\`. Street incidents with a place, 2020 to 2024 (Vancouver Police Department, Open Government Licence Vancouver); squares of ${CELL_METERS} m whose centre
lies in a neighbourhood: ${ground.cells}, of which each forecast flags ${flaggedCount} (${(100 * areaFraction).toFixed(2)} %). ${origins.length} weekly origins from 2024-01-01; each forecast sees all from 2020 up to its origin. Parameters of the
default as shipped, chosen on Portland before 2015 ([decision 0011](../decisions/0011_risk_parameters_from_a_back_test.md)): half-life ${halfLifeDays} d, kernel ${bandwidthMeters} m, ${kernelHalfLifeDays} d, weight ${kernelWeight}, adaptivity ${adaptivity}; nothing was
chosen on Vancouver. PAI ± standard error over origins.

| group | incidents in the windows | ${LADDER_MODELS.join(' | ')} |
|---|---|${LADDER_MODELS.map(() => '---|').join('')}
${results.map(({ name, events, rows }) => `| ${name} | ${events} | ${rows.map((row) => withError(row.pai, row.standardError)).join(' | ')} |`).join('\n')}

The default's PAI less that of each baseline, mean of the weekly differences ± its standard error:

| group | ${BASELINES.join(' | ')} |
|---|${BASELINES.map(() => '---|').join('')}
${results.map(({ name, rows }) => `| ${name} | ${rows.flatMap(({ lead }) => (lead === undefined ? [] : [withError(lead.meanDifference, lead.standardError)])).join(' | ')} |`).join('\n')}

Log score per incident (higher is better; the part that is the same for all models left out):

| group | ${LADDER_MODELS.join(' | ')} |
|---|${LADDER_MODELS.map(() => '---|').join('')}
${results.map(({ name, rows }) => `| ${name} | ${rows.map((row) => number(row.logScore, 3)).join(' | ')} |`).join('\n')}

${behind.length === 0 ? 'The default is within one standard error of every baseline, or above it, in every group.' : `The default is more than one standard error behind: ${behind.map(({ name, model, lead }) => `${name} against ${model} (${withError(lead.meanDifference, lead.standardError)})`).join('; ')}.`} It is above the baseline in ${above.length} of ${compared.length} comparisons
and above all of them in ${results.filter(isHighest).length} of ${results.length} rows. Incidents whose place is masked cannot be forecast: ${[...incidents.withoutPlace].map(([group, count]) => `${group} ${count}`).join(', ')}.

## Challengers

They choose what they choose on what lies before 2024 and know nothing of places here. PAI, its mean weekly difference to the default's ± standard error, log score, and whether they may
replace the default: only by more than one standard error.

| group | ${CHALLENGER_MODELS.map((model) => `${model} | difference | log score | offered`).join(' | ')} |
|---|${CHALLENGER_MODELS.map(() => '---|---|---|---|').join('')}
${results.map(({ name, challengers }) => `| ${name} | ${challengers.map(verdict).join(' | ')} |`).join('\n')}
`;
process.stdout.write(`${report}\n${seconds.toFixed(1)} s\n`);
if (process.argv.includes('--write')) writeFileSync(join('docs', 'figures', 'vancouver_backtest.md'), report);
process.stdout.write(
  `${JSON.stringify({ bench: 'vancouver', baseline: 'model ladder', origins: origins.length, flaggedCount, cells: ground.cells, seconds, results })}\n`,
);
