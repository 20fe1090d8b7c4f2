import { Option, type Command } from 'commander';
import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import { textOf } from './answer_text';
import { parseInstant } from './cli_session';
import type { Action } from './main';

export function addRiskVerbs(program: Command, action: Action): void {
  program
    .command('risk')
    .description('where and when incidents are expected')
    .command('fit')
    .description('fit the risk model and freeze the tiers')
    .option('--until <instant>', 'use incidents before this instant (default: all)')
    .addOption(new Option('--category <group>', 'fit on one category group only').choices(CATEGORY_GROUPS))
    .action((options: { until?: string; category?: CategoryGroup }, command: Command) =>
      action(
        command,
        async (session) => {
          const app = await session.app();
          const { fitRiskNow } = await import('../services/risk/fit_now');
          const { deployment } = await app.ground.current();
          const untilMs = options.until === undefined ? undefined : parseInstant(options.until, deployment.timeZone);
          return fitRiskNow(
            app,
            { untilMs, group: options.category },
            { onProgress: (fraction) => session.log(`risk fit ${Math.round(fraction * 100)} %`) },
          );
        },
        textOf,
      ),
    );
}
