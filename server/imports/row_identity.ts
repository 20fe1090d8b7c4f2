import { createHash } from 'node:crypto';

/** Names rows that carry no id of their own, so that the same file or an overlapping one finds its rows again. */
export interface RowIdentities {
  /** The identity of the next row of the file; person-like columns take no part in it. */
  next(row: readonly string[], externalId: string | undefined): string;
}

/** 128 bits: two different rows of one deployment never meet. */
const HASH_CHARACTERS = 32;
/** A character no cell holds, so that ("ab", "c") and ("a", "bc") differ. */
const CELL_END = '\u001f';

/**
 * Identities of the rows of one file (COMMANDS): the external id, else a hash of the row's values and its number among the equal rows of the file, for
 * fully identical rows occur and are all real. Memory: one entry per distinct row.
 */
export function createRowIdentities(personColumns: readonly number[]): RowIdentities {
  const seen = new Map<string, number>();
  return {
    next(row, externalId) {
      if (externalId !== undefined) return `id:${externalId}`;
      const values = row.map((value, column) => (personColumns.includes(column) ? '' : value.trim()));
      const hash = createHash('sha256').update(values.join(CELL_END)).digest('hex').slice(0, HASH_CHARACTERS);
      const ordinal = (seen.get(hash) ?? 0) + 1;
      seen.set(hash, ordinal);
      return `row:${hash}:${ordinal}`;
    },
  };
}
