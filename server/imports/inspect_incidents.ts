import { getDeployment } from '@beatline/db/queries/deployment';
import type { Scoped } from '@beatline/db/engine/database';
import {
  INCIDENT_FIELDS,
  proposeIncidentColumns,
  type IncidentField,
  type IncidentMapping,
} from '@beatline/shared/formats/incident_columns';
import { createIncidentRowReader, type IncidentRowReader } from '@beatline/shared/formats/incident_rows';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportInspection, ImportNote, ImportProblem, ImportSettings } from '@beatline/shared/model/views/import_view';
import type { ImportContext } from './import_context';
import { clockOf, crsOfTable } from './incident_source';
import type { ImportFile } from './input_file';
import { inspectTable, type TableSurvey } from './inspect_table';
import type { InputTable } from './input_table';

/** Fields of which each must be fed, by itself or by what can stand for it. */
const REQUIRED: readonly IncidentField[] = ['occurredAt', 'category'];
/** Without a deployment yet, times are shown as if written in UTC; loading needs one. */
const NO_ZONE = 'UTC';

/** Looks at the start of a table of incidents: columns, times, coordinate system, what would come on the map and which rows would not be taken. */
export function inspectIncidents(context: ImportContext, file: ImportFile, settings: ImportSettings): Promise<ImportInspection> {
  return inspectTable(context, file, settings, {
    kind: 'incidents',
    fields: INCIDENT_FIELDS,
    required: REQUIRED,
    propose: (table) => proposeIncidentColumns(table.header, table.sample, settings.map),
    survey: (scoped, table, { mapping }) => survey(scoped, table, mapping, settings),
  });
}

async function survey(scoped: Scoped, table: InputTable, mapping: IncidentMapping, settings: ImportSettings): Promise<TableSurvey> {
  const notes: ImportNote[] = [];
  const timeZone = settings.timeZone ?? (await getDeployment(scoped))?.timeZone ?? NO_ZONE;
  const { crs, inspected, notes: crsNotes } = await crsOfTable(scoped, table, mapping, settings.crs);
  notes.push(...crsNotes);
  let read: IncidentRowReader;
  try {
    read = createIncidentRowReader(table, mapping, {
      clock: clockOf(timeZone),
      toLngLat: crs?.toLngLat ?? (() => undefined),
      source: settings.source ?? 'citizen',
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Dates nobody can read stop the load; the page shows why beside the columns, where it can be put right.
    return {
      crs: inspected,
      timeZone,
      notes: [...notes, { code: error.code, values: { message: error.message, hint: error.hint ?? '' } }],
    };
  }
  const points: LngLat[] = [];
  const problems: ImportProblem[] = [];
  let unlocated = 0;
  table.sample.forEach((row, i) => {
    const result = read(row);
    if (!result.valid) problems.push({ rowNumber: i + 2, column: result.column, value: result.value, reason: result.reason });
    else if (result.incident.location === undefined) unlocated += 1;
    else points.push(result.incident.location);
  });
  if (unlocated > 0) notes.push({ code: 'unlocated', values: { rows: unlocated, of: table.sample.length } });
  return { crs: inspected, timeZone, preview: { points, lines: [], areas: [] }, notes, problems };
}
