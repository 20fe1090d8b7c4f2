import { Refusal } from '../model/refusal';
import { normalisedHeader, personColumns } from './person_columns';

/** Which column (index into the header) feeds each field. */
export type ColumnMapping<Field extends string> = Readonly<Partial<Record<Field, number>>>;

/** Header spellings by field, already normalised; the first field that claims a header gets it. */
export type FieldSpellings<Field extends string> = Readonly<Record<Field, readonly string[]>>;

/**
 * Columns for each field by their header. A field with two columns of equal claim stays out of `mapping` and is listed in `ambiguous`;
 * of several spellings the one that stands earlier in the field's list wins.
 */
export function proposeMapping<Field extends string>(
  header: readonly string[],
  spellings: FieldSpellings<Field>,
  excludedColumns: readonly number[],
): { readonly mapping: ColumnMapping<Field>; readonly ambiguous: Readonly<Partial<Record<Field, readonly string[]>>> } {
  const names = header.map((name, column) => (excludedColumns.includes(column) ? undefined : normalisedHeader(name)));
  const mapping: Partial<Record<Field, number>> = {};
  const ambiguous: Partial<Record<Field, readonly string[]>> = {};
  for (const field of Object.keys(spellings) as Field[]) {
    for (const spelling of spellings[field]) {
      const columns = names.flatMap((name, column) => (name === spelling ? [column] : []));
      if (columns.length === 1) mapping[field] = columns[0];
      else if (columns.length > 1) ambiguous[field] = columns.map((column) => header[column]);
      if (columns.length > 0) break;
    }
  }
  return { mapping, ambiguous };
}

/**
 * The mapping a caller wrote as `field=column` pairs; columns match exactly, then without case. Throws a Refusal that lists what there is when
 * a field or column is unknown.
 */
export function givenMapping<Field extends string>(
  header: readonly string[],
  pairs: Readonly<Record<string, string>>,
  fields: readonly Field[],
): ColumnMapping<Field> {
  const mapping: Partial<Record<Field, number>> = {};
  for (const [name, column] of Object.entries(pairs)) {
    const field = fields.find((known) => known === name);
    if (field === undefined) throw new Refusal('mapping_field_unknown', `there is no field ${name}`, `fields: ${fields.join(', ')}`);
    mapping[field] = columnIndex(header, column);
  }
  return mapping;
}

/** Index of a named column, exactly, then without case. Throws a Refusal that lists the columns when there is none. */
export function columnIndex(header: readonly string[], column: string): number {
  const exact = header.indexOf(column);
  if (exact >= 0) return exact;
  const loose = header.findIndex((name) => name.toLowerCase() === column.trim().toLowerCase());
  if (loose < 0) throw new Refusal('column_missing', `there is no column ${column}`, `columns: ${header.join(', ')}`);
  return loose;
}

/** The columns of a table as far as they are clear, for somebody to agree to or change. */
export interface ColumnProposal<Field extends string> {
  readonly mapping: ColumnMapping<Field>;
  /** Names of the columns with an equal claim to a field. */
  readonly ambiguous: Readonly<Partial<Record<Field, readonly string[]>>>;
  /** Indices of the columns left out because they look like persons, and their names. */
  readonly personColumns: readonly number[];
  readonly droppedColumns: readonly string[];
}

/**
 * The caller's `field=column` pairs, else what the headers say, without columns that look like persons. Throws a Refusal when a pair names what is not there
 * or what looks like persons.
 */
export function proposeColumns<Field extends string>(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  spellings: FieldSpellings<Field>,
  pairs?: Readonly<Record<string, string>>,
): ColumnProposal<Field> {
  const persons = personColumns(header, sample);
  const kept = { personColumns: persons, droppedColumns: persons.map((column) => header[column]) };
  if (pairs === undefined) return { ...proposeMapping(header, spellings, persons), ...kept };
  const mapping = givenMapping(header, pairs, Object.keys(spellings) as Field[]);
  for (const column of Object.values<number | undefined>(mapping)) {
    if (column !== undefined && persons.includes(column))
      throw new Refusal('column_person', `column ${header[column]} looks like persons and is never read`, 'take it out of --map');
  }
  const ambiguous: Partial<Record<Field, readonly string[]>> = {};
  return { mapping, ambiguous, ...kept };
}
