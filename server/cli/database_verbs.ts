import type { Command } from 'commander';
import { textOf } from './answer_text';
import { parseInstant, parseNumber } from './cli_session';
import type { Action } from './main';

export function addDatabaseVerbs(program: Command, action: Action): void {
  const database = program.command('db').description('the database');
  for (const [verb, description] of [
    ['info', 'engine, versions and counts'],
    ['migrate', 'bring the schema up to date, then the same as info'],
  ] as const) {
    database
      .command(verb)
      .description(description)
      .action((_options: object, command: Command) =>
        action(
          command,
          async (session) => {
            // Opening migrates, on every verb.
            const app = await session.app();
            const { databaseInfo } = await import('../services/database/info');
            return databaseInfo(app);
          },
          textOf,
        ),
      );
  }

  program
    .command('demo')
    .description('the demonstration city 演示数据')
    .command('load')
    .description('make the demonstration city and load it through the importers')
    .option('--seed <n>', 'seed of the generator', '1')
    .option('--until <instant>', 'instant the data ends at (default now, rounded to the hour)')
    .action((options: { seed: string; until?: string }, command: Command) =>
      action(
        command,
        async (session) => {
          const { DEMO_TIME_ZONE } = await import('../demo/city_frame');
          const seed = parseNumber('--seed', options.seed, 0, 0xffff_ffff, true);
          const untilMs = options.until === undefined ? undefined : parseInstant(options.until, DEMO_TIME_ZONE);
          const app = await session.app();
          const { loadDemo } = await import('../demo/load_demo');
          const { progressTeller } = await import('../demo_start');
          return loadDemo(app, { seed, untilMs }, progressTeller(session.log));
        },
        textOf,
      ),
    );

  program
    .command('deployment')
    .description('the one installation in this database')
    .command('set')
    .description('choose ground, time and name')
    .requiredOption('--crs <code>', 'projected CRS with metre axes, EPSG:n')
    .requiredOption('--tz <zone>', 'IANA time zone')
    .option('--cell-meters <meters>', 'side of an analysis square', '100')
    .option('--name <name>', 'name shown on every page')
    .action((options: { crs: string; tz: string; cellMeters: string; name?: string }, command: Command) =>
      action(
        command,
        async (session) => {
          const cellMeters = parseNumber('--cell-meters', options.cellMeters, 20, 1000);
          const app = await session.app();
          const { setDeploymentTo } = await import('../services/deployment/set');
          return setDeploymentTo(app, { crs: options.crs, timeZone: options.tz, cellMeters, name: options.name });
        },
        textOf,
      ),
    );
}
