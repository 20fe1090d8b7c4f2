import { stat } from 'node:fs/promises';
import type { ImportInspection } from '@beatline/shared/model/views/import_view';
import { openInputFile } from '../../imports/input_file';
import { openTable } from '../../imports/input_table';

/** Larger files are not counted while somebody waits: reading them takes seconds. Chosen: some 300 000 rows, a second. */
const COUNTED_BYTES = 32_000_000;

/** Rows of a table without its header; undefined for what is no table, or too large to count while somebody waits. */
export async function countRows(file: { readonly path: string }, look: ImportInspection | undefined): Promise<number | undefined> {
  if (look === undefined || (look.format !== 'csv' && look.format !== 'xlsx')) return undefined;
  if ((await stat(file.path)).size > COUNTED_BYTES) return undefined;
  const table = await openTable(await openInputFile(file), { encoding: look.encoding, sheet: look.sheet });
  let rows = 0;
  for await (const batch of table.batches()) rows += batch.rows.length;
  return rows;
}
