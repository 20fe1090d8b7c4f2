import { desc, eq } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';
import { copyRows } from '../engine/copy_rows';
import { importBatch, importReject } from '../schema/batch';

export type BatchState = 'running' | 'done' | 'failed' | 'undone';

/** Opens an import batch and answers its number. */
export async function beginBatch(
  scoped: Scoped,
  input: { readonly verb: string; readonly fileName: string; readonly fileSha256?: string; readonly startedAtMs: number },
): Promise<number> {
  const [row] = await scoped.tx
    .insert(importBatch)
    .values({ verb: input.verb, fileName: input.fileName, fileSha256: input.fileSha256 ?? null, startedAt: input.startedAtMs })
    .returning({ id: importBatch.id });
  if (row === undefined) throw new Error('no import batch was made');
  return row.id;
}

/** Closes a batch with its report. */
export async function finishBatch(
  scoped: Scoped,
  batchId: number,
  input: { readonly state: Exclude<BatchState, 'running'>; readonly finishedAtMs: number; readonly report: object },
): Promise<void> {
  await scoped.tx
    .update(importBatch)
    .set({ state: input.state, finishedAt: input.finishedAtMs, report: input.report })
    .where(eq(importBatch.id, batchId));
}

export interface Reject {
  /** As a spreadsheet numbers it: the header is row 1. */
  readonly rowNumber: number;
  readonly reason: string;
  /** The row without columns that look like persons. */
  readonly content: string;
}

/** Keeps rows that were not taken. */
export async function insertRejects(scoped: Scoped, batchId: number, rejects: Iterable<Reject>): Promise<void> {
  const unique = new Map<string, Reject>();
  for (const reject of rejects) unique.set(`${reject.rowNumber}:${reject.reason}`, reject);
  await copyRows(
    scoped,
    'import_reject',
    ['batch_id', 'row_number', 'reason', 'content'],
    [...unique.values()].map((reject) => [batchId, reject.rowNumber, reject.reason, reject.content]),
  );
}

/** Rows of a batch that were not taken, in the order of the file. */
export async function listRejects(scoped: Scoped, batchId: number): Promise<Reject[]> {
  return scoped.tx
    .select({ rowNumber: importReject.rowNumber, reason: importReject.reason, content: importReject.content })
    .from(importReject)
    .where(eq(importReject.batchId, batchId))
    .orderBy(importReject.rowNumber, importReject.reason);
}

export interface Batch {
  readonly id: number;
  readonly verb: string;
  readonly fileName: string;
  readonly state: BatchState;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | undefined;
  readonly report: unknown;
}

/** Import batches, newest first. */
export async function listBatches(scoped: Scoped, limit = 100): Promise<Batch[]> {
  const rows = await scoped.tx.select().from(importBatch).orderBy(desc(importBatch.id)).limit(limit);
  return rows.map((row) => ({
    id: row.id,
    verb: row.verb,
    fileName: row.fileName,
    state: row.state as BatchState,
    startedAtMs: row.startedAt,
    finishedAtMs: row.finishedAt ?? undefined,
    report: row.report,
  }));
}
