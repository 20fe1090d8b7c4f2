import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from '@beatline/shared/model/refusal';
import { systemErrorCodeOf } from './system_refusal';
import type { SqlEngine, SqlSession } from './sql_session';

const MIGRATIONS_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'migrations');
const OLDEST_POSTGIS = [3, 3] as const;
/** Any number will do as long as every Beatline asks for the same: two servers starting together must not both migrate. */
const MIGRATION_LOCK = 4_870_001;

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** The schema this code is written for: the files `NNNN_name.sql` of db/migrations in order. */
export function readMigrations(): Migration[] {
  return readdirSync(MIGRATIONS_FOLDER)
    .filter((file) => /^\d{4}_\w+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(join(MIGRATIONS_FOLDER, file), 'utf8');
      return { version: Number(file.slice(0, 4)), name: file.slice(5, -4), text, sha256: createHash('sha256').update(text).digest('hex') };
    });
}

/**
 * Brings the schema up to date, each migration in its own transaction with its entry in `schema_version`; does nothing on one that is. Throws a
 * Refusal when PostGIS is missing or too old, or when the database was made by newer or by other code.
 */
export async function migrate(engine: SqlEngine): Promise<void> {
  const migrations = readMigrations();
  const applied = await engine.transaction(appliedVersions);
  refuseForeignSchema(migrations, applied);
  const pending = migrations.filter((migration) => !applied.has(migration.version));
  if (pending.length === 0) return;
  await engine.transaction(ensurePostgis);
  for (const migration of pending) {
    await engine.transaction(async (session) => {
      await session.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      if ((await appliedVersions(session)).has(migration.version)) return;
      await session.script(migration.text).catch((error: unknown) => {
        throw refusalOfPrivilege(error);
      });
      await session.query('INSERT INTO schema_version (version, name, sha256) VALUES ($1, $2, $3)', [
        migration.version,
        migration.name,
        migration.sha256,
      ]);
    });
  }
}

/** Making the role the queries run as takes more than owning a database. */
function refusalOfPrivilege(error: unknown): unknown {
  if (systemErrorCodeOf(error) !== '42501') return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Refusal(
    'database_privilege',
    `the user of DATABASE_URL may not make the schema: ${message}`,
    'let an administrator run CREATE ROLE beatline_app and GRANT beatline_app TO this user, and let it own the database',
  );
}

async function appliedVersions(session: SqlSession): Promise<Map<number, string>> {
  const { rows: found } = await session.query<{ present: boolean }>("SELECT to_regclass('public.schema_version') IS NOT NULL AS present");
  if (!found[0]?.present) return new Map();
  const { rows } = await session.query<{ version: number; sha256: string }>('SELECT version, sha256 FROM public.schema_version');
  return new Map(rows.map((row) => [row.version, row.sha256]));
}

function refuseForeignSchema(migrations: readonly Migration[], applied: ReadonlyMap<number, string>): void {
  const known = new Map(migrations.map((migration) => [migration.version, migration.sha256]));
  for (const [version, sha256] of applied) {
    if (known.get(version) === sha256) continue;
    throw new Refusal(
      'schema_foreign',
      known.has(version)
        ? `the database holds another version of schema step ${version} than this Beatline`
        : `the database has schema step ${version}, which this Beatline does not know`,
      'run the Beatline that made it, or point BEATLINE_DATA or DATABASE_URL at an empty database',
    );
  }
}

async function ensurePostgis(session: SqlSession): Promise<void> {
  const { rows } = await session.query<{ installed: string | null; available: string | null }>(
    `SELECT (SELECT extversion FROM pg_extension WHERE extname = 'postgis') AS installed,
            (SELECT default_version FROM pg_available_extensions WHERE name = 'postgis') AS available`,
  );
  const { installed, available } = rows[0] ?? { installed: null, available: null };
  const version = installed ?? available;
  if (version === null) {
    throw new Refusal(
      'postgis_missing',
      'the database server has no PostGIS',
      'install PostGIS 3.3 or newer on the server (Debian: postgresql-15-postgis-3), then run it again',
    );
  }
  if (isOlder(version, OLDEST_POSTGIS)) {
    throw new Refusal(
      'postgis_too_old',
      `the database has PostGIS ${version}, Beatline needs 3.3 or newer`,
      'upgrade PostGIS on the server and run ALTER EXTENSION postgis UPDATE',
    );
  }
  if (installed !== null) return;
  try {
    await session.script('CREATE EXTENSION IF NOT EXISTS postgis');
  } catch (error) {
    if (systemErrorCodeOf(error) !== '42501') throw error;
    throw new Refusal(
      'postgis_missing',
      'PostGIS is not installed in this database and this user may not install it',
      'let an administrator run CREATE EXTENSION postgis in it, then run it again',
    );
  }
}

function isOlder(version: string, than: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < than[0] || (major === than[0] && minor < than[1]);
}
