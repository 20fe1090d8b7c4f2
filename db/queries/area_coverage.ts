import { sql, type SQL } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { PATROL_MODES } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { AreaCoverageView } from '@beatline/shared/model/views/coverage_view';
import { instant } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';

/** A jurisdiction, or a drawn ring (closed, WGS 84 degrees). */
export type AreaOfInterest = { readonly jurisdictionId: number } | { readonly ring: readonly LngLat[] };

/** The area as a geometry expression. */
export function areaGeometry(area: AreaOfInterest): SQL {
  if ('jurisdictionId' in area) return sql`(SELECT geom FROM jurisdiction WHERE id = ${area.jurisdictionId}::integer)`;
  return sql`ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify({ type: 'Polygon', coordinates: [area.ring] })}), 4326))`;
}

/**
 * What stands inside an area: squares by containment of their centre, streets by length of their intersection, incidents by containment, and the presence
 * recorded in those squares in the hours of the window. Throws a Refusal when the jurisdiction does not exist.
 */
export async function coverageOfArea(scoped: Scoped, area: AreaOfInterest, range: InstantRange): Promise<AreaCoverageView> {
  const [ground] = await scoped.tx.execute<{ geom: string | null; area: number }>(
    sql`SELECT geom::text AS geom, coalesce(ST_Area(geom::geography), 0) AS area FROM (SELECT ${areaGeometry(area)} AS geom) a`,
  );
  if (ground?.geom === null || ground === undefined) throw new Refusal('no_such_area', 'there is no such jurisdiction');
  const within = sql`${ground.geom}::geometry`;
  const from = instant(range.fromMs);
  const to = instant(range.toMs);
  const [counts] = await scoped.tx.execute<{ squares: number; incidents: number; street_meters: number }>(sql`
    SELECT (SELECT count(*) FROM square WHERE ST_Intersects(square.center, ${within})) AS squares,
           (SELECT count(*) FROM incident WHERE ST_Intersects(incident.location, ${within}) AND occurred_at >= ${from} AND occurred_at < ${to}) AS incidents,
           (SELECT coalesce(sum(ST_Length(ST_Intersection(street_segment.geom, ${within})::geography)), 0)
              FROM street_segment WHERE ST_Intersects(street_segment.geom, ${within})) AS street_meters`);
  const presence = await scoped.tx.execute<{ mode: number; unit_seconds: number }>(sql`
    SELECT presence.mode, sum(presence.unit_seconds)::float8 AS unit_seconds
    FROM square JOIN presence ON presence.square_id = square.id AND presence.hour_at >= date_trunc('hour', ${from}) AND presence.hour_at < ${to}
    WHERE ST_Intersects(square.center, ${within}) GROUP BY presence.mode ORDER BY presence.mode`);
  return {
    squares: counts?.squares ?? 0,
    areaSquareMeters: ground.area,
    presence: presence.map((row) => ({ mode: PATROL_MODES[row.mode]!, unitSeconds: row.unit_seconds })),
    incidents: counts?.incidents ?? 0,
    streetMeters: counts?.street_meters ?? 0,
  };
}
