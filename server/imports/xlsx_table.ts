import { Refusal } from '@beatline/shared/model/refusal';
import type { InputFile } from './input_file';
import type { InputTable } from './input_table';
import { createSheetReader, type SheetRow } from './xlsx_sheet';
import { openWorkbook, readEntry, readStrings, type XlsxSheet, type XlsxWorkbook } from './xlsx_workbook';
import type { ZipArchive } from './zip_archive';

/** Rows above the header: a title, a date of export, blank rows. Chosen, because no form seen has more. */
const HEADER_SEARCH_ROWS = 20;
const SAMPLE_ROWS = 400;
const BATCH_ROWS = 5000;
/** Bounds a batch whose rows are wide or long. */
const BATCH_CELLS = 250_000;
const BATCH_CHARACTERS = 16 * 2 ** 20;

/**
 * Opens a sheet of a workbook as a table: the one asked for, else the first with a header and rows. The header is the first row with two or more filled
 * cells, so a title above it does no harm. Cells read as a person sees them: days and times as ISO local text, numbers with 15 digits, formulas by
 * their last value. Memory stays constant: rows are streamed, texts beyond 32 MiB lie on disk.
 */
export async function openXlsx(input: InputFile, archive: ZipArchive, askedSheet?: string): Promise<InputTable> {
  const workbook = await openWorkbook(archive, input.name);
  const sheets = workbook.sheets.map((sheet) => sheet.name);
  const asked = askedSheet === undefined ? undefined : workbook.sheets.find((sheet) => sheet.name.trim() === askedSheet.trim());
  if (askedSheet !== undefined && asked === undefined)
    throw new Refusal('sheet_missing', `${input.name} has no sheet ${askedSheet}`, `its sheets are ${sheets.join(', ')}`);
  for (const sheet of asked === undefined ? workbook.sheets : [asked]) {
    const { header, sample } = await startOf(workbook, sheet);
    if (header === undefined || sample.length === 0) continue;
    const names = fitted(header.cells, header.cells.length).map((name) => name.trim());
    return {
      format: 'xlsx',
      encoding: undefined,
      delimiter: undefined,
      sheet: sheet.name,
      sheets,
      header: names,
      sample,
      batches: () => batchesOf(workbook, sheet, header.rowNumber, names.length),
    };
  }
  throw new Refusal(
    'file_empty',
    `${input.name} has no sheet with a header of two or more columns and rows below it`,
    'check that the right sheet was saved',
  );
}

/** Header and first rows of a sheet. */
async function startOf(
  workbook: XlsxWorkbook,
  sheet: XlsxSheet,
): Promise<{ readonly header: SheetRow | undefined; readonly sample: readonly (readonly string[])[] }> {
  let header: SheetRow | undefined;
  const sample: string[][] = [];
  let seen = 0;
  for await (const rows of rowsOf(workbook, sheet, () => header?.cells.length)) {
    for (const row of rows) {
      seen += 1;
      if (header === undefined) {
        if (row.cells.filter((cell) => cell.trim() !== '').length >= 2) header = row;
        else if (seen === HEADER_SEARCH_ROWS) return { header, sample };
      } else if (sample.length < SAMPLE_ROWS) sample.push(fitted(row.cells, header.cells.length));
      else return { header, sample };
    }
  }
  return { header, sample };
}

async function* batchesOf(
  workbook: XlsxWorkbook,
  sheet: XlsxSheet,
  headerRow: number,
  columns: number,
): AsyncGenerator<{ firstRow: number; rows: string[][] }> {
  let firstRow = 0;
  let rows: string[][] = [];
  let characters = 0;
  for await (const piece of rowsOf(workbook, sheet, () => columns)) {
    for (const row of piece) {
      if (row.rowNumber <= headerRow) continue;
      const isFull = rows.length === BATCH_ROWS || rows.length * columns > BATCH_CELLS || characters > BATCH_CHARACTERS;
      // A batch counts its rows from the first: after a gap a new one begins.
      if (rows.length > 0 && (isFull || row.rowNumber !== firstRow + rows.length)) {
        yield { firstRow, rows };
        rows = [];
        characters = 0;
      }
      if (rows.length === 0) firstRow = row.rowNumber;
      rows.push(fitted(row.cells, columns));
      // Holes of the row are passed over.
      row.cells.forEach((cell) => (characters += cell.length));
    }
  }
  if (rows.length > 0) yield { firstRow, rows };
}

/** A row as wide as the header; cells to the right of it belong to no column. */
function fitted(cells: readonly string[], columns: number): string[] {
  return Array.from({ length: columns }, (_, column) => cells[column] ?? '');
}

/** The rows of a sheet that hold anything, some at a time. `columns` says how many cells of a row are of use, once that is known. */
async function* rowsOf(workbook: XlsxWorkbook, sheet: XlsxSheet, columns: () => number | undefined): AsyncGenerator<readonly SheetRow[]> {
  const strings = await readStrings(workbook);
  try {
    const reader = createSheetReader(workbook, strings, columns);
    yield* readEntry(workbook.archive, sheet.entry, workbook.name, reader.events, () => reader.take());
  } finally {
    strings.close();
  }
}
