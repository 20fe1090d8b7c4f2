import { beginBatch, finishBatch, insertRejects, type Reject } from '@beatline/db/queries/batches';
import type { Scoped } from '@beatline/db/engine/database';
import type { ColumnMapping } from '@beatline/shared/formats/column_mapping';
import { countPositions, locateGeometry, somePositions, type LocatedGeometry } from '@beatline/shared/formats/located_geometry';
import { refuseUnclear, registerColumnsOf, type RegisterColumns, type RegisterFields } from '@beatline/shared/formats/register_columns';
import type { RejectReason } from '@beatline/shared/formats/reject_reasons';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import { openFeatureRows, type FeatureRow, type FeatureRows } from './feature_rows';
import { loadGround, type ImportContext } from './import_context';
import { decideCrs, requireCrs, type CrsDecision, type InputCrs } from './input_crs';
import { openInputFile, type ImportFile } from './input_file';

/** Columns of a table that hold a position; layers bring geometries instead. */
const POSITION_FIELDS = ['lng', 'lat', 'x', 'y'] as const;
type PositionField = (typeof POSITION_FIELDS)[number];
const POSITION_SPELLINGS: Readonly<Record<PositionField, readonly string[]>> = {
  lng: ['lng', 'lon', 'long', 'longitude', '经度'],
  lat: ['lat', 'latitude', '纬度'],
  x: ['x', 'easting', 'x坐标'],
  y: ['y', 'northing', 'y坐标'],
};

/** Why a row is not taken: the field at fault, or the geometry as a whole. */
export interface FeatureFault<Field extends string> {
  readonly valid: false;
  readonly field: Field | 'geometry';
  readonly reason: RejectReason;
}

/** A row that reads well and where it stands in the file. */
export interface NumberedRow<Row> {
  readonly rowNumber: number;
  readonly row: Row;
}

/** A kind of thing on the ground that a file can bring: areas, places, zones, roads. */
export interface FeatureKind<Field extends string, Row, Extra extends object = object> extends RegisterFields<Field> {
  readonly kind: ImportKind;
  /** Whether its positions lie by the streets, so that the fit to them tells the coordinate system. */
  readonly standsByStreets: boolean;
  /** A row by its texts (trimmed, empty where there is no column) and its ground, undefined where it has none. */
  read(
    cell: (field: Field) => string,
    ground: LocatedGeometry | undefined,
  ): { readonly valid: true; readonly row: Row } | FeatureFault<Field>;
  /** Stores rows in the order of the file, as the import `batch`; of rows of one code the last one counts. */
  store(
    scoped: Scoped,
    rows: readonly NumberedRow<Row>[],
    context: ImportContext,
    batch: number,
  ): Promise<{ readonly faults: readonly (Omit<FeatureFault<Field>, 'valid'> & { readonly rowNumber: number })[]; readonly extra: Extra }>;
}

/** Answer of the verbs that load features (COMMANDS: `loaded`, `rejected`). */
export interface FeaturesAnswer {
  readonly batch: number;
  readonly loaded: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly droppedColumns: readonly string[];
  readonly crs: string;
}

/** Held in memory until they are stored, some 100 bytes a position. Chosen: the grid of a city of ten million has a tenth of it. */
const MOST_POSITIONS = 4_000_000;
const MOST_ROWS = 1_000_000;
/** Positions the coordinate system is told by. */
const CRS_POSITIONS = 2000;
const CRS_POSITIONS_PER_FEATURE = 20;

/** Loads a layer or table of one kind as one transaction: all rows that can be stored, or none of the file. */
export async function importFeatures<Field extends string, Row, Extra extends object>(
  context: ImportContext,
  file: ImportFile,
  settings: ImportSettings,
  kind: FeatureKind<Field, Row, Extra>,
): Promise<FeaturesAnswer & Extra> {
  const input = await openInputFile(file);
  const source = await openFeatureRows(input, settings);
  return loadGround(context, async (scoped) => {
    const columns = featureColumnsOf(kind, source, settings.map);
    refuseUnclear(fieldsOf(kind, source), columns, source.header);
    if (columns.personColumns.length > 0)
      context.log(`${input.name}: columns that look like persons are left out: ${namesOf(source, columns.personColumns).join(', ')}`);
    const crs = requireCrs(await crsOfFeatures(scoped, kind, source, columns, settings.crs), (line) =>
      context.log(`${input.name}: ${line}`),
    );
    const { rows, rejects, cells } = await readRows(context, kind, source, columns, crs);
    const batch = await beginBatch(scoped, {
      verb: kind.kind,
      fileName: input.name,
      startedAtMs: context.nowMs(),
      columns: withoutPersons(source.header, columns),
    });
    context.onProgress?.({ stage: 'storing', rows: rows.length, fractionDone: undefined });
    const { faults, extra } = await kind.store(scoped, rows, context, batch);
    for (const fault of faults)
      rejects.push(rejectOf(fault, { rowNumber: fault.rowNumber, cells: cells.get(fault.rowNumber) ?? [] }, source, columns));
    const reasons: Record<string, number> = {};
    for (const { reason } of rejects) reasons[reason] = (reasons[reason] ?? 0) + 1;
    const loaded = rows.length - faults.length;
    if (loaded === 0)
      throw new Refusal(
        'nothing_loaded',
        `none of the ${rejects.length} features of ${input.name} is a ${kind.noun}`,
        `reasons: ${Object.keys(reasons).join(', ')}; its columns are ${source.header.join(', ')}`,
      );
    await insertRejects(scoped, batch, rejects);
    const answer = {
      batch,
      loaded,
      rejected: rejects.length,
      reasons,
      droppedColumns: namesOf(source, columns.personColumns),
      crs: crs.crs,
      ...extra,
    };
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
    return answer;
  });
}

type AnyField<Field extends string> = Field | PositionField;

/** The fields of a kind, with those of a position where the file is a table. */
export function fieldsOf<Field extends string>(
  kind: RegisterFields<Field>,
  source: Pick<FeatureRows, 'isLayer'>,
): RegisterFields<AnyField<Field>> {
  if (source.isLayer) return { ...kind, spellings: { ...NO_POSITION, ...kind.spellings } };
  return { ...kind, fields: [...kind.fields, ...POSITION_FIELDS], spellings: { ...kind.spellings, ...POSITION_SPELLINGS } };
}

const NO_POSITION: Readonly<Record<PositionField, readonly string[]>> = { lng: [], lat: [], x: [], y: [] };

/** The columns of a file as far as they are clear. Throws a Refusal when a pair names what is not there. */
export function featureColumnsOf<Field extends string>(
  kind: RegisterFields<Field>,
  source: FeatureRows,
  pairs: Readonly<Record<string, string>> | undefined,
): RegisterColumns<AnyField<Field>> {
  return registerColumnsOf(fieldsOf(kind, source), { header: source.header, sample: source.sample.map((row) => row.cells) }, pairs);
}

/** The coordinate system of a file of features, from its first positions. */
export async function crsOfFeatures<Field extends string, Row, Extra extends object>(
  scoped: Scoped,
  kind: FeatureKind<Field, Row, Extra>,
  source: FeatureRows,
  { mapping }: RegisterColumns<AnyField<Field>>,
  asked: string | undefined,
): Promise<CrsDecision> {
  const position: ColumnMapping<PositionField> = mapping;
  const isProjected = !source.isLayer && position.x !== undefined && position.y !== undefined && position.lng === undefined;
  const names = [position.lng ?? position.x, position.lat ?? position.y].flatMap((column) =>
    column === undefined ? [] : [source.header[column]],
  );
  const sample = source.sample
    .flatMap((row) => somePositions(row.geometry ?? pointOf(row, position), CRS_POSITIONS_PER_FEATURE))
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .slice(0, CRS_POSITIONS);
  // GeoJSON is longitude and latitude by its standard; a shapefile without .prj says nothing.
  const saysDegrees = source.format === 'geojson' || (!source.isLayer && !isProjected);
  const telling = saysDegrees ? withoutStrays(sample) : sample;
  return decideCrs(scoped, {
    asked,
    declared: source.declaredCrs,
    columns: saysDegrees ? 'lng-lat' : 'x-y',
    columnNames: names,
    sample: kind.standsByStreets || telling.length < 2 ? telling : corners(telling),
  });
}

/** More positions than this off the earth, and the file is not in degrees; fewer are mistakes in single features, which are left out one by one. Chosen. */
const STRAY_FRACTION = 0.1;

function withoutStrays(sample: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const onEarth = sample.filter(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90);
  return onEarth.length >= sample.length * (1 - STRAY_FRACTION) ? onEarth : sample;
}

/** The extent of positions that lie anywhere on the ground: their fit to the streets would say nothing. */
function corners(sample: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const xs = sample.map(([x]) => x);
  const ys = sample.map(([, y]) => y);
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}

/** The point a row of a table gives, coordinates as written; undefined where they are blank. */
function pointOf(row: FeatureRow, position: ColumnMapping<PositionField>): FeatureRow['geometry'] {
  const xColumn = position.lng ?? position.x;
  const yColumn = position.lat ?? position.y;
  const [x, y] = [xColumn, yColumn].map((column) => (column === undefined ? '' : (row.cells[column] ?? '').trim()));
  return x === '' || y === '' ? undefined : { type: 'Point', coordinates: [Number(x), Number(y)] };
}

/** Reads one row or says why it cannot be taken. */
export function createFeatureReader<Field extends string, Row, Extra extends object>(
  kind: FeatureKind<Field, Row, Extra>,
  { mapping }: RegisterColumns<AnyField<Field>>,
  crs: InputCrs,
): (row: FeatureRow) => { readonly valid: true; readonly row: Row; readonly ground: LocatedGeometry | undefined } | FeatureFault<Field> {
  const columnOf: ColumnMapping<Field> = mapping;
  return (row) => {
    const geometry = row.geometry ?? pointOf(row, mapping);
    const ground = geometry === undefined ? undefined : locateGeometry(geometry, crs.toLngLat);
    if (geometry !== undefined && ground === undefined) return { valid: false, field: 'geometry', reason: 'outside_world' };
    const read = kind.read((field) => {
      const column = columnOf[field];
      return column === undefined ? '' : (row.cells[column] ?? '').trim();
    }, ground);
    return read.valid ? { ...read, ground } : read;
  };
}

async function readRows<Field extends string, Row, Extra extends object>(
  context: ImportContext,
  kind: FeatureKind<Field, Row, Extra>,
  source: FeatureRows,
  columns: RegisterColumns<AnyField<Field>>,
  crs: InputCrs,
): Promise<{ rows: NumberedRow<Row>[]; rejects: Reject[]; cells: Map<number, readonly string[]> }> {
  const read = createFeatureReader(kind, columns, crs);
  const rows: NumberedRow<Row>[] = [];
  const rejects: Reject[] = [];
  const cells = new Map<number, readonly string[]>();
  let positions = 0;
  for await (const batch of source.rows()) {
    if (context.signal?.aborted === true) throw new Refusal('cancelled', 'the import was cancelled', 'nothing of the file was kept');
    for (const row of batch) {
      positions += countPositions(row.geometry);
      const result = read(row);
      if (result.valid) {
        rows.push({ rowNumber: row.rowNumber, row: result.row });
        cells.set(row.rowNumber, row.cells);
      } else rejects.push(rejectOf(result, row, source, columns));
    }
    if (positions > MOST_POSITIONS || rows.length + rejects.length > MOST_ROWS)
      throw new Refusal(
        'file_too_large',
        `more than ${MOST_POSITIONS} positions or ${MOST_ROWS} rows are no layer of ${kind.noun}s`,
        'split the file',
      );
    context.onProgress?.({ stage: 'reading', rows: rows.length + rejects.length, fractionDone: undefined });
  }
  return { rows, rejects, cells };
}

/** A reject with its column and value, without columns that look like persons. */
export function rejectOf<Field extends string>(
  { field, reason }: Pick<FeatureFault<Field>, 'field' | 'reason'>,
  row: Pick<FeatureRow, 'rowNumber' | 'cells'>,
  source: Pick<FeatureRows, 'header'>,
  columns: RegisterColumns<AnyField<Field>>,
): Reject {
  const mapping: Readonly<Record<string, number | undefined>> = columns.mapping;
  const column = mapping[field];
  return {
    rowNumber: row.rowNumber,
    column: column === undefined ? field : source.header[column],
    value: column === undefined ? '' : (row.cells[column] ?? ''),
    reason,
    cells: withoutPersons(row.cells, columns),
  };
}

function withoutPersons(cells: readonly string[], { personColumns }: { readonly personColumns: readonly number[] }): string[] {
  return cells.filter((_cell, column) => !personColumns.includes(column));
}

function namesOf(source: Pick<FeatureRows, 'header'>, columns: readonly number[]): string[] {
  return columns.map((column) => source.header[column]);
}
