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

/** A later import that changed rows of this one: it has to be undone first. */
export async function laterBatchOn(scoped: Scoped, batchId: number): Promise<number | undefined> {
  const [row] = await scoped.tx.execute<{ later: number | null }>(sql`
    SELECT min(later.batch_id) AS later FROM import_change later JOIN import_batch b ON b.id = later.batch_id AND b.state = 'done'
    WHERE later.batch_id > ${batchId}::integer AND (
      EXISTS (SELECT FROM import_change mine WHERE mine.batch_id = ${batchId}::integer AND mine.table_name = later.table_name AND mine.row_key = later.row_key)
      OR (later.table_name = 'incident' AND later.before ->> 'batch_id' = ${String(batchId)}))`);
  return row?.later ?? undefined;
}

/** Puts back the rows a batch changed and forgets the changes. Answers how many rows were removed and restored. */
export async function undoChanges(scoped: Scoped, batchId: number): Promise<{ readonly removed: number; readonly restored: number }> {
  const rows = await scoped.tx.execute<{ removed: number; restored: number }>(
    sql`SELECT removed, restored FROM beatline_undo_changes(${batchId}::integer)`,
  );
  return {
    removed: rows.reduce((sum, row) => sum + Number(row.removed), 0),
    restored: rows.reduce((sum, row) => sum + Number(row.restored), 0),
  };
}
