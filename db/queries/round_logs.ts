import { sql } from 'drizzle-orm';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { instant } from '../engine/instant_sql';

/** One round: a desk watched a camera. */
export interface RoundLog extends InstantRange {
  readonly cameraId: number;
  readonly unitId: number;
}

/** Adds rounds; one of a desk, camera and start that is known gets its new end. */
export async function upsertRounds(scoped: Scoped, rounds: readonly RoundLog[], batchId: number | undefined): Promise<void> {
  const byKey = new Map(rounds.map((round) => [`${round.unitId} ${round.cameraId} ${round.fromMs}`, round]));
  await stageRows(
    scoped,
    'staged_round',
    'camera_id integer, unit_id integer, from_at timestamptz, to_at timestamptz',
    [...byKey.values()].map(({ cameraId, unitId, fromMs, toMs }) => [
      cameraId,
      unitId,
      new Date(fromMs).toISOString(),
      new Date(toMs).toISOString(),
    ]),
  );
  await scoped.tx.execute(sql`
    INSERT INTO round_log (camera_id, unit_id, from_at, to_at, batch_id)
    SELECT camera_id, unit_id, from_at, to_at, ${batchId ?? null}::integer FROM staged_round
    ON CONFLICT (unit_id, camera_id, from_at) DO UPDATE SET to_at = excluded.to_at, batch_id = excluded.batch_id`);
}

/** Rounds of one desk that overlap or touch a stretch of time, by start and camera. */
export async function roundsOfUnit(scoped: Scoped, unitId: number, range: InstantRange): Promise<RoundLog[]> {
  const rows = await scoped.tx.execute<{ cameraId: number; fromMs: number; toMs: number }>(sql`
    SELECT camera_id AS "cameraId", from_at AS "fromMs", to_at AS "toMs" FROM round_log
    WHERE unit_id = ${unitId} AND from_at <= ${instant(range.toMs)} AND to_at >= ${instant(range.fromMs)} ORDER BY from_at, camera_id`);
  return rows.map((row) => ({ ...row, unitId }));
}

/** When each desk made rounds: of an import, with certain cameras, or within a stretch of time. */
export async function roundSpans(
  scoped: Scoped,
  of: { readonly batchId: number } | { readonly cameraCodes: readonly string[] } | InstantRange,
): Promise<{ readonly unitId: number; readonly span: InstantRange }[]> {
  const which =
    'batchId' in of
      ? sql`round_log.batch_id = ${of.batchId}::integer OR camera.batch_id = ${of.batchId}::integer`
      : 'cameraCodes' in of
        ? sql`camera.code IN (SELECT jsonb_array_elements_text(${JSON.stringify(of.cameraCodes)}::jsonb))`
        : sql`from_at < ${instant(of.toMs)} AND to_at > ${instant(of.fromMs)}`;
  const rows = await scoped.tx.execute<{ unitId: number; fromMs: number; toMs: number }>(sql`
    SELECT unit_id AS "unitId", min(from_at) AS "fromMs", max(to_at) AS "toMs" FROM round_log JOIN camera ON camera.id = camera_id
    WHERE ${which} GROUP BY unit_id ORDER BY unit_id`);
  return rows.map(({ unitId, fromMs, toMs }) => ({ unitId, span: { fromMs, toMs } }));
}
