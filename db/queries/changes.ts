import { sql } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';

/** From here on changes of this transaction are kept as those of a batch; undefined ends that. */
export async function keepChangesOf(scoped: Scoped, batchId: number | undefined): Promise<void> {
  await scoped.tx.execute(sql`SELECT set_config('beatline.batch', ${batchId === undefined ? '' : String(batchId)}, true)`);
}

/** Runs work whose changes derive from others and are made anew, so that they are not kept for undoing. */
export async function withoutKeepingChanges<T>(scoped: Scoped, run: () => Promise<T>): Promise<T> {
  const [row] = await scoped.tx.execute<{ batch: string | null }>(sql`SELECT nullif(current_setting('beatline.batch', true), '') AS batch`);
  const batchId = row?.batch ?? undefined;
  if (batchId === undefined) return run();
  await keepChangesOf(scoped, undefined);
  const result = await run();
  await keepChangesOf(scoped, Number(batchId));
  return result;
}

/**
 * For imports whose rows a later import changed, the first of those: it has to be undone before. One pass over the kept changes; imports that were undone
 * have none.
 */
export async function laterBatches(scoped: Scoped): Promise<Map<number, number>> {
  const rows = await scoped.tx.execute<{ batch: number; later: number }>(sql`
    SELECT batch, min(later) AS later FROM (
      SELECT mine.batch_id AS batch, min(later.batch_id) AS later FROM import_change mine
        JOIN import_change later ON later.table_name = mine.table_name AND later.row_key = mine.row_key AND later.batch_id > mine.batch_id
      GROUP BY 1
      UNION ALL
      SELECT (before ->> 'batch_id')::integer, min(batch_id) FROM import_change WHERE table_name = 'incident' GROUP BY 1
      UNION ALL
      SELECT earlier.id, min(later.id) FROM import_batch earlier JOIN import_batch later ON later.verb = 'streets' AND later.state = 'done' AND later.id > earlier.id
      WHERE earlier.verb = 'streets' GROUP BY 1) found
    WHERE batch IS NOT NULL AND later <> batch GROUP BY 1`);
  return new Map(rows.map((row) => [row.batch, row.later]));
}

/** Puts back the rows a batch changed and forgets the changes. Answers how many rows were removed and restored. */
export async function undoChanges(scoped: Scoped, batchId: number): Promise<{ readonly removed: number; readonly restored: number }> {
  const rows = await scoped.tx.execute<{ removed: number; restored: number }>(
    sql`SELECT removed, restored FROM beatline_undo_changes(${batchId}::integer)`,
  );
  return {
    removed: rows.reduce((sum, row) => sum + row.removed, 0),
    restored: rows.reduce((sum, row) => sum + row.restored, 0),
  };
}
