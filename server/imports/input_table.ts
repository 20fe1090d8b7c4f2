import type { FileFormat } from '@beatline/shared/model/views/import_view';
import { openCsv } from './csv_table';
import type { InputFile } from './input_file';

/** A table of text cells in a file of any format, recognised and ready to be streamed. */
export interface InputTable {
  readonly format: FileFormat;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  readonly sheet: string | undefined;
  readonly sheets: readonly string[];
  /** Column names as written, trimmed. */
  readonly header: readonly string[];
  /** The first data rows, for recognising columns by their values. */
  readonly sample: readonly (readonly string[])[];
  /**
   * All data rows in batches. `firstRow` is the number of the batch's first row as a spreadsheet shows it: the header is row 1.
   * Values are as written; rows may be shorter or longer than the header.
   */
  batches(): AsyncGenerator<{ readonly firstRow: number; readonly rows: readonly (readonly string[])[] }>;
}

export interface TableReading {
  readonly encoding?: string | undefined;
  /** Sheet of a workbook; its first one with rows when absent. */
  readonly sheet?: string | undefined;
}

/** Recognises format, encoding and header of a table. Refuses what is no table. */
export async function openTable(input: InputFile, reading: TableReading = {}): Promise<InputTable> {
  const table = await openCsv(input, reading.encoding);
  return { ...table, format: 'csv', sheet: undefined, sheets: [] };
}
