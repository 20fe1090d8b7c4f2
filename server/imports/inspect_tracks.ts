import { getDeployment } from '@beatline/db/queries/deployment';
import type { Scoped } from '@beatline/db/engine/database';
import {
  createTrackRowReader,
  proposeTrackColumns,
  TRACK_FIELDS,
  type TrackField,
  type TrackMapping,
} from '@beatline/shared/formats/track_columns';
import type { TrackSink } from '@beatline/shared/formats/track_sink';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportInspection, ImportNote, ImportProblem, ImportSettings, InspectedCrs } from '@beatline/shared/model/views/import_view';
import { loadGround, type ImportContext } from './import_context';
import { clockOf } from './incident_source';
import type { InputCrs } from './input_crs';
import { fileKindOf, openInputFile, type ImportFile } from './input_file';
import { inspectTable } from './inspect_table';
import type { InputTable } from './input_table';
import { TrackGathering } from './track_gathering';
import { crsOfLayer, crsOfTrackTable, openTrackFile, readTrackFile } from './track_source';

/** Without a deployment yet, times are shown as if written in UTC; loading needs one. */
const NO_ZONE = 'UTC';
/** Positions shown and judged; the rest is read when the file is loaded. */
const SHOWN_POSITIONS = 20_000;
const SHOWN_PROBLEMS = 50;

/** Looks at the start of a track file: columns, units, times, coordinate system, the course on the map and what would be left out. Stores nothing. */
export async function inspectTracks(context: ImportContext, file: ImportFile, settings: ImportSettings): Promise<ImportInspection> {
  const kind = fileKindOf(await openInputFile(file));
  const inspection =
    kind === 'xml' || kind === 'json' || kind === 'shapefile' || kind === 'osm-pbf'
      ? await inspectCourse(context, file, settings)
      : await inspectTable(context, file, settings, {
          kind: 'tracks',
          fields: TRACK_FIELDS,
          required: ['lng', 'lat'],
          propose: (table) => proposeTrackColumns(table.header, table.sample, settings.map),
          survey: (scoped, table, { mapping }) => surveyTable(scoped, table, mapping, settings),
        });
  const needsUnit = settings.unit === undefined && inspection.fields.every(({ field, column }) => field !== 'unit' || column === undefined);
  return needsUnit ? { ...inspection, missing: [...inspection.missing, 'unit'] } : inspection;
}

/** The tracks of some positions as lines by unit. */
class Courses {
  readonly lines = new Map<string, LngLat[]>();
  positions = 0;
  timed = 0;

  constructor(private readonly crs: InputCrs) {}

  readonly take: TrackSink = (unit, instantMs, x, y) => {
    const position = this.crs.toLngLat(x, y);
    if (position === undefined || !Number.isFinite(position[0]) || !Number.isFinite(position[1])) return 'place_unreadable';
    this.positions += 1;
    if (!Number.isNaN(instantMs)) this.timed += 1;
    const line = this.lines.get(unit ?? '') ?? [];
    line.push(position);
    this.lines.set(unit ?? '', line);
    return undefined;
  };

  notes(): ImportNote[] {
    if (this.positions === 0) return [];
    if (this.timed === 0) return [{ code: 'path_only', values: {} }];
    return this.timed < this.positions
      ? [{ code: 'positions_without_time', values: { rows: this.positions - this.timed, of: this.positions } }]
      : [];
  }
}

async function surveyTable(
  scoped: Scoped,
  table: InputTable,
  mapping: TrackMapping,
  settings: ImportSettings,
): Promise<Partial<ImportInspection> & { crs?: InspectedCrs | undefined }> {
  const timeZone = settings.timeZone ?? (await getDeployment(scoped))?.timeZone ?? NO_ZONE;
  const { crs, inspected, notes } = await crsOfTrackTable(scoped, table, mapping, settings.crs);
  const answer = { crs: mapping.crs === undefined ? inspected : undefined, timeZone };
  if (crs === undefined) return { ...answer, notes };
  const courses = new Courses(crs);
  const problems: ImportProblem[] = [];
  try {
    const read = createTrackRowReader(table, mapping, clockOf(timeZone), courses.take);
    table.sample.forEach((row, i) => {
      const reason = read(row);
      if (reason === undefined || problems.length === SHOWN_PROBLEMS) return;
      const column = (reason === 'place_unreadable' ? (mapping.x ?? mapping.lng) : mapping.at) ?? 0;
      problems.push({ rowNumber: i + 2, column: table.header[column], value: (row[column] ?? '').slice(0, 200), reason });
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Times nobody can read stop the load; the page shows why beside the columns, where it can be put right.
    return { ...answer, notes: [...notes, { code: error.code, values: { message: error.message, hint: error.hint ?? '' } }] };
  }
  return {
    ...answer,
    notes: [...notes, ...courses.notes()],
    problems,
    preview: { points: [], lines: [...courses.lines.values()], areas: [] },
  };
}

/** A GPX, KML or GeoJSON file: it is read as it would be loaded, as far as a page shows it. */
async function inspectCourse(context: ImportContext, file: ImportFile, settings: ImportSettings): Promise<ImportInspection> {
  const input = await openInputFile(file);
  const source = await openTrackFile(input, settings);
  return loadGround(context, async (scoped) => {
    const timeZone = settings.timeZone ?? (await getDeployment(scoped))?.timeZone ?? NO_ZONE;
    const decision = source.form === 'geojson' ? await crsOfLayer(scoped, source.file, settings.crs) : undefined;
    const notes: ImportNote[] = [...(decision?.notes ?? [])];
    const gathered = new TrackGathering(settings.unit ?? '', context.nowMs());
    const missing: string[] = decision !== undefined && decision.crs === undefined ? ['crs'] : [];
    const problems: ImportProblem[] = [];
    if (missing.length === 0) {
      for await (const positions of readTrackFile(
        scoped,
        input,
        source,
        { ...settings, unit: settings.unit ?? '' },
        clockOf(timeZone),
        gathered,
        () => undefined,
      )) {
        for (const { rowNumber, column, value, reason } of gathered.takeRejects())
          if (problems.length < SHOWN_PROBLEMS) problems.push({ rowNumber, column, value, reason });
        if (positions > SHOWN_POSITIONS) break;
      }
    }
    if (gathered.positions > 0 && gathered.timed === 0) notes.push({ code: 'path_only', values: {} });
    const lines: LngLat[][] = [];
    if (gathered.timed > 0)
      for await (const { fixes } of gathered.byUnit(scoped))
        lines.push(Array.from({ length: Math.min(fixes.length, SHOWN_POSITIONS) }, (_, i): LngLat => [fixes.lng[i], fixes.lat[i]]));
    const field: TrackField = 'unit';
    const given = settings.map?.[field];
    return {
      kind: 'tracks',
      fileName: input.name,
      format: source.format,
      encoding: undefined,
      delimiter: undefined,
      sheet: undefined,
      sheets: [],
      header: source.header,
      sample: [],
      droppedColumns: [],
      fields: [{ field, required: false, column: given, candidates: [] }],
      missing,
      crs: decision?.inspected ?? {
        crs: isNamed(settings.crs) ? settings.crs : 'EPSG:4326',
        decidedBy: isNamed(settings.crs) ? 'caller' : 'file',
        candidates: [],
      },
      timeZone,
      mappingSavedAt: undefined,
      preview: { points: [], lines, areas: [] },
      notes,
      problems,
    };
  });
}

function isNamed(crs: string | undefined): crs is string {
  return crs !== undefined && crs.toLowerCase() !== 'auto';
}
