import type { Scoped } from '@beatline/db/engine/database';
import { FixBuffer } from '@beatline/shared/formats/fix_buffer';
import { createTrackRowReader, trackColumnsOf } from '@beatline/shared/formats/track_columns';
import type { TrackSink } from '@beatline/shared/formats/track_sink';
import { readGeoJsonTracks } from '@beatline/shared/formats/tracks_geojson';
import { createGpxReader } from '@beatline/shared/formats/tracks_gpx';
import { patrolModeOf } from '@beatline/shared/formats/unit_columns';
import { fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import { openCsv, type CsvTable } from './csv_table';
import { readGeoJsonFile } from './geojson_file';
import { assumedCrs, namedCrs } from './input_crs';
import { fileKindOf, type InputFile } from './input_file';

/** How a caller wants a track file read (COMMANDS, `import tracks`). */
export interface TrackReading {
  /** Whose track it is, where the file does not say. */
  readonly unit?: string | undefined;
  readonly map?: Readonly<Record<string, string>> | undefined;
  readonly crs?: string | undefined;
}

/** What a track file holds, by unit. */
export interface TrackFile {
  /** Positions read, with and without time. */
  readonly positions: number;
  /** Fixes with a believable time, by the code of their unit. */
  readonly fixesByUnit: ReadonlyMap<string, FixBuffer>;
  /** Mode of a unit, where the file says it. */
  readonly modeByUnit: ReadonlyMap<string, PatrolMode>;
  /** Positions and rows left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Reads a GPX, GeoJSON or delimited track file. Refuses other files, and fixes of no known unit. */
export async function readTrackFile(
  scoped: Scoped,
  input: InputFile,
  reading: TrackReading,
  clock: SlotClock,
  log: (line: string) => void,
): Promise<TrackFile> {
  const gathered = new TrackGathering(reading.unit);
  const kind = fileKindOf(input);
  if (kind === 'osm-pbf')
    throw new Refusal('track_wrong', `${input.name} is OpenStreetMap data, not a track`, 'load it with import streets');
  if (kind === 'xml') {
    gathered.toLngLat = reading.crs === undefined || reading.crs === 'auto' ? fromWgs84 : (await namedCrs(scoped, reading.crs)).toLngLat;
    const reader = createGpxReader(gathered.sink);
    const text = new TextDecoder('utf-8');
    for await (const chunk of input.stream()) reader.write(text.decode(chunk as Uint8Array, { stream: true }));
    reader.write(text.decode());
    reader.close();
  } else if (kind === 'json') {
    const { features, toLngLat } = await readGeoJsonFile(scoped, input);
    gathered.toLngLat = reading.crs === undefined || reading.crs === 'auto' ? toLngLat : (await namedCrs(scoped, reading.crs)).toLngLat;
    readGeoJsonTracks(features, reading.map?.['unit'] ?? (reading.unit === undefined ? 'unit' : undefined), clock, gathered.sink);
  } else {
    await readTable(scoped, await openCsv(input), reading, clock, gathered, log);
  }
  if (gathered.positions === 0) throw new Refusal('file_empty', `${input.name} holds no position`, 'give a file with track points');
  return gathered;
}

/** Sorts fixes by unit and counts what is left out. */
class TrackGathering implements TrackFile {
  positions = 0;
  readonly fixesByUnit = new Map<string, FixBuffer>();
  readonly modeByUnit = new Map<string, PatrolMode>();
  readonly dropped: Record<string, number> = {};
  toLngLat: ToLngLat = fromWgs84;
  private lastUnit: string | undefined;
  private lastBuffer: FixBuffer | undefined;

  constructor(private readonly givenUnit: string | undefined) {}

  readonly sink: TrackSink = (unit, instantMs, x, y, accuracyMeters) => {
    const position = this.toLngLat(x, y);
    if (position === undefined || Number.isNaN(x) || Number.isNaN(y)) return this.drop('place_unreadable');
    this.positions += 1;
    if (Number.isNaN(instantMs)) return undefined;
    const code = unit ?? this.givenUnit;
    if (code === undefined)
      throw new Refusal(
        'unit_missing',
        'the file does not say whose track it is',
        'name the unit with --unit CODE, or its column with --map unit=column',
      );
    this.bufferOf(code).push(instantMs, position[0], position[1], accuracyMeters >= 0 ? accuracyMeters : Number.NaN);
    return undefined;
  };

  drop(reason: string): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1;
  }

  /** Rows of one unit mostly follow each other. */
  private bufferOf(code: string): FixBuffer {
    if (code === this.lastUnit && this.lastBuffer !== undefined) return this.lastBuffer;
    const buffer = this.fixesByUnit.get(code) ?? new FixBuffer();
    this.fixesByUnit.set(code, buffer);
    this.lastUnit = code;
    this.lastBuffer = buffer;
    return buffer;
  }
}

async function readTable(
  scoped: Scoped,
  table: CsvTable,
  reading: TrackReading,
  clock: SlotClock,
  gathered: TrackGathering,
  log: (line: string) => void,
): Promise<void> {
  const mapping = trackColumnsOf(table.header, reading.map);
  log(
    `columns ${Object.entries(mapping)
      .map(([field, column]) => `${field}=${table.header[column]}`)
      .join(' ')}, local times in ${clock.timeZone}`,
  );
  const read = createTrackRowReader(table, mapping, clock, gathered.sink);
  const converters = new Map<string, ToLngLat>();
  if (mapping.crs === undefined) {
    const [x, y] = mapping.x === undefined ? [mapping.lng ?? 0, mapping.lat ?? 0] : [mapping.x, mapping.y ?? 0];
    const sample = table.sample
      .map((row) => [Number(row[x]), Number(row[y])] as const)
      .filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
    const asked = reading.crs ?? 'auto';
    gathered.toLngLat = (
      asked.toLowerCase() === 'auto' ? assumedCrs(mapping.x === undefined ? 'lng-lat' : 'x-y', sample, log) : await namedCrs(scoped, asked)
    ).toLngLat;
  }
  for await (const { rows } of table.batches()) {
    for (const row of rows) {
      if (mapping.crs !== undefined) {
        const name = (row[mapping.crs] ?? '').trim();
        const known = converters.get(name) ?? (name === '' ? fromWgs84 : (await namedCrs(scoped, name)).toLngLat);
        converters.set(name, known);
        gathered.toLngLat = known;
      }
      const fault = read(row);
      if (fault !== undefined) gathered.drop(fault);
      else if (mapping.mode !== undefined && mapping.unit !== undefined)
        noteMode(row[mapping.unit] ?? '', row[mapping.mode] ?? '', gathered);
    }
  }
}

function noteMode(unit: string, modeText: string, gathered: TrackGathering): void {
  if (gathered.modeByUnit.has(unit.trim())) return;
  const mode = patrolModeOf(modeText);
  if (mode !== undefined) gathered.modeByUnit.set(unit.trim(), mode);
}
