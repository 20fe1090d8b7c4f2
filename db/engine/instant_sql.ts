import { sql, type SQL } from 'drizzle-orm';

/** An epoch millisecond instant as a parameter. Throws a RangeError on one that is not valid. */
export function instant(instantMs: number): SQL {
  return sql`${new Date(instantMs).toISOString()}::timestamptz`;
}

/** A list of numbers as one array parameter, e.g. `id = ANY (${numberArray(ids)}::bigint[])`. */
export function numberArray(values: Iterable<number>): string {
  return `{${[...values].map((value) => (Number.isFinite(value) ? value : 'NaN')).join(',')}}`;
}
