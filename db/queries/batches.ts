import { asc, desc, eq } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { importBatch, importReject } from '../schema/batch';

/** A row of an input file that was not loaded. */
export interface RejectedRow {
  readonly rowNumber: number;
  readonly reason: string;
  /** The row as it came, or the value that is wrong. */
  readonly content: string;
}

export interface ImportBatch {
  readonly id: number;
  readonly verb: string;
  readonly fileName: string;
  readonly state: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | undefined;
  readonly report: unknown;
}

/** Opens a batch; what is loaded afterwards carries its id. */
export async function beginBatch(
  scoped: Scoped,
  input: { readonly verb: string; readonly fileName: string; readonly fileSha256?: string; readonly startedAtMs: number },
): Promise<{ readonly id: number }> {
  const [row] = await scoped.tx
    .insert(importBatch)
    .values({ verb: input.verb, fileName: input.fileName, fileSha256: input.fileSha256, startedAt: input.startedAtMs })
    .returning({ id: importBatch.id });
  if (row === undefined) throw new Error('no import batch was made');
  return row;
}

/** Closes a batch with the report its importer answers. */
export async function finishBatch(scoped: Scoped, id: number, report: object, finishedAtMs: number): Promise<void> {
  await scoped.tx.update(importBatch).set({ state: 'done', report, finishedAt: finishedAtMs }).where(eq(importBatch.id, id));
}

/** Keeps the rows of a batch that were not loaded, by COPY. */
export async function insertRejects(scoped: Scoped, batchId: number, rejects: readonly RejectedRow[]): Promise<void> {
  if (rejects.length === 0) return;
  await stageRows(
    scoped,
    'new_reject',
    'row_number integer, reason text, content text',
    rejects.map((reject) => [reject.rowNumber, reject.reason, reject.content]),
  );
  await scoped.session.query(
    `INSERT INTO import_reject (batch_id, row_number, reason, content) SELECT $1::integer, row_number, reason, content FROM new_reject ON CONFLICT DO NOTHING`,
    [batchId],
  );
}

/** Newest first. */
export async function listBatches(scoped: Scoped, limit = 100): Promise<ImportBatch[]> {
  const rows = await scoped.tx.select().from(importBatch).orderBy(desc(importBatch.id)).limit(limit);
  return rows.map((row) => ({
    id: row.id,
    verb: row.verb,
    fileName: row.fileName,
    state: row.state,
    startedAtMs: row.startedAt,
    finishedAtMs: row.finishedAt ?? undefined,
    report: row.report,
  }));
}

/** What a batch left out, by row. */
export async function listRejects(scoped: Scoped, batchId: number): Promise<RejectedRow[]> {
  return scoped.tx
    .select({ rowNumber: importReject.rowNumber, reason: importReject.reason, content: importReject.content })
    .from(importReject)
    .where(eq(importReject.batchId, batchId))
    .orderBy(asc(importReject.rowNumber));
}
