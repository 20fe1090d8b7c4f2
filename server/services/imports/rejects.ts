import { stringify } from 'csv-stringify/sync';
import { rejectsOfBatch } from '@beatline/db/queries/batches';
import { reasonText, type ReportLanguage } from '@beatline/shared/formats/reject_reasons';
import { rejectsTable } from '@beatline/shared/formats/rejects_csv';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../../app';

/** Rejected rows of a batch, each with its reason in words. */
export async function rejectedRows(
  app: App,
  input: { readonly batch: number; readonly language: ReportLanguage },
): Promise<
  readonly { readonly row: number; readonly column: string; readonly value: string; readonly reason: string; readonly text: string }[]
> {
  const { rejects } = await find(app, input.batch);
  return rejects.map(({ rowNumber, column, value, reason }) => ({
    row: rowNumber,
    column,
    value,
    reason,
    text: reasonText(reason, input.language),
  }));
}

/** Rejected rows of a batch as CSV (UTF-8 with byte order mark, for spreadsheets), to be corrected and sent again. */
export async function rejectsCsv(
  app: App,
  input: { readonly batch: number; readonly language: ReportLanguage },
): Promise<{ readonly fileName: string; readonly text: string; readonly rows: number }> {
  const found = await find(app, input.batch);
  const table = rejectsTable(found.columns, found.rejects, input.language);
  return {
    fileName: `rejects-${input.batch}.csv`,
    text: stringify(table, { bom: true, record_delimiter: 'windows', escape_formulas: true }),
    rows: found.rejects.length,
  };
}

async function find(app: App, batch: number) {
  const found = await app.query((scoped) => rejectsOfBatch(scoped, batch));
  if (found === undefined) throw new Refusal('not_found', `there is no import ${batch}`, 'import list names them');
  return found;
}
