import { beginBatch, finishBatch, insertRejects, type Reject } from '@beatline/db/queries/batches';
import type { Scoped } from '@beatline/db/engine/database';
import {
  refuseUnclear,
  registerColumnsOf,
  type RegisterColumns,
  type RegisterFormat,
  type RegisterTable,
} from '@beatline/shared/formats/register_columns';
import type { RejectReason } from '@beatline/shared/formats/reject_reasons';
import type { Deployment } from '@beatline/shared/model/deployment';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportInspection, ImportKind, ImportProblem, ImportSettings } from '@beatline/shared/model/views/import_view';
import { loadWithin, type ImportContext } from './import_context';
import type { Importer } from './importer';
import { openInputFile, type ImportFile } from './input_file';
import { openTable, type InputTable } from './input_table';

/** A row as it was read, with where it stands. */
export interface ReadRow<Row> {
  readonly rowNumber: number;
  readonly row: Row;
}

/** Why a row that reads well cannot be stored: it names something that is not there. */
export interface StoreFault<Field extends string> {
  readonly rowNumber: number;
  readonly field: Field;
  readonly reason: RejectReason;
}

/** A register that is loaded from a table: how its rows are read and where they go. */
export interface Register<Field extends string, Row, Extra extends object = object> {
  readonly kind: ImportKind;
  /** The format, with the zone local times are read in. */
  format(timeZone: string): RegisterFormat<Field, Row>;
  /** Stores rows in the order of the file; of rows about the same thing the last one counts. `batch` is the import. Answers what could not be stored and what else the report says. */
  store(
    scoped: Scoped,
    rows: readonly ReadRow<Row>[],
    context: ImportContext,
    deployment: Deployment,
    batch: number,
  ): Promise<{ readonly faults: readonly StoreFault<Field>[]; readonly extra: Extra }>;
}

/** Answer of the verbs that load a register (COMMANDS: `loaded`, `rejected`). */
export interface RegisterAnswer {
  readonly batch: number;
  readonly loaded: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly droppedColumns: readonly string[];
}

export interface RegisterOptions {
  /** `field=column` pairs. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  readonly encoding?: string | undefined;
  readonly sheet?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** A register of one command is a few thousand rows; more is some other file. Chosen. */
const MOST_ROWS = 1_000_000;
const PREVIEW_ROWS = 20;
const SHOWN_PROBLEMS = 50;

/** Loads a register as one transaction: all rows that can be stored, or none of the file. */
export async function importRegister<Field extends string, Row, Extra extends object>(
  context: ImportContext,
  file: ImportFile,
  options: RegisterOptions,
  register: Register<Field, Row, Extra>,
): Promise<RegisterAnswer & Extra> {
  const input = await openInputFile(file);
  const table = await openTable(input, options);
  return loadWithin(context, async (scoped, deployment) => {
    const format = register.format(options.timeZone ?? deployment.timeZone);
    const columns = registerColumnsOf(format, table, options.map);
    refuseUnclear(format, columns, table.header);
    if (columns.personColumns.length > 0)
      context.log(`${input.name}: columns that look like persons are left out: ${namesOf(table, columns.personColumns).join(', ')}`);
    const { rows, rejects } = await readRows(context, table, format, columns);
    const batch = await beginBatch(scoped, {
      verb: register.kind,
      fileName: input.name,
      startedAtMs: context.nowMs(),
      columns: withoutPersons(table.header, columns),
    });
    const { faults, extra } = await register.store(
      scoped,
      rows.map(({ rowNumber, row }) => ({ rowNumber, row })),
      context,
      deployment,
      batch,
    );
    const cellsByRow = new Map(rows.map((read) => [read.rowNumber, read.cells]));
    for (const fault of faults)
      rejects.push(registerReject(fault.rowNumber, fault.field, fault.reason, cellsByRow.get(fault.rowNumber) ?? [], table, columns));
    const loaded = rows.length - faults.length;
    const reasons = countsOf(rejects);
    if (loaded === 0)
      throw new Refusal(
        'nothing_loaded',
        `none of the ${rejects.length} rows of ${input.name} is a ${format.noun}`,
        `reasons: ${Object.keys(reasons).join(', ')}; check the columns with --map`,
      );
    await insertRejects(scoped, batch, rejects);
    const answer = { batch, loaded, rejected: rejects.length, reasons, droppedColumns: namesOf(table, columns.personColumns), ...extra };
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
    return answer;
  });
}

/** The importer of a register: first look and load. */
export function registerImporter<Field extends string, Row, Extra extends object>(register: Register<Field, Row, Extra>): Importer {
  return {
    kind: register.kind,
    load: (context, file, settings) => importRegister(context, file, settings, register),
    inspect: (context, file, settings) => inspectRegister(context, file, settings, register),
  };
}

async function inspectRegister<Field extends string, Row, Extra extends object>(
  context: ImportContext,
  file: ImportFile,
  settings: ImportSettings,
  register: Register<Field, Row, Extra>,
): Promise<ImportInspection> {
  const input = await openInputFile(file);
  const table = await openTable(input, settings);
  const timeZone = settings.timeZone ?? (await loadWithin(context, async (_scoped, deployment) => deployment.timeZone));
  const format = register.format(timeZone);
  const columns = registerColumnsOf(format, table, settings.map);
  const isClear = columns.missing.length === 0 && Object.keys(columns.ambiguous).length === 0;
  return {
    kind: register.kind,
    fileName: input.name,
    format: table.format,
    encoding: table.encoding,
    delimiter: table.delimiter,
    sheet: table.sheet,
    sheets: table.sheets,
    header: table.header,
    sample: table.sample
      .slice(0, PREVIEW_ROWS)
      .map((row) => row.map((cell, column) => (columns.personColumns.includes(column) ? '' : cell))),
    droppedColumns: namesOf(table, columns.personColumns),
    fields: format.fields.map((field) => {
      const column = columns.mapping[field];
      return {
        field,
        required: format.required.includes(field),
        column: column === undefined ? undefined : table.header[column],
        candidates: columns.ambiguous[field] ?? [],
      };
    }),
    missing: columns.missing,
    crs: undefined,
    timeZone,
    mappingSavedAt: undefined,
    preview: { points: [], lines: [], areas: [] },
    notes: [],
    problems: isClear ? problemsOf(table, format, columns) : [],
  };
}

function problemsOf<Field extends string, Row>(
  table: InputTable,
  format: RegisterFormat<Field, Row>,
  columns: RegisterColumns<Field>,
): ImportProblem[] {
  const read = rowReader(table, format, columns);
  return table.sample
    .flatMap((cells, i) => {
      const result = read(cells);
      return result.valid ? [] : [registerReject(i + 2, result.field, result.reason, cells, table, columns)];
    })
    .slice(0, SHOWN_PROBLEMS)
    .map(({ rowNumber, column, value, reason }) => ({ rowNumber, column, value, reason }));
}

async function readRows<Field extends string, Row>(
  context: ImportContext,
  table: InputTable,
  format: RegisterFormat<Field, Row>,
  columns: RegisterColumns<Field>,
): Promise<{ rows: { rowNumber: number; row: Row; cells: readonly string[] }[]; rejects: Reject[] }> {
  const read = rowReader(table, format, columns);
  const rows: { rowNumber: number; row: Row; cells: readonly string[] }[] = [];
  const rejects: Reject[] = [];
  for await (const batch of table.batches()) {
    if (context.signal?.aborted === true) throw new Refusal('cancelled', 'the import was cancelled', 'nothing of the file was kept');
    batch.rows.forEach((cells, i) => {
      const rowNumber = batch.firstRow + i;
      const result = read(cells);
      if (result.valid) rows.push({ rowNumber, row: result.row, cells });
      else rejects.push(registerReject(rowNumber, result.field, result.reason, cells, table, columns));
    });
    if (rows.length > MOST_ROWS)
      throw new Refusal('file_too_large', `more than ${MOST_ROWS} rows are no register of ${format.noun}s`, 'split the file');
    context.onProgress?.({ stage: 'reading', rows: rows.length + rejects.length, fractionDone: undefined });
  }
  return { rows, rejects };
}

function rowReader<Field extends string, Row>(
  table: RegisterTable,
  format: RegisterFormat<Field, Row>,
  columns: RegisterColumns<Field>,
): (cells: readonly string[]) => ReturnType<ReturnType<RegisterFormat<Field, Row>['reader']>> {
  const read = format.reader(table, columns.mapping);
  return (cells) =>
    read((field) => {
      const column = columns.mapping[field];
      return column === undefined ? '' : (cells[column] ?? '').trim();
    });
}

/** A row of a register that was left out, with what stood at the field at fault. */
export function registerReject<Field extends string>(
  rowNumber: number,
  field: Field,
  reason: RejectReason,
  cells: readonly string[],
  table: RegisterTable,
  columns: RegisterColumns<Field>,
): Reject {
  const column = columns.mapping[field];
  return {
    rowNumber,
    column: column === undefined ? field : table.header[column],
    value: column === undefined ? '' : (cells[column] ?? ''),
    reason,
    cells: withoutPersons(cells, columns),
  };
}

/** Cells of a row without the columns that look like persons. */
export function withoutPersons(cells: readonly string[], { personColumns }: { readonly personColumns: readonly number[] }): string[] {
  return cells.filter((_cell, column) => !personColumns.includes(column));
}

/** Names of columns by their index. */
export function namesOf(table: RegisterTable, columns: readonly number[]): string[] {
  return columns.map((column) => table.header[column]);
}

function countsOf(rejects: readonly Reject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of rejects) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
