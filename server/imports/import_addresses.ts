import { settleAddresses, upsertAddresses, type StandardAddress } from '@beatline/db/queries/addresses';
import { beginBatch, finishBatch, insertRejects, type Reject } from '@beatline/db/queries/batches';
import type { Scoped } from '@beatline/db/engine/database';
import { withoutHousehold } from '@beatline/shared/addresses/household';
import { ADDRESS_FORMAT, type AddressField } from '@beatline/shared/formats/address_columns';
import type { RejectReason } from '@beatline/shared/formats/reject_reasons';
import { refuseUnclear, registerColumnsOf, type RegisterColumns } from '@beatline/shared/formats/register_columns';
import type { ToLngLat } from '@beatline/shared/geo/coordinate_system';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportInspection, ImportSettings } from '@beatline/shared/model/views/import_view';
import { loadGround, type ImportContext } from './import_context';
import { namesOf, registerReject, withoutPersons } from './import_register';
import type { Importer } from './importer';
import { decideCrs, requireCrs, type CrsDecision } from './input_crs';
import { openInputFile, type ImportFile } from './input_file';
import { openTable, type InputTable } from './input_table';

/** Answer of `import addresses` (COMMANDS: `loaded`, `rejected`). */
export interface AddressesAnswer {
  readonly batch: number;
  /** Rows taken; several doors of one building count each and are kept as one. */
  readonly loaded: number;
  readonly added: number;
  readonly moved: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly droppedColumns: readonly string[];
  readonly crs: string;
}

const PREVIEW_ROWS = 20;
const SHOWN_PROBLEMS = 50;

/**
 * Adds or moves standard addresses from a table with the address or its parts and a position, as one transaction. Household doors are reduced to their
 * building. Rows stream through: memory does not grow with the file.
 */
export async function importAddresses(context: ImportContext, file: ImportFile, settings: ImportSettings = {}): Promise<AddressesAnswer> {
  const input = await openInputFile(file);
  const table = await openTable(input, settings);
  const columns = registerColumnsOf(ADDRESS_FORMAT, table, settings.map);
  refuseUnclear(ADDRESS_FORMAT, { ...columns, missing: missingOf(columns) }, table.header);
  if (columns.personColumns.length > 0)
    context.log(`${input.name}: columns that look like persons are left out: ${namesOf(table, columns.personColumns).join(', ')}`);
  return loadGround(context, async (scoped) => {
    const { crs, toLngLat } = requireCrs(await decisionOf(scoped, table, columns, settings), (line) => context.log(line));
    const batch = await beginBatch(scoped, {
      verb: 'addresses',
      fileName: input.name,
      startedAtMs: context.nowMs(),
      columns: withoutPersons(table.header, columns),
    });
    const read = rowReader(table, columns, toLngLat);
    const rejects: Reject[] = [];
    let [loaded, added, moved] = [0, 0, 0];
    for await (const { firstRow, rows } of table.batches()) {
      if (context.signal?.aborted === true) throw new Refusal('cancelled', 'the import was cancelled', 'nothing of the file was kept');
      const addresses: StandardAddress[] = [];
      rows.forEach((cells, i) => {
        const result = read(cells);
        if (result.valid) addresses.push(result.address);
        else rejects.push(rejectOf(firstRow + i, result.field, result.reason, cells, table, columns));
      });
      const written = await upsertAddresses(scoped, addresses);
      loaded += addresses.length;
      added += written.added;
      moved += written.moved;
      context.onProgress?.({ stage: 'storing', rows: loaded + rejects.length, fractionDone: undefined });
    }
    const reasons: Record<string, number> = {};
    for (const { reason } of rejects) reasons[reason] = (reasons[reason] ?? 0) + 1;
    if (loaded === 0)
      throw new Refusal(
        'nothing_loaded',
        `none of the ${rejects.length} rows of ${input.name} is a standard address`,
        `reasons: ${Object.keys(reasons).join(', ')}; check the columns with --map`,
      );
    await insertRejects(scoped, batch, rejects);
    await settleAddresses(scoped);
    const answer: AddressesAnswer = {
      batch,
      loaded,
      added,
      moved,
      rejected: rejects.length,
      reasons,
      droppedColumns: namesOf(table, columns.personColumns),
      crs,
    };
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
    return answer;
  });
}

/** Standard addresses as the import page looks at and loads them. */
export const ADDRESS_IMPORTER: Importer = { kind: 'addresses', inspect: inspectAddresses, load: importAddresses };

async function inspectAddresses(context: ImportContext, file: ImportFile, settings: ImportSettings): Promise<ImportInspection> {
  const input = await openInputFile(file);
  const table = await openTable(input, settings);
  const columns = registerColumnsOf(ADDRESS_FORMAT, table, settings.map);
  const missing = missingOf(columns);
  const decision = await loadGround(context, (scoped) => decisionOf(scoped, table, columns, settings));
  const isClear = missing.length === 0 && Object.keys(columns.ambiguous).length === 0;
  const read = isClear && decision.crs !== undefined ? rowReader(table, columns, decision.crs.toLngLat) : undefined;
  const results = read === undefined ? [] : table.sample.map((cells) => read(cells));
  return {
    kind: 'addresses',
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
    fields: ADDRESS_FORMAT.fields.map((field) => {
      const column = columns.mapping[field];
      return {
        field,
        required: ['address', 'lng', 'lat'].includes(field),
        column: column === undefined ? undefined : table.header[column],
        candidates: columns.ambiguous[field] ?? [],
      };
    }),
    missing: decision.crs === undefined && isClear ? [...missing, 'crs'] : missing,
    crs: decision.inspected,
    timeZone: undefined,
    mappingSavedAt: undefined,
    preview: { points: results.flatMap((result) => (result.valid ? [result.address.location] : [])), lines: [], areas: [] },
    notes: decision.notes,
    problems: results
      .flatMap((result, i) => (result.valid ? [] : [rejectOf(i + 2, result.field, result.reason, table.sample[i], table, columns)]))
      .slice(0, SHOWN_PROBLEMS)
      .map(({ rowNumber, column, value, reason }) => ({ rowNumber, column, value, reason })),
  };
}

/** A text of its own or a part to make one from, and two coordinates of one kind. */
function missingOf({ mapping }: RegisterColumns<AddressField>): AddressField[] {
  const hasText = mapping.address !== undefined || mapping.street !== undefined || mapping.compound !== undefined;
  const across = mapping.lng ?? mapping.x;
  const along = mapping.lng === undefined ? mapping.y : mapping.lat;
  return [
    ...(hasText ? [] : (['address'] as const)),
    ...(across === undefined ? (['lng'] as const) : []),
    ...(along === undefined ? (['lat'] as const) : []),
  ];
}

function decisionOf(
  scoped: Scoped,
  table: InputTable,
  { mapping }: RegisterColumns<AddressField>,
  settings: ImportSettings,
): Promise<CrsDecision> {
  const isLngLat = mapping.lng !== undefined;
  const pair = isLngLat ? [mapping.lng, mapping.lat] : [mapping.x, mapping.y];
  const [across = -1, along = -1] = pair;
  const sample = table.sample
    .map((row): [number, number] => [Number(row[across] ?? Number.NaN), Number(row[along] ?? Number.NaN)])
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y) && (x !== 0 || y !== 0));
  return decideCrs(scoped, {
    asked: settings.crs,
    columns: isLngLat ? 'lng-lat' : 'x-y',
    columnNames: pair.flatMap((column) => (column === undefined ? [] : [table.header[column]])),
    sample,
  });
}

type ReadAddress =
  | { readonly valid: true; readonly address: StandardAddress }
  | { readonly valid: false; readonly field: AddressField; readonly reason: RejectReason };

function rowReader(
  table: InputTable,
  columns: RegisterColumns<AddressField>,
  toLngLat: ToLngLat,
): (cells: readonly string[]) => ReadAddress {
  const read = ADDRESS_FORMAT.reader(table, columns.mapping);
  const across: AddressField = columns.mapping.lng === undefined ? 'x' : 'lng';
  return (cells) => {
    const result = read((field) => {
      const column = columns.mapping[field];
      return column === undefined ? '' : (cells[column] ?? '').trim();
    });
    if (!result.valid) return result;
    const location = toLngLat(result.row.position[0], result.row.position[1]);
    if (location === undefined) return { valid: false, field: across, reason: 'outside_world' };
    return { valid: true, address: { address: result.row.address, location } };
  };
}

/** A row left out; what is kept of it keeps no household door either. */
function rejectOf(
  rowNumber: number,
  field: AddressField,
  reason: RejectReason,
  cells: readonly string[],
  table: InputTable,
  columns: RegisterColumns<AddressField>,
): Reject {
  const kept = cells.map((cell, i) => (i === columns.mapping.address ? withoutHousehold(cell) : cell));
  return registerReject(rowNumber, field, reason, kept, table, columns);
}
