import type { Scoped } from '@beatline/db/engine/database';
import { incidentColumnsOf, type IncidentColumns, type IncidentMapping } from '@beatline/shared/formats/incident_columns';
import { createIncidentRowReader, type IncidentRowReader } from '@beatline/shared/formats/incident_rows';
import type { IncidentSource } from '@beatline/shared/model/incident';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock, type SlotClock } from '@beatline/shared/model/slot_clock';
import { fromWgs84 } from '@beatline/shared/geo/coordinate_system';
import { decideCrs, requireCrs, type CrsDecision, type InputCrs } from './input_crs';
import type { InputFile } from './input_file';
import { openTable, type InputTable } from './input_table';

/** How a caller wants an incident table read (COMMANDS, `import incidents`). */
export interface IncidentReading {
  /** `field=column` pairs; without them the proposal by header is used. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** `auto`, `EPSG:n`, `GCJ-02` or `BD-09`. */
  readonly crs?: string | undefined;
  /** IANA zone of local times; the deployment's when absent. */
  readonly timeZone?: string | undefined;
  readonly source?: IncidentSource | undefined;
  readonly encoding?: string | undefined;
  /** Sheet of a workbook. */
  readonly sheet?: string | undefined;
}

/** An incident table whose columns, dates, coordinates and habits are understood. */
export interface IncidentTable {
  readonly table: InputTable;
  readonly columns: IncidentColumns;
  readonly crs: InputCrs;
  readonly source: IncidentSource;
  readonly read: IncidentRowReader;
}

/**
 * Opens a table of incidents and settles from its first rows how the others are read. Everything assumed is logged. Refuses what cannot be read without
 * guessing.
 */
export async function openIncidentTable(
  scoped: Scoped,
  input: InputFile,
  reading: IncidentReading,
  deploymentTimeZone: string,
  log: (line: string) => void,
): Promise<IncidentTable> {
  const table = await openTable(input, { encoding: reading.encoding, sheet: reading.sheet });
  const columns = incidentColumnsOf(table.header, table.sample, reading.map);
  const source = reading.source ?? 'citizen';
  const crs = requireCrs(await crsOfTable(scoped, table, columns.mapping, reading.crs), log);
  const clock = clockOf(reading.timeZone ?? deploymentTimeZone);
  const read = createIncidentRowReader(table, columns.mapping, { clock, toLngLat: crs.toLngLat, source });
  const used = Object.entries(columns.mapping).map(([field, column]) => `${field}=${table.header[column]}`);
  log(
    `${input.name}: ${table.encoding}, delimiter ${JSON.stringify(table.delimiter)}, columns ${used.join(' ')}, times in ${clock.timeZone}`,
  );
  if (columns.droppedColumns.length > 0)
    log(`${input.name}: columns that look like persons are left out: ${columns.droppedColumns.join(', ')}`);

  return { table, columns, crs, source, read };
}

/** The clock of a zone a caller named. Refuses an unknown one. */
export function clockOf(timeZone: string): SlotClock {
  const clock = createSlotClock(timeZone);
  try {
    clock.offsetMs(0);
    return clock;
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('time_zone', `not a time zone: ${timeZone}`, 'use an IANA name, e.g. Asia/Shanghai');
    throw error;
  }
}

/** The coordinate system of an incident table, from its first rows. */
export async function crsOfTable(
  scoped: Scoped,
  table: InputTable,
  mapping: IncidentMapping,
  asked: string | undefined,
): Promise<CrsDecision> {
  const xColumn = mapping.x ?? mapping.lng;
  const yColumn = mapping.x === undefined ? mapping.lat : mapping.y;
  if (xColumn === undefined || yColumn === undefined) return NO_COORDINATES;
  return decideCrs(scoped, {
    asked,
    declared: xColumn === table.position?.x ? table.position.declaredCrs : undefined,
    columns: mapping.x === undefined ? 'lng-lat' : 'x-y',
    columnNames: [table.header[xColumn], table.header[yColumn]],
    sample: (asked ?? 'auto').toLowerCase() === 'auto' ? await positionsOf(table, xColumn, yColumn) : [],
  });
}

/** Positions enough to tell a coordinate system by, and how far down a file they are looked for when its first rows have none. Chosen. */
const TELLING_POSITIONS = 50;
const WANTED_POSITIONS = 400;
const SEARCHED_ROWS = 200_000;

/** The first positions of a table; exports sorted by category may begin with thousands of rows whose place is withheld. */
async function positionsOf(table: InputTable, xColumn: number, yColumn: number): Promise<(readonly [number, number])[]> {
  const within = (rows: InputTable['sample']) =>
    rows
      .map((row) => [Number(row[xColumn] ?? ''), Number(row[yColumn] ?? '')] as const)
      .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y) && (x !== 0 || y !== 0));
  const first = within(table.sample);
  if (first.length >= TELLING_POSITIONS) return first;
  const found: (readonly [number, number])[] = [];
  for await (const { firstRow, rows } of table.batches()) {
    found.push(...within(rows));
    if (found.length >= WANTED_POSITIONS || firstRow > SEARCHED_ROWS) break;
  }
  return found.slice(0, WANTED_POSITIONS);
}

/** A file with addresses only. */
const NO_COORDINATES: CrsDecision = {
  crs: { crs: 'EPSG:4326', toLngLat: fromWgs84 },
  inspected: { crs: 'EPSG:4326', decidedBy: 'file', candidates: [] },
  notes: [],
  refusal: undefined,
};
