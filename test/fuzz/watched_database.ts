import type { Database } from '@beatline/db/engine/database';
import type { SqlSession } from '@beatline/db/engine/sql_session';

/** Thrown to take back what a load would have kept, once it is known. */
class TakenBack extends Error {
  constructor(readonly result: unknown) {
    super('taken back');
  }
}

/**
 * A database that counts the transactions which would have kept something, and keeps nothing, so that every file meets the same ground. A load that is refused
 * must not have kept anything; one that succeeds does it in a single transaction, for between two of them a crash would leave half.
 */
export function watchedDatabase(database: Database): { readonly database: Database; takeKept(): number } {
  let kept = 0;
  return {
    database: {
      ...database,
      sql: {
        engine: database.sql.engine,
        close: () => database.sql.close(),
        async transaction<T>(run: (session: SqlSession) => Promise<T>): Promise<T> {
          try {
            return await database.sql.transaction(async (session) => {
              const result = await run(session);
              const { rows } = await session.query<{ wrote: boolean }>('SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote');
              if (!rows[0].wrote) return result;
              kept += 1;
              throw new TakenBack(result);
            });
          } catch (error) {
            if (error instanceof TakenBack) return error.result as T;
            throw error;
          }
        },
      },
    },
    takeKept() {
      const count = kept;
      kept = 0;
      return count;
    },
  };
}
