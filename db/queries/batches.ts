import { desc, eq, sql } from 'drizzle-orm';
import type { RejectedRow } from '@beatline/shared/formats/rejects_csv';
import type { BatchState } from '@beatline/shared/model/views/import_view';
import type { Scoped } from '../engine/scope';
import { copyRows } from '../engine/copy_rows';
import { importBatch, importReject } from '../schema/batch';
import { keepChangesOf } from './changes';

/** Opens an import batch and answers its number. From here to {@link finishBatch} everything the transaction changes can be undone under that number. */
export async function beginBatch(
  scoped: Scoped,
  input: {
    /** The kind of import. */
    readonly verb: string;
    readonly fileName: string;
    readonly fileSha256?: string;
    readonly startedAtMs: number;
    /** Columns of the file without those that look like persons: the header of its rejects. */
    readonly columns?: readonly string[];
  },
): Promise<number> {
  const [row] = await scoped.tx
    .insert(importBatch)
    .values({
      verb: input.verb,
      fileName: input.fileName,
      fileSha256: input.fileSha256 ?? null,
      startedAt: input.startedAtMs,
      columns: [...(input.columns ?? [])],
    })
    .returning({ id: importBatch.id });
  if (row === undefined) throw new Error('no import batch was made');
  await keepChangesOf(scoped, row.id);
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
  await keepChangesOf(scoped, undefined);
}

/** A row or feature that was not taken. */
export interface Reject {
  /** As a spreadsheet numbers it: the header is row 1. Features count from 1. */
  readonly rowNumber: number;
  /** Column at fault; empty when it is the row as a whole. */
  readonly column: string;
  /** What stood there. */
  readonly value: string;
  /** A code of shared/formats/reject_reasons. */
  readonly reason: string;
  /** The whole row in the order of the batch's columns, without columns that look like persons. */
  readonly cells?: readonly string[] | undefined;
}

/** A value of a broken file may be megabytes long; what is kept of it serves to recognise it. Chosen. */
const KEPT_VALUE_CHARACTERS = 200;
const KEPT_CELL_CHARACTERS = 2000;

/** Keeps rows that were not taken; a row is kept once for each reason. */
export async function insertRejects(scoped: Scoped, batchId: number, rejects: Iterable<Reject>): Promise<void> {
  const unique = new Map<string, Reject>();
  for (const reject of rejects) unique.set(`${reject.rowNumber}:${reject.reason}`, reject);
  await copyRows(
    scoped,
    'import_reject',
    ['batch_id', 'row_number', 'reason', 'column_name', 'value', 'content'],
    [...unique.values()].map((reject) => [
      batchId,
      reject.rowNumber,
      reject.reason,
      reject.column.slice(0, KEPT_VALUE_CHARACTERS),
      reject.value.slice(0, KEPT_VALUE_CHARACTERS),
      JSON.stringify((reject.cells ?? []).map((cell) => cell.slice(0, KEPT_CELL_CHARACTERS))),
    ]),
  );
}

/** Rows of a batch that were not taken, in the order of the file, and its columns; undefined when there is no such batch. */
export async function rejectsOfBatch(
  scoped: Scoped,
  batchId: number,
): Promise<{ readonly columns: readonly string[]; readonly rejects: readonly RejectedRow[] } | undefined> {
  const [batch] = await scoped.tx.select({ columns: importBatch.columns }).from(importBatch).where(eq(importBatch.id, batchId));
  if (batch === undefined) return undefined;
  const rows = await scoped.tx
    .select()
    .from(importReject)
    .where(eq(importReject.batchId, batchId))
    .orderBy(importReject.rowNumber, importReject.reason);
  return {
    columns: batch.columns,
    rejects: rows.map(({ rowNumber, columnName, value, reason, content }) => ({
      rowNumber,
      column: columnName,
      value,
      reason,
      cells: cellsOf(content),
    })),
  };
}

/** Rejects kept by earlier versions hold another kind of JSON. */
function cellsOf(content: string): string[] {
  const cells: unknown = content.startsWith('[') ? JSON.parse(content) : [];
  return Array.isArray(cells) ? cells.map(String) : [];
}

export interface Batch {
  readonly id: number;
  readonly verb: string;
  readonly fileName: string;
  readonly state: BatchState;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | undefined;
  readonly report: unknown;
  readonly rejected: number;
}

/** Import batches, newest first. */
export async function listBatches(scoped: Scoped, limit = 100): Promise<Batch[]> {
  const rows = await scoped.tx
    .select({
      batch: importBatch,
      rejected: sql<number>`(SELECT count(DISTINCT row_number) FROM import_reject WHERE batch_id = ${importBatch.id})`,
    })
    .from(importBatch)
    .orderBy(desc(importBatch.id))
    .limit(limit);
  return rows.map(({ batch, rejected }) => ({
    id: batch.id,
    verb: batch.verb,
    fileName: batch.fileName,
    state: batch.state as BatchState,
    startedAtMs: batch.startedAt,
    finishedAtMs: batch.finishedAt ?? undefined,
    report: batch.report,
    rejected,
  }));
}
