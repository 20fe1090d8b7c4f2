import { Option, type Command } from 'commander';
import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import { BACKTEST_MODELS, LADDER_MODELS, type BacktestModel } from '@beatline/shared/evaluation/model_ladder';
import { Refusal } from '@beatline/shared/model/refusal';
import { textOf } from './answer_text';
import { parseInstant, parseNumber } from './cli_session';
import type { Action } from './main';

interface BacktestOptions {
  from: string;
  to?: string;
  origins: 'weekly' | 'monthly';
  window: string;
  cellMeters: string;
  areaKm2: string;
  category?: CategoryGroup;
  models?: string;
}

/** A local day as a person writes it. Throws a Refusal on anything else. */
function parseDay(option: string, text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new Refusal('bad_day', `${option} is ${text}`, 'write a day as 2026-11-21');
}

/** A window such as `7d`. */
function parseDays(text: string): number {
  const match = /^(\d+)d?$/.exec(text.trim());
  return parseNumber('--window', match?.[1] ?? text, 1, 366, true);
}

function parseModels(text: string | undefined): BacktestModel[] | undefined {
  const names = text?.split(',').map((name) => {
    const known = BACKTEST_MODELS.find((model) => model === name.trim());
    if (known === undefined) throw new Refusal('bad_model', `there is no model ${name}`, `models: ${BACKTEST_MODELS.join(', ')}`);
    return known;
  });
  return names === undefined ? undefined : [...new Set(names)];
}

export function addRiskVerbs(program: Command, action: Action): void {
  const risk = program.command('risk').description('where and when incidents are expected');
  risk
    .command('backtest')
    .description('how forecasts would have done: rolling origins, against the plain baselines')
    .requiredOption('--from <day>', 'first origin')
    .option('--to <day>', 'windows end by this day (default: the newest incident)')
    .addOption(new Option('--origins <step>', 'how far apart forecasts are issued').choices(['weekly', 'monthly']).default('weekly'))
    .option('--window <days>', 'how long a forecast holds, e.g. 7d', '7d')
    .option('--cell-meters <meters>', 'side of a cell', '100')
    .requiredOption('--area-km2 <area>', 'area a forecast may flag')
    .addOption(new Option('--category <group>', 'one category group only').choices(CATEGORY_GROUPS))
    .option('--models <names>', `models to compare, of ${BACKTEST_MODELS.join(',')} (default: ${LADDER_MODELS.join(',')})`)
    .action((options: BacktestOptions, command: Command) =>
      action(
        command,
        async (session) => {
          const request = {
            from: parseDay('--from', options.from),
            to: options.to === undefined ? undefined : parseDay('--to', options.to),
            origins: options.origins,
            windowDays: parseDays(options.window),
            cellMeters: parseNumber('--cell-meters', options.cellMeters, 20, 5000),
            flaggedSquareKilometers: parseNumber('--area-km2', options.areaKm2, 0.0004, 100_000),
            group: options.category,
            models: parseModels(options.models),
          };
          const { backtestRisk } = await import('../services/risk/backtest');
          return backtestRisk(await session.app(), request, {
            onProgress: (fraction) => session.log(`back-test ${Math.round(fraction * 100)} %`),
          });
        },
        textOf,
      ),
    );
  risk
    .command('fit')
    .description('fit the risk model and freeze the tiers')
    .option('--until <instant>', 'use incidents before this instant (default: all)')
    .addOption(new Option('--category <group>', 'fit on one category group only').choices(CATEGORY_GROUPS))
    .option('--officer', 'count what officers came upon, too, weighted by how long patrols were there')
    .action((options: { until?: string; category?: CategoryGroup; officer?: true }, command: Command) =>
      action(
        command,
        async (session) => {
          const app = await session.app();
          const { fitRiskNow } = await import('../services/risk/fit_now');
          const { deployment } = await app.ground.current();
          const untilMs = options.until === undefined ? undefined : parseInstant(options.until, deployment.timeZone);
          return fitRiskNow(
            app,
            { untilMs, group: options.category, officer: options.officer },
            { onProgress: (fraction) => session.log(`risk fit ${Math.round(fraction * 100)} %`) },
          );
        },
        textOf,
      ),
    );
}
