import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What start prints last. */
const LAST_LINE = 'Stop with Ctrl-C.';

export interface RunningBeatline {
  readonly url: string;
  readonly dataFolder: string;
  output(): string;
  /** Ends it as Ctrl-C does; resolves to the exit code. */
  stop(): Promise<number | null>;
}

export interface BeatlineSettings {
  readonly dataFolder: string;
  readonly demo: boolean;
  readonly databaseUrl?: string | undefined;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'beatline_e2e_'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

export function environmentOf(settings: BeatlineSettings, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    BEATLINE_DATA: settings.dataFolder,
    BEATLINE_DEMO: settings.demo ? '1' : '0',
    ...more,
  };
  delete environment['DATABASE_URL'];
  delete environment['NODE_ENV'];
  if (settings.databaseUrl !== undefined) environment['DATABASE_URL'] = settings.databaseUrl;
  return environment;
}

function ended(child: ChildProcess): Promise<number | null> {
  return child.exitCode !== null ? Promise.resolve(child.exitCode) : new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** Runs what `npm start` runs and resolves when it says where to go. Rejects with everything it printed when it ends before that. */
export async function startBeatline(settings: BeatlineSettings, port?: number): Promise<RunningBeatline> {
  const chosen = port ?? (await freePort());
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: repositoryFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(settings, { PORT: String(chosen), HOST: '127.0.0.1' }),
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(LAST_LINE)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`start ended with ${code} before it was ready:\n${output}`)));
  });
  return {
    url: `http://127.0.0.1:${chosen}`,
    dataFolder: settings.dataFolder,
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      return ended(child);
    },
  };
}

/** Runs one verb of the command line to its end. */
export async function runVerb(
  settings: BeatlineSettings,
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['scripts/beatline.mjs', ...args], {
    cwd: repositoryFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(settings),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
