import { Console } from 'node:console';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { Refusal } from '@beatline/shared/model/refusal';
import { createCliSession, type CliSession } from './cli_session';
import { addCoverageVerbs } from './coverage_verbs';
import { addDatabaseVerbs } from './database_verbs';
import { addImportVerbs } from './import_verbs';
import { addPlanVerbs } from './plan_verbs';
import { addRiskVerbs } from './risk_verbs';

const DONE = 0;
const REFUSED = 1;
const WRONG_USAGE = 2;

/** Adds a verb's action: the answer goes to standard output, as one JSON value with `--json`, else as the text `write` makes of it. */
export type Action = <Answer>(
  command: Command,
  run: (session: CliSession) => Promise<Answer>,
  write: (answer: Answer) => string,
) => Promise<void>;

const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Runs one verb and answers its exit code (COMMANDS): 0 done, 1 refused or failed, 2 wrong usage. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  // Whatever a library prints must not end up in the JSON.
  globalThis.console = new Console(process.stderr, process.stderr);
  const session = createCliSession(process.env, repositoryFolder);
  let output = '';

  const action: Action = async (command, run, write) => {
    const answer = await run(session);
    output = command.optsWithGlobals<{ json?: boolean }>().json === true ? JSON.stringify(answer, writtenOut) : write(answer);
  };

  const program = new Command('beatline')
    .description('Beatline 巡线: where patrols are not, and what to drive, walk and fly next')
    .exitOverride()
    .showHelpAfterError('(beatline --help lists the verbs)')
    .configureOutput({ writeOut: (text) => void process.stdout.write(text), writeErr: (text) => void process.stderr.write(text) });
  for (const addVerbs of [addDatabaseVerbs, addImportVerbs, addRiskVerbs, addCoverageVerbs, addPlanVerbs]) addVerbs(program, action);
  forEachVerb(program, (verb) => verb.option('--json', 'answer one JSON value on standard output'));

  try {
    await program.parseAsync([...words], { from: 'user' });
    return DONE;
  } catch (error) {
    output = '';
    return codeOf(error);
  } finally {
    await session.close();
    if (output !== '') await writeOut(`${output.trimEnd()}\n`);
  }
}

function forEachVerb(command: Command, visit: (verb: Command) => void): void {
  command.exitOverride();
  if (command.commands.length === 0) visit(command);
  for (const child of command.commands) forEachVerb(child, visit);
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help that was asked for is not a mistake.
    return error.exitCode === 0 ? DONE : WRONG_USAGE;
  }
  if (error instanceof Refusal) {
    process.stderr.write(`${oneLine(error.message)}${error.hint === undefined ? '' : `: ${oneLine(error.hint)}`}\n`);
    return REFUSED;
  }
  process.stderr.write(`failed unexpectedly: ${oneLine(error instanceof Error ? error.message : String(error))}\n`);
  if (process.env['BEATLINE_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return REFUSED;
}

/** Every name the documentation promises is there: what has no value is null. */
const writtenOut = (_name: string, value: unknown): unknown => (value === undefined ? null : value);

const oneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ');

function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(text, (error) => (error == null ? resolve() : reject(error))));
}
