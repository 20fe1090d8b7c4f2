import { sql } from 'drizzle-orm';
import { Refusal } from '@beatline/shared/model/refusal';
import type { Scoped } from '../engine/scope';

const DAY_MS = 86_400_000;
/** Chosen, because ten years of tracks in one load is a clock gone wrong, and each day makes a table. */
const MAX_DAYS = 3_660;

/** Makes the partitions these instants fall into. Throws a Refusal when they spread over more days than a track can. */
export async function ensureDays(scoped: Scoped, table: 'fix' | 'presence_interval', instantsMs: Float64Array): Promise<void> {
  const days = new Set<number>();
  for (const instantMs of instantsMs) days.add(Math.floor(instantMs / DAY_MS));
  if (days.size > MAX_DAYS)
    throw new Refusal('too_many_days', `the times spread over ${days.size} days`, 'check the time column and its zone');
  const list = [...days].map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
  await scoped.tx.execute(sql`SELECT beatline_ensure_days(${table}, ${`{${list.join(',')}}`}::date[])`);
}
