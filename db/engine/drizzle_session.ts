import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { SqlSession } from './sql_session';

/** Drizzle over one open transaction. The same driver on both engines, so a query cannot read differently on one of them. */
export type BeatlineTransaction = PgRemoteDatabase;

export function drizzleOver(session: SqlSession): BeatlineTransaction {
  return drizzle(async (text, parameters: unknown[], method) => {
    if (method === 'all') return { rows: await session.queryArrays(text, parameters) };
    return { rows: (await session.query<Record<string, unknown>>(text, parameters)).rows };
  });
}
