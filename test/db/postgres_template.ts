import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '@beatline/db/engine/database';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database with the schema and nothing else, to copy; undefined without a server. */
    readonly postgresTemplate: string | undefined;
  }
}

/** Makes the database that throw-away ones on the server are copied from: a copy takes a third of the time that extension and schema take. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const serverUrl = process.env['DATABASE_URL'];
  if (serverUrl === undefined || serverUrl === '') return () => Promise.resolve();
  const name = `beatline_test_template_${Math.random().toString(36).slice(2, 12)}`;
  await administer(serverUrl, `CREATE DATABASE ${name}`);
  const database = await openDatabase({ databaseUrl: urlOfDatabase(serverUrl, name) });
  await database.close();
  project.provide('postgresTemplate', name);
  return () => administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
}

/** Address of another database of the same server. */
export function urlOfDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement on the server, outside the databases of the tests. */
export async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
