import { sql } from 'drizzle-orm';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import type { Scoped } from '../engine/scope';
import { stageColumns, stageMoreColumns, type BinaryCopyColumn } from '../engine/copy_rows';
import { fetchColumns, sqlInstant, sqlNumber } from '../engine/fetch_columns';
import { POSE_NAMES, POSE_TYPES, poseColumns, unknownPoses, withPoses } from './fixes';

/** Fixes of a file on their way in, kept in a temporary table where they are too many for memory. `unitIndex` is the caller's own number of the unit. */
export async function stageFixes(scoped: Scoped, unitIndex: number, fixes: FixColumns, isFirst: boolean): Promise<void> {
  const columns: BinaryCopyColumn[] = [
    { name: 'unit_index', type: 'int4', values: new Int32Array(fixes.length).fill(unitIndex) },
    { name: 'at', type: 'instant', values: fixes.instantMs },
    { name: 'lng', type: 'float8', values: fixes.lng },
    { name: 'lat', type: 'float8', values: fixes.lat },
    { name: 'accuracy_meters', type: 'float4', values: fixes.accuracyMeters, nullable: true },
    ...poseColumns(fixes.pose ?? unknownPoses(fixes.length)),
  ];
  await (isFirst ? stageColumns : stageMoreColumns)(scoped, 'staged_track', columns, fixes.length);
}

/** Makes the staged fixes ready to be read by unit and time, once all are there. */
export async function indexStagedFixes(scoped: Scoped): Promise<void> {
  await scoped.tx.execute(sql`CREATE INDEX ON staged_track (unit_index, at)`);
  await scoped.tx.execute(sql`ANALYZE staged_track`);
}

/**
 * Staged fixes of a unit later than `afterMs`, ascending, at most `limit`; of equal instants the most accurate, then the smallest position and pose, as
 * `distinctFixes` keeps them.
 */
export async function stagedFixesOfUnit(scoped: Scoped, unitIndex: number, afterMs: number, limit: number): Promise<FixColumns> {
  const fixes = await fetchColumns(
    scoped,
    { instantMs: 'instant', lng: 'float8', lat: 'float8', accuracyMeters: 'float4', ...POSE_TYPES },
    `SELECT DISTINCT ON (at) at, lng, lat, accuracy_meters, ${POSE_NAMES} FROM staged_track
     WHERE unit_index = ${sqlNumber(unitIndex)} AND at > ${sqlInstant(afterMs)} ORDER BY at, accuracy_meters NULLS LAST, lng, lat, height_meters, pitch_degrees, yaw_degrees
     LIMIT ${sqlNumber(limit)}`,
  );
  return withPoses(fixes);
}
