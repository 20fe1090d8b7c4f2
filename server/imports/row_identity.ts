import { createHash } from 'node:crypto';

/** What names a row across files; a counted one is numbered among the rows of equal values when it is stored. */
export interface RowIdentity {
  readonly identity: string;
  readonly isCounted: boolean;
}

/** 128 bits: two different rows of one deployment never meet. */
const HASH_CHARACTERS = 32;
/** A character no cell holds, so that ("ab", "c") and ("a", "bc") differ. */
const CELL_END = '\u001f';

/**
 * The identity of a row (COMMANDS), by which the same file or an overlapping one finds its rows again: the external id, else a digest of the row's values, to
 * which its number among the equal rows of the file is added. Person-like columns take no part in it.
 */
export function rowIdentity(row: readonly string[], externalId: string | undefined, personColumns: readonly number[]): RowIdentity {
  if (externalId !== undefined) return { identity: `id:${externalId}`, isCounted: false };
  const values = row.map((value, column) => (personColumns.includes(column) ? '' : value.trim()));
  const hash = createHash('sha256').update(values.join(CELL_END)).digest('hex').slice(0, HASH_CHARACTERS);
  return { identity: `row:${hash}`, isCounted: true };
}
