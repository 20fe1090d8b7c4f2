import { createServer as createProbe } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from './app';
import type { DemoFeed } from './live/demo_feed';
import { readSettings, type Settings } from './settings';

const repositoryFolder = fileURLToPath(new URL('..', import.meta.url));
/** A transaction under way may take some seconds to end; longer means that something hangs. */
const LONGEST_STOP_MS = 20_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);
let step = 'starting';
function tell(line: string): void {
  step = line;
  say(line);
}

/** What has to be ended when a signal comes, as far as it has begun. */
const running: { app?: App; feed?: DemoFeed; trackRecord?: { stop(): void }; closeServer?: () => Promise<void> } = {};
/** The app once pages may ask it. */
let ready: App | undefined;
let stopping: Promise<void> | undefined;

/** Serves until a signal comes. A taken port is refused before the database is touched; the database then opens while the rest of the code is read. */
async function serve(settings: Settings): Promise<void> {
  await refuseTakenPort(settings);
  const onSignal = () => {
    stopping ??= stop(settings).catch(fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // Started by scripts/start.mjs: when that is gone without a word, nobody is left to stop this process.
  if (process.send !== undefined) process.on('disconnect', onSignal);

  tell(settings.databaseUrl === undefined ? `Opening the database in ${settings.dataFolder}…` : 'Opening the database of DATABASE_URL…');
  const { openSettingsDatabase } = await import('./open_database');
  const [database, { createApp }, { createServer }, { prepareDemo, startDemo }] = await Promise.all([
    openSettingsDatabase(settings),
    import('./create_app'),
    import('./http/create_server'),
    import('./demo_start'),
  ]);
  const app = createApp(database, {
    threads: true,
    log: tell,
    uploadFolder: join(settings.dataFolder, 'uploads'),
    tileFolder: join(settings.dataFolder, 'tiles'),
  });
  running.app = app;
  const server = await createServer(settings.host, { app: () => ready, step: () => step }, app.reportBug);
  running.closeServer = async () => server.close();
  await server.listen({ port: settings.port, host: settings.host }).catch((error: unknown) => {
    throw refusalOfListening(error, settings);
  });
  await prepareDemo(app, settings, tell);
  if (stopping !== undefined) return;

  ready = app;
  const url = addressOf(server.server.address(), settings);
  const { writeServingNote } = await import('./serving_note');
  if (database.engine === 'embedded') writeServingNote(settings.dataFolder, url);
  app.sources.httpUrl = url;
  const { openDevicePorts } = await import('./intake/device_ports');
  await openDevicePorts(app, settings, tell);
  await app.intake.resume();
  const demo = await startDemo(app);
  if (demo !== undefined) running.feed = demo;
  if (process.send === undefined) say(`Ready: ${url}`);
  else process.send({ kind: 'ready', url, demo: demo !== undefined });

  const { watchDatabase } = await import('./watch_database');
  watchDatabase(app);
  // What the first page asks for is worked out while it is on its way.
  app.refresh();
  const { warmUp } = await import('./warm_up');
  await warmUp(app);
  const { startTrackRecord } = await import('./services/risk/forecast_job');
  if (stopping === undefined) running.trackRecord = startTrackRecord(app);
}

async function stop(settings: Settings): Promise<void> {
  say('Stopping…');
  setTimeout(() => {
    process.stderr.write('The server did not stop in time and is ended; the database repairs itself at the next start.\n');
    process.exit(1);
  }, LONGEST_STOP_MS).unref();
  const { removeServingNote } = await import('./serving_note');
  await running.closeServer?.();
  running.trackRecord?.stop();
  await running.feed?.stop();
  await running.app?.sources.close();
  await running.app?.intake.finish();
  if (running.app?.database.engine === 'embedded') removeServingNote(settings.dataFolder);
  await running.app?.close();
  process.exit(0);
}

function addressOf(address: { readonly port: number } | string | null, settings: Settings): string {
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Listens for a moment where the server is going to. */
async function refuseTakenPort(settings: Settings): Promise<void> {
  if (settings.port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createProbe();
    probe.once('error', (error) => reject(refusalOfListening(error, settings)));
    probe.listen({ port: settings.port, host: settings.host, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function refusalOfListening(error: unknown, settings: Settings): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `${settings.host}:${settings.port}`;
  if (code === 'EADDRINUSE')
    return new Refusal(
      'port_in_use',
      `the address ${where} is in use, perhaps by another Beatline`,
      'stop it, or set PORT to another number',
    );
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Refusal('address_refused', `the address ${where} cannot be opened (${code})`, 'check HOST and PORT');
  }
  return error instanceof Error ? error : new Error(String(error));
}

function fail(error: unknown): void {
  if (error instanceof Refusal) process.stderr.write(`${error.message}${error.hint === undefined ? '' : `: ${error.hint}`}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  void (async () => {
    if (stopping === undefined) await running.app?.close();
    process.exit(1);
  })();
}

await Promise.resolve()
  .then(() => serve(readSettings(process.env, repositoryFolder)))
  .catch((error: unknown) => {
    // A start that is cut short by a signal ends in whatever it was doing: that is not a failure.
    if (stopping === undefined) fail(error);
  });
