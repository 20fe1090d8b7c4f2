import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase, type Database } from '@beatline/db/engine/database';
import { createApp } from '@beatline/server/create_app';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importContextOf } from '@beatline/server/services/imports/import_context_of';
import { addDevice } from '@beatline/server/services/sources/add_device';
import { environmentOf, freePort, repositoryFolder } from '../e2e/beatline_process';
import { loadTownGround } from '../server/intake_town';
import { townFiles } from '../server/small_town';

/** Where a server with this data folder keeps its routing tiles. */
export function tileFolderOf(dataFolder: string): string {
  return join(dataFolder, 'tiles');
}

/** Where a database is: a folder for the embedded engine, an address for PostgreSQL. */
export interface CrashSite {
  readonly engine: Database['engine'];
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** Token of the device that sends. */
  readonly token: string;
  /** Opens the database in this process: on the embedded engine only while no server has it. */
  open(): Promise<Database>;
  remove(): Promise<void>;
}

/** A fresh database with the ground of the small town and one device that reports for many units. */
export async function makeCrashSite(serverUrl: string | undefined): Promise<CrashSite> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'beatline_crash_'));
  const name = `beatline_crash_${Math.random().toString(36).slice(2, 12)}`;
  const databaseUrl = serverUrl === undefined ? undefined : urlOf(serverUrl, name);
  if (serverUrl !== undefined) await administer(serverUrl, `CREATE DATABASE ${name}`);
  const open = () => openDatabase(databaseUrl === undefined ? { dataFolder } : { databaseUrl });
  const database = await open();
  const app = createApp(database, { threads: false, log: () => undefined, tileFolder: tileFolderOf(dataFolder) });
  await loadTownGround(app);
  const { name: fileName, text } = townFiles().streets;
  await importStreets(importContextOf(app), { name: fileName, bytes: new TextEncoder().encode(text) });
  const { token } = await addDevice(app, {
    code: 'crash',
    protocol: 'batch',
    unitCode: '*',
    mode: 'vehicle',
    crs: 'WGS84',
    unsigned: false,
  });
  if (token === undefined) throw new Error('the device was given no token');
  await app.close();
  return {
    engine: database.engine,
    dataFolder,
    databaseUrl,
    token,
    open,
    async remove() {
      if (serverUrl !== undefined) await administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A process of ours that can be killed without a word. */
export interface Killable {
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Exit code once it ended by itself, null when it was killed. */
  readonly ended: Promise<number | null>;
  output(): string;
}

function watched(child: ChildProcess): Killable {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    ended,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The real server process over a site. Resolves when it says that it is ready; rejects with what it printed when it ends before. */
export async function startServer(site: CrashSite): Promise<Killable & { readonly url: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: repositoryFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(
      { dataFolder: site.dataFolder, demo: false, databaseUrl: site.databaseUrl },
      { PORT: String(port), HOST: '127.0.0.1' },
    ),
  });
  const server = watched(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => {
      if (server.output().includes('Ready:')) resolve();
    });
    void server.ended.then((code) => reject(new Error(`the server ended with ${String(code)}:\n${server.output()}`)));
  });
  return { ...server, url: `http://127.0.0.1:${port}` };
}

/** A verb of the real command line, e.g. `import tracks FILE`. */
export function startVerb(site: CrashSite, ...words: readonly string[]): Killable {
  return watched(
    spawn(process.execPath, ['scripts/beatline.mjs', ...words], {
      cwd: repositoryFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environmentOf({ dataFolder: site.dataFolder, demo: false, databaseUrl: site.databaseUrl }),
    }),
  );
}

/** Writes a file into the site's folder and answers its path. */
export function writeSiteFile(site: CrashSite, name: string, text: string): string {
  const path = join(site.dataFolder, name);
  writeFileSync(path, text);
  return path;
}
