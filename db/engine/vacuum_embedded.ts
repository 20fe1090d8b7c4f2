import type { PGlite } from '@electric-sql/pglite';

/** Chosen, because a live day changes a few thousand rows in this time and one pass over them takes well under a second. */
const EVERY_MS = 600_000;

/** Tables a server's autovacuum would visit, with its default thresholds (PostgreSQL manual, 20.10 Automatic Vacuuming). */
const WORN_TABLES = `
  SELECT relid::regclass::text AS name FROM pg_stat_user_tables
  WHERE n_dead_tup > 50 + 0.2 * n_live_tup OR n_mod_since_analyze > 50 + 0.1 * n_live_tup ORDER BY n_dead_tup DESC`;

/** Cleans up after changed rows now and then, which the embedded engine has no background process for. Answers how to stop. */
export function startVacuuming(pglite: PGlite): () => void {
  const timer = setInterval(() => {
    vacuumWornTables(pglite).catch((error: Error) => process.emitWarning(`could not clean up the database: ${error.message}`));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** One pass, a table at a time, so that queries get their turn in between. */
export async function vacuumWornTables(pglite: Pick<PGlite, 'query' | 'exec'>): Promise<readonly string[]> {
  await pglite.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await pglite.query<{ name: string }>(WORN_TABLES);
  for (const { name } of rows) await pglite.exec(`VACUUM (ANALYZE) ${name}`);
  return rows.map((row) => row.name);
}
