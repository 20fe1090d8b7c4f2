import { sql } from 'drizzle-orm';
import type { CameraPoses, FixColumns } from '@beatline/shared/coverage/fixes';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Scoped } from '../engine/scope';
import { copyColumns, stageColumns, type BinaryCopyColumn } from '../engine/copy_rows';
import { fetchColumns, sqlInstant, sqlNumber } from '../engine/fetch_columns';
import { instant } from '../engine/instant_sql';
import { ensureDays } from './day_partitions';

/**
 * Stores fixes of one unit, in any order. An instant the unit already has a fix for is kept as it was and counted as duplicate: loading the same file twice
 * changes nothing. About 150,000 a second where the unit has none yet in that time, a third of that where it has.
 */
export async function loadFixes(
  scoped: Scoped,
  unitId: number,
  fixes: FixColumns,
  batchId?: number,
): Promise<{ readonly stored: number; readonly duplicates: number }> {
  if (fixes.length === 0) return { stored: 0, duplicates: 0 };
  await ensureDays(scoped, 'fix', fixes.instantMs.subarray(0, fixes.length));
  const columns: BinaryCopyColumn[] = [
    { name: 'unit_id', type: 'int4', values: new Int32Array(fixes.length).fill(unitId) },
    { name: 'at', type: 'instant', values: fixes.instantMs },
    { name: 'lng', type: 'float8', values: fixes.lng },
    { name: 'lat', type: 'float8', values: fixes.lat },
    { name: 'accuracy_meters', type: 'float4', values: fixes.accuracyMeters, nullable: true },
    { name: 'batch_id', type: 'int4', values: new Float64Array(fixes.length).fill(batchId ?? Number.NaN), nullable: true },
    ...(fixes.pose === undefined ? [] : poseColumns(fixes.pose)),
  ];
  if (scoped.scope.kind === 'deployment' && isAscending(fixes) && !(await hasFixes(scoped, unitId, rangeOf(fixes)))) {
    await copyColumns(scoped, 'fix', columns, fixes.length);
    return { stored: fixes.length, duplicates: 0 };
  }
  await stageColumns(scoped, 'staged_fix', columns, fixes.length);
  const names = sql.raw(columns.map((column) => column.name).join(', '));
  const byPose = fixes.pose === undefined ? sql`` : sql`, height_meters NULLS LAST, pitch_degrees NULLS LAST, yaw_degrees NULLS LAST`;
  const [row] = await scoped.tx.execute<{ stored: number }>(sql`
    WITH added AS (
      INSERT INTO fix (${names})
      SELECT DISTINCT ON (at) ${names} FROM staged_fix ORDER BY at, accuracy_meters NULLS LAST, lng, lat${byPose}
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) AS stored FROM added`);
  const stored = row?.stored ?? 0;
  return { stored, duplicates: fixes.length - stored };
}

/** Camera poses as columns on their way into the database. */
export function poseColumns({ heightMeters, pitchDegrees, yawDegrees }: CameraPoses): BinaryCopyColumn[] {
  return [
    { name: 'height_meters', type: 'float4', values: heightMeters, nullable: true },
    { name: 'pitch_degrees', type: 'float4', values: pitchDegrees, nullable: true },
    { name: 'yaw_degrees', type: 'float4', values: yawDegrees, nullable: true },
  ];
}

/** Poses of fixes that have none: all unknown. */
export function unknownPoses(length: number): CameraPoses {
  const unknown = new Float32Array(length).fill(Number.NaN);
  return { heightMeters: unknown, pitchDegrees: unknown, yawDegrees: unknown };
}

/** Fixes as they were fetched, the camera's pose in its place. */
export function withPoses<C extends FixColumns & CameraPoses>({
  heightMeters,
  pitchDegrees,
  yawDegrees,
  ...fixes
}: C): Omit<C, keyof CameraPoses> {
  return { ...fixes, pose: { heightMeters, pitchDegrees, yawDegrees } };
}

function isAscending(fixes: FixColumns): boolean {
  for (let i = 1; i < fixes.length; i++) if (!(fixes.instantMs[i] > fixes.instantMs[i - 1])) return false;
  return true;
}

function rangeOf(fixes: FixColumns): InstantRange {
  return { fromMs: fixes.instantMs[0], toMs: fixes.instantMs[fixes.length - 1] };
}

async function hasFixes(scoped: Scoped, unitId: number, range: InstantRange): Promise<boolean> {
  const rows = await scoped.tx.execute<{ one: number }>(
    sql`SELECT 1 AS one FROM fix WHERE unit_id = ${unitId} AND at BETWEEN ${instant(range.fromMs)} AND ${instant(range.toMs)} LIMIT 1`,
  );
  return rows.length > 0;
}

/** The newest fix of each unit, and the one before it for heading and speed. */
export interface LatestFix {
  readonly unitId: number;
  readonly instantMs: number;
  readonly location: LngLat;
  readonly previous: { readonly instantMs: number; readonly location: LngLat } | undefined;
}

/** The newest fix of every unit that has one since `sinceMs`. Two index look-ups a unit. */
export async function latestFixes(scoped: Scoped, sinceMs: number): Promise<LatestFix[]> {
  const rows = await scoped.tx.execute<{ unitId: number; instantMs: number; lng: number; lat: number }>(sql`
    SELECT unit.id AS "unitId", newest.at AS "instantMs", newest.lng, newest.lat
    FROM unit, LATERAL (SELECT at, lng, lat FROM fix WHERE fix.unit_id = unit.id AND at >= ${instant(sinceMs)} ORDER BY at DESC LIMIT 2) newest
    ORDER BY unit.id, newest.at DESC`);
  const latest: LatestFix[] = [];
  for (const row of rows) {
    const fix = { instantMs: row.instantMs, location: [row.lng, row.lat] as LngLat };
    const last = latest.at(-1);
    if (last?.unitId === row.unitId) latest[latest.length - 1] = { ...last, previous: fix };
    else latest.push({ unitId: row.unitId, ...fix, previous: undefined });
  }
  return latest;
}

const FIX_COLUMNS = { instantMs: 'instant', lng: 'float8', lat: 'float8', accuracyMeters: 'float4' } as const;
/** Types of the columns of a camera pose, in the order of {@link POSE_NAMES}. */
export const POSE_TYPES = { heightMeters: 'float4', pitchDegrees: 'float4', yawDegrees: 'float4' } as const;
export const POSE_NAMES = 'height_meters, pitch_degrees, yaw_degrees';

/** Fixes of one unit in a window, ascending in time; with `camera` also where the camera of an aircraft was and looked, which only drones have. */
export async function fixesOfUnit(scoped: Scoped, unitId: number, range: InstantRange, camera?: 'camera'): Promise<FixColumns> {
  const within = `FROM fix WHERE unit_id = ${sqlNumber(unitId)} AND at >= ${sqlInstant(range.fromMs)} AND at < ${sqlInstant(range.toMs)} ORDER BY at`;
  if (camera === undefined) return fetchColumns(scoped, FIX_COLUMNS, `SELECT at, lng, lat, accuracy_meters ${within}`);
  return withPoses(
    await fetchColumns(scoped, { ...FIX_COLUMNS, ...POSE_TYPES }, `SELECT at, lng, lat, accuracy_meters, ${POSE_NAMES} ${within}`),
  );
}
