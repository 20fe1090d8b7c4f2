import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Pool, types, type PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { Refusal } from '@beatline/shared/model/refusal';
import type { SqlEngine, SqlSession } from './sql_session';
import { diskFull, systemErrorCodeOf } from './system_refusal';
import { VALUE_PARSERS } from './value_parsers';

const OLDEST_POSTGRES = 150000;
/** Chosen, because a health check or a first page should not hang longer than a person waits. */
const CONNECT_TIMEOUT_MS = 8_000;

/**
 * Connects to a PostgreSQL server by URL and checks its version. Throws a Refusal when the URL is not one, the server does not answer, refuses
 * the login, lacks the database or is too old.
 */
export async function openPostgres(databaseUrl: string): Promise<SqlEngine> {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new Refusal('database_url', 'DATABASE_URL is not a postgres:// address', 'set it to postgres://user:password@host:5432/database');
  }
  const where = describeTarget(databaseUrl);
  const pool = new Pool({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    max: 10,
    // What the queries assume of a session: instants read in UTC, no compiling of short queries.
    options: '-c timezone=UTC -c datestyle=ISO -c jit=off -c client_min_messages=warning',
    types: {
      getTypeParser: (oid, format) => (format === 'binary' ? undefined : VALUE_PARSERS[oid]) ?? types.getTypeParser(oid, format),
    },
  });
  // A connection that breaks while idle is replaced by the pool on next use; without a listener it would end the process.
  pool.on('error', (error) => process.emitWarning(`lost an idle connection to ${where}: ${error.message}`));
  try {
    const { rows } = await pool.query<{ version: string; readable: string }>(
      "SELECT current_setting('server_version_num') AS version, current_setting('server_version') AS readable",
    );
    if (rows[0] !== undefined) refuseOldServer(rows[0], where);
  } catch (error) {
    await pool.end();
    throw refusalOfConnection(error, where);
  }
  return engineOver(pool, where);
}

/** Throws a Refusal when `version`, as `server_version_num` writes it, is older than Beatline works with. */
export function refuseOldServer(server: { readonly version: string; readonly readable: string }, where: string): void {
  if (Number(server.version) >= OLDEST_POSTGRES) return;
  throw new Refusal(
    'postgres_too_old',
    `the server at ${where} runs PostgreSQL ${server.readable}, Beatline needs 15 or newer`,
    'upgrade the server or point DATABASE_URL at another',
  );
}

function engineOver(pool: Pool, where: string): SqlEngine {
  return {
    engine: 'postgres',
    async transaction(run) {
      const client = await pool.connect().catch((error: unknown) => {
        throw refusalOfConnection(error, where);
      });
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const result = await run(sessionOver(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => {
          broken = failure;
        });
        throw systemErrorCodeOf(error) === '53100' ? diskFull(`the database at ${where}`) : error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

function sessionOver(client: PoolClient): SqlSession {
  return {
    async query(text, parameters = []) {
      const result = await client.query<never>(text, [...parameters]);
      return { rows: result.rows, affectedRows: result.rowCount ?? 0 };
    },
    async queryArrays(text, parameters = []) {
      return (await client.query<unknown[]>({ text, values: [...parameters], rowMode: 'array' })).rows;
    },
    async script(text) {
      await client.query(text);
    },
    async copyIn(target, format, chunks) {
      const stream = client.query(copyFrom(`COPY ${target} FROM STDIN WITH (FORMAT ${format})`));
      await pipeline(Readable.from(chunks, { objectMode: true }), stream);
    },
    async copyOut(select) {
      const parts: Uint8Array[] = [];
      for await (const part of client.query(copyTo(`COPY (${select}) TO STDOUT WITH (FORMAT binary)`))) parts.push(part as Uint8Array);
      return Buffer.concat(parts);
    },
  };
}

/** Host, port and database of a URL for messages; never its user or password. */
function describeTarget(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return 'DATABASE_URL';
  const url = new URL(databaseUrl);
  return `${url.hostname}:${url.port === '' ? '5432' : url.port}${url.pathname}`;
}

function refusalOfConnection(error: unknown, where: string): unknown {
  if (error instanceof Refusal) return error;
  const code = systemErrorCodeOf(error) ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (code === '28P01' || code === '28000') {
    return new Refusal(
      'database_login',
      `the database server at ${where} refuses the login: ${message}`,
      'check user and password in DATABASE_URL',
    );
  }
  if (code === '3D000') {
    return new Refusal('database_missing', `there is no such database: ${where}`, 'create it with createdb, or correct DATABASE_URL');
  }
  if (/^E[A-Z]+$/.test(code) || /timeout|terminated|ECONN/i.test(message)) {
    return new Refusal(
      'database_unreachable',
      `the database server at ${where} does not answer (${code === '' ? message : code})`,
      'start it or correct DATABASE_URL; without DATABASE_URL Beatline uses its embedded database',
    );
  }
  return error;
}
