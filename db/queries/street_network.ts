import { sql } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';

/** Digest of the streets there are; undefined without streets, and in a database whose streets were loaded before digests were kept. */
export async function streetDigest(scoped: Scoped): Promise<string | undefined> {
  const [row] = await scoped.tx.execute<{ digest: string }>(sql`SELECT digest FROM street_network`);
  return row?.digest;
}

/** Whether there is any street. */
export async function hasStreets(scoped: Scoped): Promise<boolean> {
  const rows = await scoped.tx.execute<{ one: number }>(sql`SELECT 1 AS one FROM street_segment LIMIT 1`);
  return rows.length > 0;
}

/** Names the streets that were just stored; undefined when there are none any more. */
export async function nameStreets(
  scoped: Scoped,
  network: { readonly digest: string; readonly segments: number } | undefined,
): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM street_network`);
  if (network !== undefined)
    await scoped.tx.execute(
      sql`INSERT INTO street_network (id, digest, segments) VALUES (1, ${network.digest}, ${network.segments}::integer)`,
    );
}
