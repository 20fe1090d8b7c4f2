import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, inject } from 'vitest';
import { openDatabase, type Database } from '@beatline/db/engine/database';
import { administer, urlOfDatabase } from './postgres_template';

type Open = () => Promise<Database>;

/**
 * Registers the same tests for the embedded engine and, where DATABASE_URL names a server, for PostgreSQL. `open` makes a fresh, migrated database each
 * time it is called; all are closed and removed after the tests. `fromEmpty` makes the schema in an empty database of the server instead of copying one
 * that was made so, for tests of the schema itself.
 */
export function eachEngine(
  name: string,
  register: (open: Open, engine: Database['engine']) => void,
  { fromEmpty = false }: { readonly fromEmpty?: boolean } = {},
): void {
  describe(`${name} (embedded)`, () => {
    withCleanUp('embedded', openEmbedded, register);
  });
  const serverUrl = process.env['DATABASE_URL'];
  const describeServer = serverUrl === undefined || serverUrl === '' ? describe.skip : describe;
  describeServer(`${name} (postgres)`, () => {
    withCleanUp('postgres', () => openOnServer(serverUrl ?? '', fromEmpty), register);
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

/** A throw-away database on the server, with the schema in it; its name is random, so that runs side by side do not meet. */
async function openOnServer(serverUrl: string, fromEmpty: boolean): Promise<Opened> {
  const name = `beatline_test_${Math.random().toString(36).slice(2, 12)}`;
  const template = fromEmpty ? undefined : inject('postgresTemplate');
  await administer(serverUrl, `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`);
  const database = await openDatabase({ databaseUrl: urlOfDatabase(serverUrl, name) });
  return { database, remove: () => administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}
