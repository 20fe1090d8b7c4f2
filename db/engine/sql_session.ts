/**
 * One open transaction on either engine, as both engines can serve it. Values arrive alike: `timestamptz` as epoch milliseconds, `int8` as
 * number (every id here is below 2^53), `bytea` as Uint8Array, `json` parsed, `date` and `numeric` as text, SQL null as null.
 */
export interface SqlSession {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what its own select list answers; nothing else could know
  query<Row>(text: string, parameters?: readonly unknown[]): Promise<{ readonly rows: Row[]; readonly affectedRows: number }>;
  /** The same with each row as an array in the order of the select list. */
  queryArrays(text: string, parameters?: readonly unknown[]): Promise<unknown[][]>;
  /** Several statements separated by semicolons, without parameters. */
  script(text: string): Promise<void>;
  /** Sends `chunks` to `COPY target FROM …`, `target` being `table (columns)`. Must run as the owner of the tables: see copy_rows. */
  copyIn(target: string, format: 'text' | 'binary', chunks: Iterable<string | Uint8Array>): Promise<void>;
  /** Rows of a query in COPY's binary form: three to six times faster than rows or arrays on the embedded engine. Takes no parameters. */
  copyOut(select: string): Promise<Uint8Array>;
}

/** What a database is reached through: one transaction at a time per call, committed when `run` resolves and undone when it throws. */
export interface SqlEngine {
  readonly engine: 'embedded' | 'postgres';
  transaction<T>(run: (session: SqlSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
