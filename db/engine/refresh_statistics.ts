import { sql } from 'drizzle-orm';
import type { Scoped } from './scope';

/** A fifth of PostgreSQL's default: the queries here choose between indexes that differ a hundredfold, and sampling is what an import waits for. */
const SAMPLE_TARGET = 20;

/**
 * Tells the planner what a bulk load has put into these tables. The embedded engine has nobody who would do it later, and a server does it minutes later.
 * Costs a sample of each table, about 50 ms for a large one.
 */
export async function refreshStatistics(scoped: Scoped, tables: readonly string[]): Promise<void> {
  await scoped.session.query('RESET ROLE');
  await scoped.session.query(`SET LOCAL default_statistics_target = ${SAMPLE_TARGET}`);
  for (const table of tables) await scoped.tx.execute(sql`ANALYZE ${sql.identifier(table)}`);
  await scoped.session.query('SET LOCAL ROLE beatline_app');
}
