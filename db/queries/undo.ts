import { sql } from 'drizzle-orm';
import type { BatchState } from '@beatline/shared/model/views/import_view';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Scoped } from '../engine/scope';
import { instant } from '../engine/instant_sql';

/** The kind and state of a batch; undefined when there is none of that number. */
export async function batchToUndo(
  scoped: Scoped,
  batchId: number,
): Promise<{ readonly kind: string; readonly state: BatchState } | undefined> {
  const [row] = await scoped.tx.execute<{ kind: string; state: BatchState }>(
    sql`SELECT verb AS kind, state FROM import_batch WHERE id = ${batchId}::integer FOR UPDATE`,
  );
  return row;
}

/** Empties streets and base map, before the ones that stood there before are put back. */
export async function removeStreets(scoped: Scoped): Promise<void> {
  for (const table of [sql`street_network`, sql`street_segment`, sql`base_feature`, sql`map_place`, sql`map_address`])
    await scoped.tx.execute(sql`DELETE FROM ${table}`);
}

/** Removes the incidents a batch brought; those it changed are put back by their kept changes. */
export async function removeIncidentsOfBatch(scoped: Scoped, batchId: number): Promise<number> {
  const [row] = await scoped.tx.execute<{ removed: number }>(sql`
    WITH gone AS (
      DELETE FROM incident WHERE batch_id = ${batchId}::integer
        AND NOT EXISTS (SELECT FROM import_change c WHERE c.batch_id = ${batchId}::integer AND c.table_name = 'incident' AND c.row_key = jsonb_build_array(incident.id)::text)
      RETURNING 1)
    SELECT count(*) AS removed FROM gone`);
  return row?.removed ?? 0;
}

/** When each unit of a track import was on the way. */
export async function fixSpansOfBatch(
  scoped: Scoped,
  batchId: number,
): Promise<{ readonly unitId: number; readonly span: InstantRange; readonly fixes: number }[]> {
  const rows = await scoped.tx.execute<{ unitId: number; fromMs: number; toMs: number; fixes: number }>(sql`
    SELECT unit_id AS "unitId", min(at) AS "fromMs", max(at) AS "toMs", count(*) AS fixes FROM fix WHERE batch_id = ${batchId}::integer
    GROUP BY unit_id ORDER BY unit_id`);
  return rows.map((row) => ({ unitId: row.unitId, span: { fromMs: row.fromMs, toMs: row.toMs }, fixes: row.fixes }));
}

/** Removes the fixes of a batch. */
export async function removeFixesOfBatch(scoped: Scoped, batchId: number): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM fix WHERE batch_id = ${batchId}::integer`);
}

/** Removes the pieces of a unit's track that start within a stretch of time, to be cut anew. */
export async function removeTrackPieces(scoped: Scoped, unitId: number, range: InstantRange): Promise<void> {
  await scoped.tx.execute(
    sql`DELETE FROM track_piece WHERE unit_id = ${unitId}::integer AND from_at BETWEEN ${instant(range.fromMs)} AND ${instant(range.toMs)}`,
  );
}

/** Units that a batch made and that have been heard of otherwise since stay. */
export async function keepUnitsInUse(scoped: Scoped, batchId: number): Promise<void> {
  await scoped.tx.execute(sql`
    DELETE FROM import_change c USING unit
    WHERE c.batch_id = ${batchId}::integer AND c.table_name = 'unit' AND c.before IS NULL AND c.row_key = jsonb_build_array(unit.id)::text
      AND (EXISTS (SELECT FROM fix WHERE fix.unit_id = unit.id)
        OR EXISTS (SELECT FROM round_log r WHERE r.unit_id = unit.id AND r.batch_id IS DISTINCT FROM ${batchId}::integer))`);
}

/** Notes that a batch has been undone; its report stays. */
export async function markUndone(scoped: Scoped, batchId: number): Promise<void> {
  await scoped.tx.execute(sql`UPDATE import_batch SET state = 'undone' WHERE id = ${batchId}::integer`);
}
