import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase, type Database } from '@beatline/db/engine/database';

/** Opens an empty, migrated database of each engine in turn (the server's only where DATABASE_URL names one), and removes it after the work. */
export async function onEachEngine<T>(name: string, work: (database: Database) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const serverUrl = process.env['DATABASE_URL'] ?? '';
  if (serverUrl === '') process.stdout.write('DATABASE_URL names no server: PostgreSQL is left out\n');
  else results.push(await onServer(serverUrl, name, work));
  const dataFolder = mkdtempSync(join(tmpdir(), 'beatline_bench_'));
  const database = await openDatabase({ dataFolder });
  try {
    results.push(await work(database));
  } finally {
    await database.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
  return results;
}

async function onServer<T>(serverUrl: string, name: string, work: (database: Database) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  const databaseName = `beatline_bench_${name}_${process.pid}`;
  await client.query(`CREATE DATABASE ${databaseName}`);
  const url = new URL(serverUrl);
  url.pathname = `/${databaseName}`;
  const database = await openDatabase({ databaseUrl: url.href });
  try {
    return await work(database);
  } finally {
    await database.close();
    await client.query(`DROP DATABASE ${databaseName} WITH (FORCE)`);
    await client.end();
  }
}
