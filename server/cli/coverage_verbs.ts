import { Option, type Command } from 'commander';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { REPORT_LEVELS, type ReportLevel } from '../services/coverage/report_levels';
import { textOf } from './answer_text';
import { parseInstant, parseNumber } from './cli_session';
import type { Action } from './main';

export function addCoverageVerbs(program: Command, action: Action): void {
  const coverage = program.command('coverage').description('how the patrols of a window met the standard');

  coverage
    .command('report')
    .description('coverage and gap of a window')
    .requiredOption('--from <instant>', 'start, ISO 8601')
    .requiredOption('--to <instant>', 'end, ISO 8601')
    .addOption(new Option('--by <level>', 'one row per square, place or area').choices(REPORT_LEVELS))
    .addOption(new Option('--mode <mode...>', 'count these patrol modes only').choices(PATROL_MODES))
    .action((options: { from: string; to: string; by?: ReportLevel; mode?: PatrolMode[] }, command: Command) =>
      action(
        command,
        async (session) => {
          const app = await session.app();
          const { reportCoverage } = await import('../services/coverage/report');
          const { deployment } = await app.ground.current();
          const window = { fromMs: parseInstant(options.from, deployment.timeZone), toMs: parseInstant(options.to, deployment.timeZone) };
          return reportCoverage(app, { window, by: options.by, modes: options.mode });
        },
        textOf,
      ),
    );

  coverage
    .command('explain')
    .description('visits, holds, risk hours and gap of one square')
    .requiredOption('--cell <id>', 'square id')
    .requiredOption('--from <instant>', 'start, ISO 8601')
    .requiredOption('--to <instant>', 'end, ISO 8601')
    .action((options: { cell: string; from: string; to: string }, command: Command) =>
      action(
        command,
        async (session) => {
          const app = await session.app();
          const { explainSquare } = await import('../services/cells/explain');
          const { isoInZone } = await import('../services/iso_in_zone');
          const { clock, deployment } = await app.ground.current();
          const iso = (text: string) => isoInZone(clock, parseInstant(text, deployment.timeZone));
          const squareId = parseNumber('--cell', options.cell, 0, Number.MAX_SAFE_INTEGER, true);
          return explainSquare(app, { squareId, from: iso(options.from), to: iso(options.to) });
        },
        textOf,
      ),
    );

  coverage
    .command('recompute')
    .description('credits a day anew from its fixes and corrects the ledger where it differs')
    .requiredOption('--day <date>', 'local day, e.g. 2026-11-20')
    .action((options: { day: string }, command: Command) =>
      action(
        command,
        async (session) => {
          const app = await session.app();
          const { recomputeDay } = await import('../services/coverage/recompute');
          return recomputeDay(app, options.day);
        },
        textOf,
      ),
    );
}
