import { reasonText, type ReportLanguage } from './reject_reasons';

/** Columns added to rejected rows; an import leaves columns of these names alone, so that a corrected file can be sent as it is. */
export const REJECT_COLUMNS = ['beatline_row', 'beatline_column', 'beatline_value', 'beatline_reason'] as const;

/** One rejected row. */
export interface RejectedRow {
  readonly rowNumber: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
  readonly cells: readonly string[];
}

/**
 * Rejected rows as a table to correct and send again: the columns of the file, then row number, column, value and reason. Rows of cells, the header
 * first; whoever writes it as CSV quotes it.
 */
export function rejectsTable(columns: readonly string[], rejects: readonly RejectedRow[], language: ReportLanguage): string[][] {
  return [
    [...columns, ...REJECT_COLUMNS],
    ...rejects.map((reject) => [
      ...columns.map((_name, i) => reject.cells[i] ?? ''),
      String(reject.rowNumber),
      reject.column,
      reject.value,
      reasonText(reject.reason, language),
    ]),
  ];
}
