import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { textOf } from './answer_text';
import { parseInstant, parseNumber } from './cli_session';
import type { Action } from './main';

interface SuggestOptions {
  from: string;
  to: string;
  vehicles?: string;
  foot?: string;
  drones?: string;
  units?: string;
  seconds?: string;
  iterations?: string;
  seed?: string;
  out?: string;
}

const MOST_UNITS = 40;

export function addPlanVerbs(program: Command, action: Action): void {
  const plan = program.command('plan').description('patrol lines');

  plan
    .command('suggest')
    .description('routes that close most of the gap')
    .requiredOption('--from <instant>', 'start, ISO 8601')
    .requiredOption('--to <instant>', 'end, ISO 8601')
    .option('--vehicles <n>', 'vehicles without a name')
    .option('--foot <n>', 'foot teams without a name')
    .option('--drones <n>', 'drones without a name')
    .option('--units <codes>', 'codes of registered units, by comma')
    .option('--seconds <s>', 'search time')
    .option('--iterations <n>', 'search steps, for an answer that repeats exactly')
    .option('--seed <n>', 'seed of the search')
    .option('--out <file>', 'also write the plan as GeoJSON')
    .action((options: SuggestOptions, command: Command) =>
      action(
        command,
        async (session) => {
          const count = (name: 'vehicles' | 'foot' | 'drones') => {
            const text = options[name];
            return text === undefined ? undefined : parseNumber(`--${name}`, text, 0, MOST_UNITS, true);
          };
          const numbers = {
            vehicles: count('vehicles'),
            foot: count('foot'),
            drones: count('drones'),
            seconds: options.seconds === undefined ? undefined : parseNumber('--seconds', options.seconds, 0.1, 3600),
            iterations: options.iterations === undefined ? undefined : parseNumber('--iterations', options.iterations, 0, 1_000_000, true),
            seed: options.seed === undefined ? undefined : parseNumber('--seed', options.seed, 0, 0xffff_ffff, true),
          };
          const codes = options.units
            ?.split(',')
            .map((code) => code.trim())
            .filter((code) => code !== '');
          const app = await session.app();
          const { deployment } = await app.ground.current();
          const window = { fromMs: parseInstant(options.from, deployment.timeZone), toMs: parseInstant(options.to, deployment.timeZone) };
          const { makeSuggestion } = await import('../services/plans/make_suggestion');
          const made = await makeSuggestion(app, { window, units: codes, ...numbers }, { onProgress: progressWriter(session.log) });
          if (options.out !== undefined) {
            const { planFeatures } = await import('../services/plans/plan_features');
            writeFileSync(options.out, JSON.stringify(planFeatures(made)));
            session.log(`written: ${options.out}`);
          }
          return made;
        },
        (made) =>
          textOf({ ...made, routes: made.routes.map(({ geometry: _geometry, ...route }) => ({ ...route, stops: route.stops.length })) }),
      ),
    );

  plan
    .command('list')
    .description('plans, newest first')
    .action((_options: object, command: Command) =>
      action(
        command,
        async (session) => {
          const { listPlanSummaries } = await import('../services/plans/list');
          return listPlanSummaries(await session.app());
        },
        textOf,
      ),
    );

  plan
    .command('approve <plan>')
    .description('approve a draft')
    .action((code: string, _options: object, command: Command) =>
      action(
        command,
        async (session) => {
          const { approvePlan } = await import('../services/plans/approve');
          return approvePlan(await session.app(), { plan: code });
        },
        (approved) => textOf({ plan: approved.plan, state: approved.state }),
      ),
    );
}

/** One line per step of the search, and one every ten percent within it. */
function progressWriter(log: (line: string) => void): (progress: { readonly stage: string; readonly fractionDone: number }) => void {
  let told = '';
  return ({ stage, fractionDone }) => {
    const line = `${String(Math.floor(fractionDone * 10) * 10).padStart(3)} %  ${stage}`;
    if (line !== told) log(line);
    told = line;
  };
}
