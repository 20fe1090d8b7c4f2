import { sql } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { createProjection } from '@beatline/shared/geo/projection';
import type { UnlocatedReason } from '@beatline/shared/model/views/incident_view';
import type { Scoped } from '../engine/scope';
import { requireGround } from './deployment';
import { pointSql } from './near_sql';

/** An incident without a position. */
export interface UnlocatedRow {
  readonly id: number;
  readonly occurredAtMs: number;
  readonly categoryCode: string;
  readonly address: string | null;
  readonly reason: UnlocatedReason;
}

/** Incidents without a position, the last ones stored first. */
export async function unlocatedIncidents(
  scoped: Scoped,
  input: { readonly limit: number; readonly beforeId?: number | undefined },
): Promise<UnlocatedRow[]> {
  const before = input.beforeId === undefined ? sql`` : sql` AND id < ${input.beforeId}::bigint`;
  return scoped.tx.execute<{
    id: number;
    occurredAtMs: number;
    categoryCode: string;
    address: string | null;
    reason: UnlocatedReason;
  }>(sql`
    SELECT id, occurred_at AS "occurredAtMs", category_code AS "categoryCode", address, coalesce(unlocated_reason, 'no_coordinates') AS reason
    FROM incident WHERE location IS NULL${before} ORDER BY id DESC LIMIT ${input.limit}::integer`);
}

/**
 * Puts an incident where somebody says it was, with its square, police cell and station. A file that is loaded again does not take it away. Answers false
 * when there is no such incident without a position of the source.
 */
export async function placeIncident(scoped: Scoped, id: number, location: LngLat): Promise<boolean> {
  const { proj4, cellMeters } = await requireGround(scoped);
  const squareId = squareIdAt(createProjection(proj4).toMeters(location), cellMeters);
  const point = pointSql(location);
  const rows = await scoped.tx.execute<{ id: number }>(sql`
    WITH RECURSIVE hit AS (
      SELECT min(id) FILTER (WHERE level = 'police-cell') AS cell_id, min(id) FILTER (WHERE level = 'station') AS station_id
      FROM jurisdiction WHERE level IN ('police-cell', 'station') AND geom && ${point} AND ST_Intersects(geom, ${point})
    ), chain AS (
      SELECT id, level, parent_id FROM jurisdiction WHERE id = (SELECT cell_id FROM hit)
      UNION ALL SELECT parent.id, parent.level, parent.parent_id FROM chain JOIN jurisdiction parent ON parent.id = chain.parent_id
    )
    UPDATE incident SET location = ${point}, location_origin = 'placed', geocode_level = NULL, geocode_score = NULL, unlocated_reason = NULL,
      square_id = (SELECT square.id FROM square WHERE square.id = ${squareId}::bigint), police_cell_id = (SELECT cell_id FROM hit),
      station_id = coalesce((SELECT max(id) FROM chain WHERE level = 'station'), (SELECT station_id FROM hit))
    WHERE incident.id = ${id}::bigint AND location_origin IS DISTINCT FROM 'coordinates' RETURNING incident.id`);
  return rows.length > 0;
}
