import { DrizzleQueryError } from 'drizzle-orm';
import { DEPLOYMENT_SCOPE, settingOf, type Scope, type Scoped } from './scope';
import type { SqlEngine } from './sql_session';
import { drizzleOver } from './drizzle_session';
import { migrate } from './migrate';

export { DEPLOYMENT_SCOPE, type Scope, type Scoped } from './scope';

export interface Database {
  readonly engine: 'embedded' | 'postgres';
  /** The engine beneath, without role or scope: for the migrator and for tests. */
  readonly sql: SqlEngine;
  close(): Promise<void>;
}

/**
 * Opens the database and brings its schema up to date: the server of `databaseUrl`, else the embedded one in `dataFolder` (made when missing).
 * Throws a Refusal with one sentence and what to do when the surroundings are not as needed. Each engine's code is loaded only when it is used:
 * PGlite alone costs a second of start.
 */
export async function openDatabase(options: { readonly databaseUrl?: string; readonly dataFolder?: string }): Promise<Database> {
  const sql = await openEngine(options);
  return { engine: sql.engine, sql, close: () => sql.close() };
}

async function openEngine(options: { readonly databaseUrl?: string; readonly dataFolder?: string }): Promise<SqlEngine> {
  if (options.databaseUrl === undefined || options.databaseUrl === '') {
    const { openEmbedded } = await import('./embedded');
    return openEmbedded(options.dataFolder ?? '.beatline', migrate);
  }
  const { openPostgres } = await import('./postgres');
  const engine = await openPostgres(options.databaseUrl);
  try {
    await migrate(engine);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/**
 * Runs `run` in one transaction that may see and change only what its scope owns: role and scope are set on the transaction itself, so nothing
 * leaks to the next user of a connection. On the embedded engine transactions queue behind each other: keep them short, or load in batches.
 */
export async function withScope<T>(database: Database, scope: Scope, run: (scoped: Scoped) => Promise<T>): Promise<T> {
  return database.sql.transaction(async (session) => {
    await session.query("SELECT set_config('role', 'beatline_app', true), set_config('beatline.scope', $1, true)", [settingOf(scope)]);
    try {
      return await run({ engine: database.engine, scope, tx: drizzleOver(session), session });
    } catch (error) {
      // Drizzle hides what the database said behind the text of the query and all its parameters.
      throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
    }
  });
}

/** {@link withScope} for the whole deployment. */
export async function withDeployment<T>(database: Database, run: (scoped: Scoped) => Promise<T>): Promise<T> {
  return withScope(database, DEPLOYMENT_SCOPE, run);
}
