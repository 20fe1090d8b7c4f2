import { sql, type SQL } from 'drizzle-orm';
import type { Scoped } from './scope';

/** The plan PostgreSQL makes for a query under the scope's role and policies, one line a step: for tests that hold a query to its indexes. */
export async function explain(scoped: Scoped, query: SQL): Promise<string> {
  const rows = await scoped.tx.execute<{ 'QUERY PLAN': string }>(sql`EXPLAIN ${query}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
