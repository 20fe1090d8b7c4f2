import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, describe } from 'vitest';
import { openDatabase, type Database } from '@beatline/db/engine/database';

type Open = () => Promise<Database>;

/**
 * Registers the same tests for the embedded engine and, where DATABASE_URL names a server, for PostgreSQL. `open` makes a fresh, migrated database each
 * time it is called; all are closed and removed after the tests.
 */
export function eachEngine(name: string, register: (open: Open, engine: Database['engine']) => void): void {
  describe(`${name} (embedded)`, () => {
    withCleanUp('embedded', openEmbedded, register);
  });
  const serverUrl = process.env['DATABASE_URL'];
  const describeServer = serverUrl === undefined || serverUrl === '' ? describe.skip : describe;
  describeServer(`${name} (postgres)`, () => {
    withCleanUp('postgres', () => openOnServer(serverUrl ?? ''), register);
  });
}

interface Opened {
  readonly database: Database;
  remove(): Promise<void>;
}

function withCleanUp(
  engine: Database['engine'],
  openOne: () => Promise<Opened>,
  register: (open: Open, engine: Database['engine']) => void,
): void {
  const opened: Opened[] = [];
  afterAll(async () => {
    for (const one of opened) {
      await one.database.close();
      await one.remove();
    }
  });
  register(async () => {
    const one = await openOne();
    opened.push(one);
    return one.database;
  }, engine);
}

async function openEmbedded(): Promise<Opened> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'beatline_test_'));
  const database = await openDatabase({ dataFolder });
  return { database, remove: async () => rmSync(dataFolder, { recursive: true, force: true }) };
}

/** A throw-away database on the server; its name is random, so that runs side by side do not meet. */
async function openOnServer(serverUrl: string): Promise<Opened> {
  const name = `beatline_test_${Math.random().toString(36).slice(2, 12)}`;
  await administer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ databaseUrl: url.href });
  return { database, remove: () => administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
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
