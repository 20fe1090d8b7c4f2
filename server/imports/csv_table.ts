import { CsvError, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { Refusal } from '@beatline/shared/model/refusal';
import type { InputFile } from './input_file';
import { decodePrefix, encodingOf, utf8Stream, type TextEncoding } from './text_encoding';

/** A delimited text file, recognised and ready to be streamed. */
export interface CsvTable {
  readonly encoding: TextEncoding;
  readonly delimiter: string;
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

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Chosen, because no row of a real export comes near it, and a quote left open must not swallow the file into memory. */
const MAX_ROW_CHARACTERS = 1_000_000;
const BATCH_ROWS = 5000;
/** Bounds a batch whose rows are long. */
const BATCH_CHARACTERS = 16 * 2 ** 20;
const SAMPLE_ROWS = 400;

/** Recognises encoding, delimiter and header of a CSV. Refuses what is no table. */
export async function openCsv(input: InputFile, askedEncoding?: string): Promise<CsvTable> {
  const encoding = await encodingOf(input, askedEncoding);
  const text = decodePrefix(input.head, encoding);
  if (text.includes('\0')) throw new Refusal('csv_binary', `${input.name} is not a text file`, 'export it as CSV');
  const { delimiter, rows } = recognise(text, input);
  const header = rows[0].map((name) => name.trim());
  const sample = rows.slice(1, SAMPLE_ROWS + 1);
  return { encoding, delimiter, header, sample, batches: () => batchesOf(input, encoding, delimiter) };
}

/** The delimiter under which the first rows split into most columns, all alike. */
function recognise(text: string, input: InputFile): { delimiter: string; rows: string[][] } {
  const lines = input.isWhole ? text : text.slice(0, text.lastIndexOf('\n'));
  let best: { delimiter: string; rows: string[][]; columns: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const rows = parseSample(lines, delimiter);
    const columns = rows[0]?.length ?? 0;
    const alike = rows.filter((row) => row.length === columns).length;
    if (columns < 2 || alike < rows.length * 0.9) continue;
    if (best === undefined || columns > best.columns) best = { delimiter, rows, columns };
  }
  if (best === undefined)
    throw new Refusal(
      'csv_no_table',
      `${input.name} is not a table with a header and two or more columns`,
      'export it as CSV with a header row',
    );
  if (best.rows.length < 2)
    throw new Refusal('file_empty', `${input.name} has a header but no rows`, 'export it again and check that it holds data');
  return best;
}

const CSV_OPTIONS = {
  bom: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: MAX_ROW_CHARACTERS,
} as const;

function parseSample(text: string, delimiter: string): string[][] {
  try {
    return parseSync(text, { ...CSV_OPTIONS, delimiter, to: SAMPLE_ROWS + 1 });
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

async function* batchesOf(
  input: InputFile,
  encoding: TextEncoding,
  delimiter: string,
): AsyncGenerator<{ firstRow: number; rows: string[][] }> {
  const source = utf8Stream(input, encoding);
  const parser = parse({ ...CSV_OPTIONS, delimiter, from: 2 });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let firstRow = 2;
  let rows: string[][] = [];
  let characters = 0;
  try {
    for await (const row of parser) {
      rows.push(row as string[]);
      for (const cell of row as string[]) characters += cell.length;
      if (rows.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
      yield { firstRow, rows };
      firstRow += rows.length;
      rows = [];
      characters = 0;
    }
    if (rows.length > 0) yield { firstRow, rows };
  } catch (error) {
    throw refusalOf(error, input);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function refusalOf(error: unknown, input: InputFile): unknown {
  if (!(error instanceof CsvError)) return error;
  return new Refusal(
    'csv_broken',
    `${input.name} is not a readable CSV: ${error.message}`,
    'look for a quotation mark that is not closed, or export it again',
  );
}
