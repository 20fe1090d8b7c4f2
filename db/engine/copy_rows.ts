import type { Scoped } from './scope';
import type { SqlSession } from './sql_session';

/** One value of a row on its way into the database; undefined and null are SQL null, arrays become SQL arrays. */
export type CopyValue = string | number | boolean | null | undefined | readonly (string | number)[];

/** Size of the text handed to COPY at a time, characters; chosen, because larger pieces gain nothing. */
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Makes a temporary table of these columns (`name type, …`) that lives until the end of the transaction and fills it with `rows` by COPY. Bulk loads
 * go through one, because COPY cannot be held to row-level policies and the INSERT … SELECT that follows can. About 150,000 rows a second.
 */
export async function stageRows(scoped: Scoped, table: string, columns: string, rows: Iterable<readonly CopyValue[]>): Promise<void> {
  await makeStage(scoped.session, table, columns);
  await addToStage(scoped, table, rows);
}

/** Adds rows to a table of {@link stageRows}: a file of any length is staged in pieces. */
export async function addToStage(scoped: Scoped, table: string, rows: Iterable<readonly CopyValue[]>): Promise<void> {
  await scoped.session.copyIn(table, 'text', textChunks(rows));
}

/** {@link stageRows} from typed arrays, in COPY's binary form: twice as fast. */
export async function stageColumns(scoped: Scoped, table: string, columns: readonly BinaryCopyColumn[], length: number): Promise<void> {
  await makeStage(
    scoped.session,
    table,
    columns.map((column) => `${column.name} ${column.type === 'geometry' ? 'geometry' : TYPES[column.type].sql}`).join(', '),
  );
  await scoped.session.copyIn(table, 'binary', binaryChunks(columns, length));
}

/** Adds rows to a temporary table that {@link stageColumns} has made with the same columns. */
export async function stageMoreColumns(scoped: Scoped, table: string, columns: readonly BinaryCopyColumn[], length: number): Promise<void> {
  await scoped.session.copyIn(table, 'binary', binaryChunks(columns, length));
}

/**
 * Copies rows straight into a table as its owner, past the row-level policies: only for the deployment scope, to which every row belongs. Throws for any
 * other. Geometries are hexadecimal WKB.
 */
export async function copyRows(
  scoped: Scoped,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  await copyAsOwner(scoped, `${table} (${columns.join(', ')})`, 'text', textChunks(rows));
}

/** {@link copyRows} from typed arrays, in COPY's binary form. */
export async function copyColumns(scoped: Scoped, table: string, columns: readonly BinaryCopyColumn[], length: number): Promise<void> {
  await copyAsOwner(scoped, `${table} (${columns.map((column) => column.name).join(', ')})`, 'binary', binaryChunks(columns, length));
}

async function copyAsOwner(
  scoped: Scoped,
  target: string,
  format: 'text' | 'binary',
  chunks: Iterable<string | Uint8Array>,
): Promise<void> {
  if (scoped.scope.kind !== 'deployment') throw new Error(`copying into ${target} outside the deployment scope`);
  await scoped.session.query('RESET ROLE');
  await scoped.session.copyIn(target, format, chunks);
  await scoped.session.query('SET LOCAL ROLE beatline_app');
}

async function makeStage(session: SqlSession, table: string, columns: string): Promise<void> {
  await session.script(`DROP TABLE IF EXISTS pg_temp.${table}; CREATE TEMPORARY TABLE ${table} (${columns}) ON COMMIT DROP`);
}

// Text form ---------------------------------------------------------------------------------------------------------------------------------

function* textChunks(rows: Iterable<readonly CopyValue[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) chunk += (i === 0 ? '' : '\t') + textOf(row[i]);
    chunk += '\n';
    if (chunk.length > CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

function textOf(value: CopyValue): string {
  if (value === undefined || value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'object') return escaped(arrayLiteral(value));
  return String(value);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** COPY's escapes. A zero character cannot be stored in PostgreSQL text and is left out. */
function escaped(text: string): string {
  return text.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? '');
}

/** A SQL array as text, `{1,2}` or `{"a","b"}`. */
export function arrayLiteral(values: readonly (string | number)[]): string {
  return `{${values.map((value) => (typeof value === 'number' ? value : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}

// Binary form -------------------------------------------------------------------------------------------------------------------------------

/**
 * A column for COPY. `instant` holds epoch milliseconds, NaN in a `nullable` column is SQL null; a type with `[]` takes `perRow` values a row; `geometry`
 * takes well-known binary.
 */
export type BinaryCopyColumn = NumberColumn | GeometryColumn;

interface NumberColumn {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly values: { readonly [index: number]: number; readonly length: number };
  readonly nullable?: boolean;
  readonly perRow?: number;
}

interface GeometryColumn {
  readonly name: string;
  readonly type: 'geometry';
  readonly values: readonly Uint8Array[];
}

/** SQL name, width of a value in bytes, and for arrays the object identifier of the element type. */
const TYPES = {
  int2: { sql: 'smallint', bytes: 2, element: undefined },
  int4: { sql: 'integer', bytes: 4, element: undefined },
  int8: { sql: 'bigint', bytes: 8, element: undefined },
  float4: { sql: 'real', bytes: 4, element: undefined },
  float8: { sql: 'double precision', bytes: 8, element: undefined },
  bool: { sql: 'boolean', bytes: 1, element: undefined },
  instant: { sql: 'timestamptz', bytes: 8, element: undefined },
  'int2[]': { sql: 'smallint[]', bytes: 2, element: 21 },
  'float4[]': { sql: 'real[]', bytes: 4, element: 700 },
} as const;

/** Head of a one-dimensional array without nulls: dimensions, null flag, element type, length, lower bound. */
export const ARRAY_HEAD_BYTES = 20;

/** 2000-01-01T00:00Z, from which PostgreSQL counts microseconds. */
export const POSTGRES_EPOCH_MS = 946_684_800_000;
const SIGNATURE = Uint8Array.of(0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00, 0, 0, 0, 0, 0, 0, 0, 0);
const ROWS_PER_CHUNK = 16_384;

function* binaryChunks(columns: readonly BinaryCopyColumn[], length: number): Generator<Uint8Array> {
  yield SIGNATURE;
  for (let from = 0; from < length; from += ROWS_PER_CHUNK) {
    const to = Math.min(length, from + ROWS_PER_CHUNK);
    const bytes = new Uint8Array(columns.reduce((sum, column) => sum + chunkBytes(column, from, to), 2 * (to - from)));
    yield bytes.subarray(0, fillRows(bytes, columns, from, to));
  }
  yield Uint8Array.of(0xff, 0xff);
}

/** Bytes a column takes in these rows at most: nulls take fewer. */
function chunkBytes(column: BinaryCopyColumn, from: number, to: number): number {
  if (column.type !== 'geometry') return (to - from) * (4 + fieldBytes(column));
  let bytes = 0;
  for (let row = from; row < to; row++) bytes += 4 + column.values[row].length;
  return bytes;
}

function fieldBytes(column: NumberColumn): number {
  const { bytes, element } = TYPES[column.type];
  return element === undefined ? bytes : ARRAY_HEAD_BYTES + (column.perRow ?? 0) * (4 + bytes);
}

function fillRows(bytes: Uint8Array, columns: readonly BinaryCopyColumn[], from: number, to: number): number {
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let row = from; row < to; row++) {
    view.setInt16(at, columns.length);
    at += 2;
    for (const column of columns) {
      if (column.type === 'geometry') {
        const shape = column.values[row];
        view.setInt32(at, shape.length);
        bytes.set(shape, at + 4);
        at += 4 + shape.length;
      } else if (column.nullable === true && Number.isNaN(column.values[row])) {
        view.setInt32(at, -1);
        at += 4;
      } else {
        const size = fieldBytes(column);
        view.setInt32(at, size);
        if (TYPES[column.type].element === undefined) setValue(view, at + 4, column.type, column.values[row]);
        else setArray(view, at + 4, column, row);
        at += 4 + size;
      }
    }
  }
  return at;
}

function setArray(view: DataView, start: number, column: NumberColumn, row: number): void {
  const { bytes, element } = TYPES[column.type];
  const length = column.perRow ?? 0;
  [1, 0, element ?? 0, length, 1].forEach((value, i) => view.setInt32(start + 4 * i, value));
  let at = start + ARRAY_HEAD_BYTES;
  for (let i = 0; i < length; i++) {
    view.setInt32(at, bytes);
    setValue(view, at + 4, column.type, column.values[row * length + i]);
    at += 4 + bytes;
  }
}

function setValue(view: DataView, at: number, type: NumberColumn['type'], value: number): void {
  if (type === 'int2' || type === 'int2[]') view.setInt16(at, value);
  else if (type === 'int4') view.setInt32(at, value);
  else if (type === 'float4' || type === 'float4[]') view.setFloat32(at, value);
  else if (type === 'float8') view.setFloat64(at, value);
  else if (type === 'bool') view.setUint8(at, value === 0 ? 0 : 1);
  else setInt64(view, at, type === 'instant' ? (value - POSTGRES_EPOCH_MS) * 1000 : value);
}

/** A whole number below 2^53 as 64 bits; four times faster than through BigInt. */
function setInt64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / 4_294_967_296);
  view.setInt32(at, high);
  view.setUint32(at + 4, value - high * 4_294_967_296);
}
