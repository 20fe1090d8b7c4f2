import { fileURLToPath } from 'node:url';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from './app';
import { createServer } from './http/create_server';
import type { DemoFeed } from './live/demo_feed';
import { readSettings, type Settings } from './settings';
import { watchDatabase } from './watch_database';

const repositoryFolder = fileURLToPath(new URL('..', import.meta.url));

const say = (line: string) => void process.stdout.write(`${line}\n`);
let step = 'starting';
function tell(line: string): void {
  step = line;
  say(line);
}

let app: App | undefined;
let feed: DemoFeed | undefined;
let stopping: Promise<void> | undefined;

/** Serves until a signal comes. The port is held first, so that a taken one is refused before the database is touched. */
async function serve(settings: Settings): Promise<void> {
  const server = await createServer(settings.host, { app: () => app, step: () => step }, reportBug);
  try {
    await server.listen({ port: settings.port, host: settings.host });
  } catch (error) {
    throw refusalOfListening(error, settings);
  }
  const stop = () => {
    stopping ??= (async () => {
      say('Stopping…');
      await server.close();
      await feed?.stop();
      await app?.close();
      process.exit(0);
    })().catch((error: unknown) => {
      reportBug(error);
      process.exit(1);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Started by scripts/start.mjs: when that is gone without a word, nobody is left to stop this process.
  if (process.send !== undefined) process.on('disconnect', stop);

  const { openApp } = await import('./open_app');
  const { prepareDemo, startDemo } = await import('./demo_start');
  tell(settings.databaseUrl === undefined ? `Opening the database in ${settings.dataFolder}…` : 'Opening the database of DATABASE_URL…');
  const opened = await openApp(settings, { threads: true, log: tell });
  try {
    await prepareDemo(opened, settings, tell);
  } catch (error) {
    await opened.close();
    throw error;
  }
  if (stopping !== undefined) return opened.close();
  app = opened;
  app.refresh();
  watchDatabase(app);
  feed = await startDemo(opened);

  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (process.send === undefined) say(`Ready: ${url}`);
  else process.send({ kind: 'ready', url, demo: feed !== undefined });
}

function refusalOfListening(error: unknown, settings: Settings): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new Refusal(
      'port_in_use',
      `port ${settings.port} on ${settings.host} is in use, perhaps by another Beatline`,
      'stop it, or set PORT to another number',
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Refusal(
      'address_refused',
      `the address ${settings.host}:${settings.port} cannot be opened (${String(code)})`,
      'check HOST and PORT',
    );
  }
  return error;
}

function reportBug(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

try {
  await serve(readSettings(process.env, repositoryFolder));
} catch (error) {
  if (error instanceof Refusal) process.stderr.write(`${error.message}${error.hint === undefined ? '' : `: ${error.hint}`}\n`);
  else reportBug(error);
  process.exit(1);
}
