import { sql } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';

/** Two texts that change when somebody else wrote to the database: what is drawn and planned on, and what was imported. */
export interface DataVersion {
  /** Deployment, jurisdictions, squares, streets, places, zones, standards, operations, risk. */
  readonly ground: string;
  /** Batches of incidents and tracks. Live fixes come in by the server itself and are not in it. */
  readonly records: string;
}

/** Cheap enough to ask every few seconds: the largest table it passes over is the streets', some 5 ms for a city. */
export async function dataVersion(scoped: Scoped): Promise<DataVersion> {
  const newest = (table: 'deployment' | 'jurisdiction' | 'street_segment' | 'place' | 'zone' | 'operation') =>
    sql`(SELECT count(*) || '/' || coalesce(max(xmin::text::bigint), 0) FROM ${sql.identifier(table)})`;
  const [row] = await scoped.tx.execute<{ ground: string; records: string }>(sql`
    SELECT concat_ws(' ', ${newest('deployment')}, ${newest('jurisdiction')}, ${newest('street_segment')}, ${newest('place')}, ${newest('zone')}, ${newest('operation')},
                     (SELECT count(*) FROM square), (SELECT max(id) FROM standard_version), (SELECT max(id) FROM risk)) AS ground,
           (SELECT count(*) || '/' || count(finished_at) || '/' || coalesce(max(id), 0) FROM import_batch) AS records`);
  if (row === undefined) throw new Error('the database did not tell its state');
  return row;
}
