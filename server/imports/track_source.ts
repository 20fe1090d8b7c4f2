import type { Scoped } from '@beatline/db/engine/database';
import { createKmlReader } from '@beatline/shared/formats/kml';
import { somePositions } from '@beatline/shared/formats/located_geometry';
import { createTrackRowReader, trackColumnsOf, type TrackMapping } from '@beatline/shared/formats/track_columns';
import { readGeoJsonTracks } from '@beatline/shared/formats/tracks_geojson';
import { createGpxReader } from '@beatline/shared/formats/tracks_gpx';
import { sendKmlTracks } from '@beatline/shared/formats/tracks_kml';
import { patrolModeOf } from '@beatline/shared/formats/unit_columns';
import { fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import { Refusal } from '@beatline/shared/model/refusal';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { FileFormat } from '@beatline/shared/model/views/import_view';
import { openFeatures, type FeatureFile } from './feature_source';
import { decideCrs, namedCrs, requireCrs, type CrsDecision } from './input_crs';
import { fileKindOf, xmlRootOf, type InputFile } from './input_file';
import { openTable, type InputTable } from './input_table';
import type { TrackGathering } from './track_gathering';
import { readXml } from './xml_text';

/** How a caller wants a track file read (COMMANDS, `import tracks`). */
export interface TrackReading {
  /** Whose track it is, where the file does not say. */
  readonly unit?: string | undefined;
  readonly map?: Readonly<Record<string, string>> | undefined;
  readonly crs?: string | undefined;
  readonly encoding?: string | undefined;
  readonly sheet?: string | undefined;
  /** What `<ele>` of a GPX file means; above the sea, as the format has it, when absent. */
  readonly elevation?: 'above-sea' | 'above-ground' | undefined;
}

/** A track file that has been recognised. */
export type TrackSource =
  | {
      readonly form: 'gpx' | 'kml';
      readonly format: FileFormat;
      readonly header: readonly string[];
      readonly droppedColumns: readonly string[];
    }
  | {
      readonly form: 'geojson';
      readonly format: FileFormat;
      readonly header: readonly string[];
      readonly droppedColumns: readonly string[];
      readonly file: FeatureFile;
    }
  | {
      readonly form: 'table';
      readonly format: FileFormat;
      /** Columns without those that look like persons. */
      readonly header: readonly string[];
      readonly droppedColumns: readonly string[];
      readonly table: InputTable;
      readonly mapping: TrackMapping;
      readonly personColumns: readonly number[];
    };

/** Recognises a GPX, KML, GeoJSON, CSV or XLSX track file. Refuses other files. */
export async function openTrackFile(input: InputFile, reading: TrackReading): Promise<TrackSource> {
  const kind = fileKindOf(input);
  if (kind === 'osm-pbf' || (kind === 'xml' && xmlRootOf(input) === 'osm'))
    throw new Refusal('track_wrong', `${input.name} is OpenStreetMap data, not a track`, 'load it with import streets');
  if (kind === 'shapefile')
    throw new Refusal('track_wrong', `${input.name} is a shapefile, which holds no times`, 'give GPX, KML, GeoJSON, CSV or XLSX');
  if (kind === 'xml') {
    const form = xmlRootOf(input) === 'kml' ? 'kml' : 'gpx';
    return { form, format: form, header: [], droppedColumns: [] };
  }
  if (kind === 'json') {
    const file = await openFeatures(input, reading.encoding);
    return { form: 'geojson', format: 'geojson', header: file.propertyNames, droppedColumns: [], file };
  }
  const table = await openTable(input, reading);
  const { mapping, personColumns, droppedColumns } = trackColumnsOf(table.header, table.sample, reading.map);
  const header = table.header.filter((_, column) => !personColumns.includes(column));
  return { form: 'table', format: table.format, header, droppedColumns, table, mapping, personColumns };
}

/**
 * Reads a track file into `gathered`; yields after each piece of it how many positions have been read. Refuses fixes of no known unit, and coordinates
 * whose system nobody can tell.
 */
export async function* readTrackFile(
  scoped: Scoped,
  input: InputFile,
  source: TrackSource,
  reading: TrackReading,
  clock: SlotClock,
  gathered: TrackGathering,
  log: (line: string) => void,
): AsyncGenerator<number> {
  if (source.form === 'table') {
    yield* readTable(scoped, source, reading, clock, gathered, log);
  } else if (source.form === 'geojson') {
    gathered.toLngLat = requireCrs(await crsOfLayer(scoped, source.file, reading.crs), log).toLngLat;
    for await (const features of source.file.features()) {
      readGeoJsonTracks(
        features,
        unitPropertyOf(reading) ?? (reading.unit === undefined ? 'unit' : undefined),
        clock,
        gathered.takePosition,
      );
      yield gathered.positions;
    }
  } else {
    if (!isAuto(reading.crs)) gathered.toLngLat = (await namedCrs(scoped, reading.crs ?? '')).toLngLat;
    const parser =
      source.form === 'gpx'
        ? createGpxReader(gathered.takePosition, reading.elevation)
        : createKmlReader((placemark) => sendKmlTracks(placemark, unitPropertyOf(reading), gathered.takePosition));
    yield* readXml(input, parser, () => gathered.positions);
  }
}

function unitPropertyOf(reading: TrackReading): string | undefined {
  return reading.map?.['unit'];
}

function isAuto(crs: string | undefined): boolean {
  return crs === undefined || crs.toLowerCase() === 'auto';
}

/** Positions a coordinate system is told by. */
const CRS_POSITIONS = 2000;

/** The coordinate system of a GeoJSON track: what its positions say, for many writers of GCJ-02 do not. */
export function crsOfLayer(scoped: Scoped, file: FeatureFile, asked: string | undefined): Promise<CrsDecision> {
  const sample = file.sample.flatMap(({ geometry }) => somePositions(geometry, CRS_POSITIONS)).slice(0, CRS_POSITIONS);
  return decideCrs(scoped, { asked, declared: file.declaredCrs, columns: 'lng-lat', sample });
}

/** The coordinate system of a track table without a column for it. */
export function crsOfTrackTable(scoped: Scoped, table: InputTable, mapping: TrackMapping, asked: string | undefined): Promise<CrsDecision> {
  const [x, y] = mapping.x === undefined ? [mapping.lng ?? 0, mapping.lat ?? 0] : [mapping.x, mapping.y ?? 0];
  const sample = table.sample
    .filter((row) => (row[x] ?? '').trim() !== '' && (row[y] ?? '').trim() !== '')
    .map((row) => [Number(row[x]), Number(row[y])] as const)
    .filter(([lng, lat]) => Number.isFinite(lng) && Number.isFinite(lat) && (lng !== 0 || lat !== 0));
  return decideCrs(scoped, {
    asked,
    declared: x === table.position?.x ? table.position.declaredCrs : undefined,
    columns: mapping.x === undefined ? 'lng-lat' : 'x-y',
    columnNames: [table.header[x], table.header[y]],
    sample,
  });
}

async function* readTable(
  scoped: Scoped,
  { table, mapping, personColumns }: Extract<TrackSource, { form: 'table' }>,
  reading: TrackReading,
  clock: SlotClock,
  gathered: TrackGathering,
  log: (line: string) => void,
): AsyncGenerator<number> {
  log(
    `columns ${Object.entries<number | undefined>(mapping)
      .map(([field, column]) => `${field}=${table.header[column ?? 0]}`)
      .join(' ')}, local times in ${clock.timeZone}`,
  );
  const read = createTrackRowReader(table, mapping, clock, gathered.take);
  const converters = new Map<string, ToLngLat>();
  if (mapping.crs === undefined) gathered.toLngLat = requireCrs(await crsOfTrackTable(scoped, table, mapping, reading.crs), log).toLngLat;
  for await (const { firstRow, rows } of table.batches()) {
    for (const [i, row] of rows.entries()) {
      if (mapping.crs !== undefined) {
        const name = (row[mapping.crs] ?? '').trim();
        const known = converters.get(name) ?? (name === '' ? fromWgs84 : (await namedCrs(scoped, name)).toLngLat);
        if (converters.size < MOST_SYSTEMS) converters.set(name, known);
        gathered.toLngLat = known;
      }
      const fault = read(row);
      if (fault !== undefined) {
        const column = (fault === 'place_unreadable' ? (mapping.x ?? mapping.lng) : mapping.at) ?? 0;
        gathered.leaveOut({
          rowNumber: firstRow + i,
          column: table.header[column],
          value: row[column] ?? '',
          reason: fault,
          cells: row.filter((_, cell) => !personColumns.includes(cell)),
        });
      } else if (mapping.mode !== undefined && mapping.unit !== undefined)
        noteMode(row[mapping.unit] ?? '', row[mapping.mode] ?? '', gathered);
    }
    yield gathered.positions;
  }
}

/** Coordinate systems one file can name, kept at hand. */
const MOST_SYSTEMS = 100;

function noteMode(unit: string, modeText: string, gathered: TrackGathering): void {
  if (gathered.modeByUnit.has(unit.trim())) return;
  const mode = patrolModeOf(modeText);
  if (mode !== undefined) gathered.modeByUnit.set(unit.trim(), mode);
}
