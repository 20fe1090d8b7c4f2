import type { LocatedGeometry } from '@beatline/shared/formats/located_geometry';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportInspection, ImportNote, ImportPreview, ImportProblem, ImportSettings } from '@beatline/shared/model/views/import_view';
import { openFeatureRows } from './feature_rows';
import { loadGround, type ImportContext } from './import_context';
import { createFeatureReader, crsOfFeatures, featureColumnsOf, fieldsOf, rejectOf, type FeatureKind } from './import_features';
import { openInputFile, type ImportFile } from './input_file';

const SHOWN_ROWS = 20;
const SHOWN_CHARACTERS = 200;
const SHOWN_PROBLEMS = 50;
/** What a page draws without a pause. */
const SHOWN_POSITIONS = 20_000;

/** Looks at a layer or table of one kind: columns, coordinate system, what would come on the map and which features would not be taken. Stores nothing. */
export async function inspectFeatures<Field extends string, Row, Extra extends object>(
  context: ImportContext,
  file: ImportFile,
  settings: ImportSettings,
  kind: FeatureKind<Field, Row, Extra>,
): Promise<ImportInspection> {
  const input = await openInputFile(file);
  const source = await openFeatureRows(input, settings);
  const columns = featureColumnsOf(kind, source, settings.map);
  const fields = fieldsOf(kind, source);
  const decision = await loadGround(context, (scoped) => crsOfFeatures(scoped, kind, source, columns, settings.crs));
  const unclear = fields.required.filter((field) => columns.ambiguous[field] !== undefined);
  const missing: string[] = [...new Set([...columns.missing, ...unclear])];
  const isClear = missing.length === 0;
  if (decision.crs === undefined) missing.push('crs');

  const problems: ImportProblem[] = [];
  const grounds: { readonly label: string; readonly ground: LocatedGeometry }[] = [];
  if (isClear && decision.crs !== undefined) {
    const read = createFeatureReader(kind, columns, decision.crs);
    const labelColumn = (columns.mapping as Readonly<Record<string, number | undefined>>)['name'];
    for (const row of source.sample) {
      const result = read(row);
      if (!result.valid) {
        const { rowNumber, column, value, reason } = rejectOf(result, row, source, columns);
        if (problems.length < SHOWN_PROBLEMS) problems.push({ rowNumber, column, value: value.slice(0, SHOWN_CHARACTERS), reason });
      } else if (result.ground !== undefined)
        grounds.push({
          label: labelColumn === undefined ? '' : (row.cells[labelColumn] ?? '').slice(0, SHOWN_CHARACTERS),
          ground: result.ground,
        });
    }
  }
  const notes: readonly ImportNote[] = decision.notes;
  return {
    kind: kind.kind,
    fileName: input.name,
    format: source.format,
    encoding: source.encoding,
    delimiter: source.delimiter,
    sheet: source.sheet,
    sheets: source.sheets,
    header: source.header,
    sample: source.sample
      .slice(0, SHOWN_ROWS)
      .map(({ cells }) =>
        source.header.map((_, column) => (columns.personColumns.includes(column) ? '' : (cells[column] ?? '').slice(0, SHOWN_CHARACTERS))),
      ),
    droppedColumns: columns.personColumns.map((column) => source.header[column]),
    fields: fields.fields.map((field) => {
      const column = columns.mapping[field];
      return {
        field,
        required: fields.required.includes(field),
        column: column === undefined ? undefined : source.header[column],
        candidates: columns.ambiguous[field] ?? [],
      };
    }),
    missing,
    crs: decision.inspected,
    timeZone: undefined,
    mappingSavedAt: undefined,
    preview: previewOf(grounds),
    notes,
    problems,
  };
}

/** Points, lines and outer rings, as many whole features as can be shown. */
function previewOf(grounds: readonly { readonly label: string; readonly ground: LocatedGeometry }[]): ImportPreview {
  const points: LngLat[] = [];
  const lines: (readonly LngLat[])[] = [];
  const areas: { label: string; rings: (readonly LngLat[])[] }[] = [];
  let shown = 0;
  for (const { label, ground } of grounds) {
    if (shown > SHOWN_POSITIONS) break;
    points.push(...ground.points);
    lines.push(...ground.lines);
    const rings = ground.polygons.flatMap((polygon) => polygon.slice(0, 1));
    if (rings.length > 0) areas.push({ label, rings });
    shown += ground.points.length + [...ground.lines, ...rings].reduce((sum, line) => sum + line.length, 0);
  }
  return { points, lines, areas };
}

/** The refusal of a load whose settings leave something open. */
export function settingMissing(setting: string, hint: string): Refusal {
  return new Refusal('setting_missing', `the import does not say its ${setting}`, hint);
}
