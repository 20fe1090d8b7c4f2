import { Refusal } from '../model/refusal';
import { givenMapping, proposeMapping, type ColumnMapping, type FieldSpellings } from './column_mapping';
import { normalisedHeader, personColumns } from './person_columns';
import type { RejectReason } from './reject_reasons';

/** A register is a table of one noun: units, roster, calendar, assignments. This says how its columns are recognised and a row is read. */
export interface RegisterFormat<Field extends string, Row> {
  readonly fields: readonly Field[];
  readonly required: readonly Field[];
  readonly spellings: FieldSpellings<Field>;
  /** What a row is called in a refusal: `unit`, `duty`. */
  readonly noun: string;
  /** A reader for the rows of one table; date spellings are settled from the sample. Throws a Refusal when they cannot be told. */
  reader(table: RegisterTable, mapping: ColumnMapping<Field>): (cell: (field: Field) => string) => RegisterRow<Field, Row>;
}

/** What of a register its columns are recognised by. */
export type RegisterFields<Field extends string> = Pick<RegisterFormat<Field, never>, 'fields' | 'required' | 'spellings' | 'noun'>;

export interface RegisterTable {
  readonly header: readonly string[];
  readonly sample: readonly (readonly string[])[];
}

export type RegisterRow<Field extends string, Row> =
  | { readonly valid: true; readonly row: Row }
  | { readonly valid: false; readonly field: Field; readonly reason: RejectReason };

export interface RegisterColumns<Field extends string> {
  readonly mapping: ColumnMapping<Field>;
  /** Columns with an equal claim to a field. */
  readonly ambiguous: Readonly<Partial<Record<Field, readonly string[]>>>;
  readonly missing: readonly Field[];
  /** Indices of columns left out because they look like persons. */
  readonly personColumns: readonly number[];
}

/**
 * Columns of a register: the proposal by header, overridden by the caller's pairs. A column whose header is a known field is judged as a person's by its
 * values only, because `民警数` is a headcount.
 */
export function registerColumnsOf<Field extends string>(
  format: RegisterFields<Field>,
  table: RegisterTable,
  pairs: Readonly<Record<string, string>> = {},
): RegisterColumns<Field> {
  const known = new Set(format.fields.flatMap((field) => format.spellings[field].map(normalisedHeader)));
  const persons = personColumns(table.header, table.sample, known);
  const proposed = proposeMapping(table.header, format.spellings, persons);
  const given = givenMapping(table.header, pairs, format.fields);
  for (const column of Object.values<number | undefined>(given)) {
    if (column !== undefined && persons.includes(column))
      throw new Refusal('column_person', `column ${table.header[column]} looks like persons and is never read`, 'take it out of --map');
  }
  const mapping: ColumnMapping<Field> = { ...proposed.mapping, ...given };
  const ambiguous = Object.fromEntries(
    Object.entries(proposed.ambiguous).filter(([field]) => !(field in pairs)),
  ) as RegisterColumns<Field>['ambiguous'];
  return { mapping, ambiguous, missing: format.required.filter((field) => mapping[field] === undefined), personColumns: persons };
}

/** Throws a Refusal that lists the columns when a required field has none, or one field has several. */
export function refuseUnclear<Field extends string>(
  format: RegisterFields<Field>,
  columns: RegisterColumns<Field>,
  header: readonly string[],
): void {
  for (const [field, candidates] of Object.entries<readonly string[] | undefined>(columns.ambiguous))
    throw new Refusal('mapping_unclear', `${field} could be ${(candidates ?? []).join(' or ')}`, `say which with --map ${field}=column`);
  if (columns.missing.length > 0)
    throw new Refusal(
      'mapping_unclear',
      `no column is clearly the ${columns.missing.join(' and the ')} of a ${format.noun}`,
      `say which with --map field=column; columns: ${header.join(', ')}`,
    );
}
