import type { FileFormat } from '@beatline/shared/model/views/import_view';
import { Refusal } from '@beatline/shared/model/refusal';
import { openCsv } from './csv_table';
import { hasFeatures } from './feature_source';
import { openFeatureTable } from './feature_table';
import type { DeclaredCrs } from './input_crs';
import { fileKindOf, type InputFile } from './input_file';
import { openXlsx } from './xlsx_table';

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
  /** Columns that hold the position of points, and the system the file declares for them; undefined for formats without geometry. */
  readonly position?: { readonly x: number; readonly y: number; readonly declaredCrs: DeclaredCrs | undefined } | undefined;
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

/** Recognises format, encoding and header of a table: CSV, XLSX, GeoJSON, KML or a zipped shapefile. Refuses what is no table. */
export async function openTable(input: InputFile, reading: TableReading = {}): Promise<InputTable> {
  const kind = fileKindOf(input);
  if (kind === 'xlsx' && input.archive !== undefined) return openXlsx(input, input.archive, reading.sheet);
  if (hasFeatures(input)) return openFeatureTable(input, reading.encoding);
  if (kind !== 'text')
    throw new Refusal('table_wrong', `${input.name} is no table`, 'give CSV, XLSX or GeoJSON with a row for each record');
  const table = await openCsv(input, reading.encoding);
  return { ...table, format: 'csv', sheet: undefined, sheets: [] };
}
