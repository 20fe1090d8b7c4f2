import { sql } from 'drizzle-orm';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { copyColumns } from '../engine/copy_rows';
import { fetchColumns, sqlInstant, sqlNumber } from '../engine/fetch_columns';
import { numberArray } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';
import { ensureDays } from './day_partitions';
import { POSE_NAMES, POSE_TYPES, poseColumns, unknownPoses, withPoses } from './fixes';

/** Fixes of several units, one entry per fix in each column. */
export interface FixGroup extends FixColumns {
  readonly unitId: Int32Array;
}

/** What a fix of a group met, 0 when nothing. This: its unit has a fix of that instant that is as good or better, and nothing changed. */
export const FIX_DUPLICATE = 1;
/** It took the place of a worse one of that instant. */
export const FIX_BETTER = 2;

/**
 * Stores fixes of many units in one go: one binary COPY and one INSERT, however many units there are. Of equal instants of a unit the best stays, as in
 * {@link import('@beatline/shared/coverage/clean_fixes').distinctFixes}: best accuracy (unknown is worst), then the smallest (lng, lat), then the smallest camera pose. `fixes` must hold one fix per
 * unit and instant; the scope is the deployment's. Answers for each fix what it met. About 60,000 fixes a second on PostgreSQL.
 */
export async function storeFixGroup(scoped: Scoped, fixes: FixGroup): Promise<Uint8Array> {
  const met = new Uint8Array(fixes.length);
  if (fixes.length === 0) return met;
  await ensureDays(scoped, 'fix', fixes.instantMs.subarray(0, fixes.length));
  // Made once a connection: a table made anew for every transaction would fill the catalogue with its remains.
  await scoped.session.script(`CREATE TEMPORARY TABLE IF NOT EXISTS staged_live (
    position integer, unit_id integer, at timestamptz, lng double precision, lat double precision, accuracy_meters real,
    height_meters real, pitch_degrees real, yaw_degrees real) ON COMMIT DELETE ROWS`);
  await copyColumns(
    scoped,
    'pg_temp.staged_live',
    [
      { name: 'position', type: 'int4', values: Int32Array.from({ length: fixes.length }, (_, i) => i) },
      { name: 'unit_id', type: 'int4', values: fixes.unitId },
      { name: 'at', type: 'instant', values: fixes.instantMs },
      { name: 'lng', type: 'float8', values: fixes.lng },
      { name: 'lat', type: 'float8', values: fixes.lat },
      { name: 'accuracy_meters', type: 'float4', values: fixes.accuracyMeters, nullable: true },
      ...poseColumns(fixes.pose ?? unknownPoses(fixes.length)),
    ],
    fixes.length,
  );
  const { fromMs, toMs } = spanOf(fixes.instantMs.subarray(0, fixes.length));
  // One index look-up a fix, whatever the planner guesses of a table it knows nothing of.
  const found = await fetchColumns(
    scoped,
    { position: 'int4', better: 'bool' },
    `SELECT position, ${rankOf('s')} < ${rankOf('f')}
     FROM staged_live s, LATERAL (SELECT accuracy_meters, lng, lat, ${POSE_NAMES} FROM fix WHERE unit_id = s.unit_id AND at = s.at
       AND at BETWEEN ${sqlInstant(fromMs)} AND ${sqlInstant(toMs)} LIMIT 1) f`,
  );
  for (let i = 0; i < found.length; i++) met[found.position[i]] = found.better[i] === 1 ? FIX_BETTER : FIX_DUPLICATE;
  await scoped.tx.execute(sql`
    INSERT INTO fix (unit_id, at, lng, lat, accuracy_meters, ${sql.raw(POSE_NAMES)})
    SELECT unit_id, at, lng, lat, accuracy_meters, ${sql.raw(POSE_NAMES)} FROM staged_live
    ON CONFLICT (unit_id, at) DO UPDATE SET lng = excluded.lng, lat = excluded.lat, accuracy_meters = excluded.accuracy_meters, batch_id = NULL,
      height_meters = excluded.height_meters, pitch_degrees = excluded.pitch_degrees, yaw_degrees = excluded.yaw_degrees
      WHERE ${sql.raw(rankOf('excluded'))} < ${sql.raw(rankOf('fix'))}`);
  return met;
}

/** What the better of two fixes of an instant is told by, as cleaning does: the smaller one is better, unknown is worst. */
function rankOf(fix: string): string {
  const known = (column: string): string => `coalesce(${fix}.${column}, 'Infinity')`;
  return `(${known('accuracy_meters')}, ${fix}.lng, ${fix}.lat, ${known('height_meters')}, ${known('pitch_degrees')}, ${known('yaw_degrees')})`;
}

function spanOf(instantsMs: Float64Array): InstantRange {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const instantMs of instantsMs) {
    fromMs = Math.min(fromMs, instantMs);
    toMs = Math.max(toMs, instantMs);
  }
  return { fromMs, toMs };
}

/**
 * The last stretch of track of each of these units: its fixes of `tailMs` before its newest one, ascending by unit and instant. Looks for a newest fix from
 * `sinceMs` on; a unit without one is absent.
 */
export async function trackTails(
  scoped: Scoped,
  unitIds: readonly number[],
  range: { readonly sinceMs: number; readonly tailMs: number },
): Promise<FixGroup> {
  const tails = await fetchColumns(
    scoped,
    { unitId: 'int4', instantMs: 'instant', lng: 'float8', lat: 'float8', accuracyMeters: 'float4', ...POSE_TYPES },
    `SELECT wanted.id, tail.at, tail.lng, tail.lat, tail.accuracy_meters, tail.height_meters, tail.pitch_degrees, tail.yaw_degrees
     FROM unnest('${numberArray(unitIds)}'::integer[]) AS wanted (id),
       LATERAL (SELECT at FROM fix WHERE unit_id = wanted.id AND at >= ${sqlInstant(range.sinceMs)} ORDER BY at DESC LIMIT 1) newest,
       LATERAL (SELECT at, lng, lat, accuracy_meters, ${POSE_NAMES} FROM fix WHERE unit_id = wanted.id AND at <= newest.at
         AND at >= newest.at - ${sqlNumber(range.tailMs)} * interval '1 millisecond' AND at >= ${sqlInstant(range.sinceMs - range.tailMs)}) tail
     ORDER BY 1, 2`,
  );
  return withPoses(tails);
}

/** A stretch of a unit's track that was credited batch by batch and is to be credited as a whole. */
export interface UnsettledTrack extends InstantRange {
  readonly unitId: number;
}

/** Widens what is unsettled of these units; one entry a unit. */
export async function markUnsettled(scoped: Scoped, tracks: readonly UnsettledTrack[]): Promise<void> {
  if (tracks.length === 0) return;
  const instants = (pick: (track: UnsettledTrack) => number) =>
    `{${tracks.map((track) => `"${new Date(pick(track)).toISOString()}"`).join(',')}}`;
  await scoped.tx.execute(sql`
    INSERT INTO unsettled_track (unit_id, from_at, to_at)
    SELECT * FROM unnest(${numberArray(tracks.map((track) => track.unitId))}::integer[], ${instants((track) => track.fromMs)}::timestamptz[], ${instants((track) => track.toMs)}::timestamptz[])
    ON CONFLICT (unit_id) DO UPDATE SET from_at = least(unsettled_track.from_at, excluded.from_at), to_at = greatest(unsettled_track.to_at, excluded.to_at)
      WHERE unsettled_track.from_at > excluded.from_at OR unsettled_track.to_at < excluded.to_at`);
}

/** Everything unsettled, by unit. */
export async function listUnsettled(scoped: Scoped): Promise<UnsettledTrack[]> {
  const { length, unitId, fromMs, toMs } = await fetchColumns(
    scoped,
    { unitId: 'int4', fromMs: 'instant', toMs: 'instant' },
    'SELECT unit_id, from_at, to_at FROM unsettled_track ORDER BY unit_id',
  );
  return Array.from({ length }, (_, i) => ({ unitId: unitId[i], fromMs: fromMs[i], toMs: toMs[i] }));
}

/** Forgets what was unsettled of these units, because it has been credited as a whole. */
export async function forgetUnsettled(scoped: Scoped, unitIds: readonly number[]): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM unsettled_track WHERE unit_id = ANY (${numberArray(unitIds)}::integer[])`);
}
