import type { Scoped } from '@beatline/db/engine/database';
import type { ColumnProposal } from '@beatline/shared/formats/column_mapping';
import type { ImportInspection, ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import { loadGround, type ImportContext } from './import_context';
import { openInputFile, type ImportFile } from './input_file';
import { openTable, type InputTable } from './input_table';

/** What a kind of table knows about its columns, for {@link inspectTable}. */
export interface TableKind<Field extends string> {
  readonly kind: ImportKind;
  readonly fields: readonly Field[];
  /** Fields without which nothing can be loaded, at least in one of several ways. */
  readonly required: readonly Field[];
  /** The columns as far as they are clear; `missing` names required fields without one. Throws a Refusal on settings that name what is not there. */
  propose(table: InputTable, settings: ImportSettings): ColumnProposal<Field> & { readonly missing: readonly string[] };
  /** What else can be said once every required field has a column. */
  survey?(scoped: Scoped, table: InputTable, columns: ColumnProposal<Field>, settings: ImportSettings): Promise<TableSurvey>;
}

/** What the first rows say beyond their columns. */
export type TableSurvey = Partial<Pick<ImportInspection, 'crs' | 'timeZone' | 'preview' | 'notes' | 'problems'>>;

/** Rows shown as they are. */
const SHOWN_ROWS = 20;
/** A cell of a broken file may be megabytes long. */
const SHOWN_CHARACTERS = 200;

/** Looks at the start of a table: its format, columns and what {@link TableKind.survey} says. Stores nothing. */
export async function inspectTable<Field extends string>(
  context: ImportContext,
  file: ImportFile,
  settings: ImportSettings,
  kind: TableKind<Field>,
): Promise<ImportInspection> {
  const input = await openInputFile(file);
  const table = await openTable(input, { encoding: settings.encoding, sheet: settings.sheet });
  const columns = kind.propose(table, settings);
  const unclear = kind.required.filter((field) => columns.ambiguous[field] !== undefined);
  const missing = [...new Set([...columns.missing, ...unclear])];
  const look = kind.survey;
  const survey: TableSurvey =
    missing.length > 0 || look === undefined ? {} : await loadGround(context, (scoped) => look(scoped, table, columns, settings));
  const persons = new Set(columns.personColumns);
  return {
    kind: kind.kind,
    fileName: input.name,
    format: table.format,
    encoding: table.encoding,
    delimiter: table.delimiter,
    sheet: table.sheet,
    sheets: table.sheets,
    header: table.header,
    sample: table.sample
      .slice(0, SHOWN_ROWS)
      .map((row) => table.header.map((_, column) => (persons.has(column) ? '' : (row[column] ?? '').slice(0, SHOWN_CHARACTERS)))),
    droppedColumns: columns.droppedColumns,
    fields: kind.fields.map((field) => {
      const column = columns.mapping[field];
      return {
        field,
        required: kind.required.includes(field),
        column: column === undefined ? undefined : table.header[column],
        candidates: columns.ambiguous[field] ?? [],
      };
    }),
    missing: survey.crs?.decidedBy === 'undecided' ? [...missing, 'crs'] : missing,
    crs: undefined,
    timeZone: undefined,
    mappingSavedAt: undefined,
    preview: { points: [], lines: [], areas: [] },
    notes: [],
    problems: [],
    ...survey,
  };
}
