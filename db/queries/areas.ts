import { sql, type SQL } from 'drizzle-orm';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { JurisdictionLevel } from '@beatline/shared/model/jurisdiction';
import type { AreaCoverageView } from '@beatline/shared/model/views/coverage_view';
import type { CategoryGroup } from '@beatline/shared/model/category';
import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Scoped } from '../engine/scope';
import { instant } from '../engine/instant_sql';
import { polygonText, type AreaGeometry } from './area_geometry';
import { requireGround } from './deployment';
import { nearestNameSql } from './near_sql';

/** A piece of ground to ask about: a jurisdiction, or a ring drawn on the map. */
export type Area = { readonly jurisdictionId: number } | { readonly ring: readonly LngLat[] };

function areaSql(area: Area): SQL {
  return 'jurisdictionId' in area
    ? sql`(SELECT geom FROM jurisdiction WHERE id = ${area.jurisdictionId})`
    : sql`(SELECT ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(${polygonText(area.ring)}), 4326)))`;
}

/**
 * What stands inside an area (`cells.coverage`): squares whose centre it contains, unit-seconds of patrol there in the window (whole hours), street
 * incidents, and metres of street cut at its edge.
 */
export async function coverageOfArea(scoped: Scoped, area: Area, range: InstantRange): Promise<AreaCoverageView> {
  const [row] = await scoped.tx.execute<{
    squares: number;
    area: number | null;
    incidents: number;
    streetMeters: number | null;
    presence: { mode: number; unitSeconds: number }[] | null;
  }>(coverageOfAreaSql(area, range));
  return {
    squares: row?.squares ?? 0,
    areaSquareMeters: row?.area ?? 0,
    incidents: row?.incidents ?? 0,
    streetMeters: row?.streetMeters ?? 0,
    presence: (row?.presence ?? []).flatMap(({ mode, unitSeconds }) => {
      const name = PATROL_MODES[mode];
      return name === undefined ? [] : [{ mode: name, unitSeconds }];
    }),
  };
}

/** The query behind {@link coverageOfArea}, apart so that a test can read its plan. */
export function coverageOfAreaSql(area: Area, range: InstantRange) {
  const from = instant(Math.floor(range.fromMs / 3_600_000) * 3_600_000);
  const window = (column: SQL) => sql`${column} >= ${instant(range.fromMs)} AND ${column} < ${instant(range.toMs)}`;
  return sql`
    WITH area AS MATERIALIZED (SELECT ${areaSql(area)} AS geom),
    inside AS MATERIALIZED (SELECT square.id FROM square, area WHERE square.center && area.geom AND ST_Contains(area.geom, square.center)),
    by_mode AS (
      SELECT mode, sum(unit_seconds)::float8 AS unit_seconds FROM presence
      WHERE square_id IN (SELECT id FROM inside) AND hour_at >= ${from} AND hour_at < ${instant(range.toMs)} GROUP BY mode)
    SELECT (SELECT count(*) FROM inside) AS squares, (SELECT ST_Area(geom::geography) FROM area) AS area,
           (SELECT count(*) FROM incident JOIN category ON category.code = category_code, area
            WHERE location && area.geom AND ST_Intersects(area.geom, location) AND patrol_class = 'street' AND source = 'citizen' AND ${window(sql`occurred_at`)}) AS incidents,
           (SELECT sum(CASE WHEN ST_CoveredBy(street_segment.geom, area.geom) THEN length_meters
                            ELSE ST_Length(ST_Intersection(street_segment.geom, area.geom)::geography) END)
            FROM street_segment, area WHERE street_segment.geom && area.geom AND ST_Intersects(street_segment.geom, area.geom)) AS "streetMeters",
           (SELECT json_agg(json_build_object('mode', mode, 'unitSeconds', unit_seconds) ORDER BY mode) FROM by_mode WHERE unit_seconds > 0) AS presence`;
}

/** Chosen, because 100 m is a street corner with its four sides, and fewer than five incidents in a window are chance more often than place. */
const HOTSPOT_REACH_METERS = 100;
const HOTSPOT_LEAST_INCIDENTS = 5;
/** The hull is widened by this much, so that a spot of one address still has a shape and no corner points at a door. */
const HOTSPOT_MARGIN_METERS = 30;

export interface HotspotQuery {
  readonly range: InstantRange;
  /** Default: everywhere in scope. */
  readonly area?: Area | undefined;
  readonly group?: CategoryGroup | undefined;
  readonly reachMeters?: number;
  readonly leastIncidents?: number;
  readonly limit?: number;
}

/** Clusters of street incidents (`hotspots.inArea`): DBSCAN in projected metres, most incidents first. */
export async function hotspotsInArea(scoped: Scoped, query: HotspotQuery): Promise<Hotspot[]> {
  const { srid } = await requireGround(scoped);
  const rows = await scoped.tx.execute<{
    lng: number;
    lat: number;
    incidents: number;
    topGroup: string;
    placeName: string | null;
    hull: string;
  }>(hotspotsInAreaSql(query, srid));
  return rows.map((row) => ({
    center: [row.lng, row.lat],
    incidents: row.incidents,
    topGroup: row.topGroup,
    placeName: row.placeName ?? '',
    ring: (JSON.parse(row.hull) as Extract<AreaGeometry, { type: 'Polygon' }>).coordinates[0] ?? [],
  }));
}

/** The query behind {@link hotspotsInArea}, apart so that a test can read its plan. */
export function hotspotsInAreaSql(query: HotspotQuery, srid: number) {
  const source = query.area === undefined ? sql`` : sql`, (SELECT ${areaSql(query.area)} AS geom) area`;
  const inArea =
    query.area === undefined ? sql`` : sql` AND incident.location && area.geom AND ST_Intersects(area.geom, incident.location)`;
  const inGroup = query.group === undefined ? sql`` : sql` AND category_group = ${query.group}`;
  return sql`
    WITH chosen AS (
      SELECT category_group, ST_Transform(location, ${srid}::integer) AS spot
      FROM incident JOIN category ON category.code = category_code${source}
      WHERE patrol_class = 'street' AND source = 'citizen' AND location IS NOT NULL
        AND occurred_at >= ${instant(query.range.fromMs)} AND occurred_at < ${instant(query.range.toMs)}${inArea}${inGroup}
    ), clustered AS (
      SELECT *, ST_ClusterDBSCAN(spot, ${query.reachMeters ?? HOTSPOT_REACH_METERS}::float8, ${query.leastIncidents ?? HOTSPOT_LEAST_INCIDENTS}::integer) OVER () AS cluster FROM chosen
    ), hotspot AS (
      SELECT cluster, count(*) AS incidents, mode() WITHIN GROUP (ORDER BY category_group) AS top_group,
             ST_Transform(ST_Centroid(ST_Collect(spot)), 4326) AS center,
             ST_Transform(ST_Buffer(ST_ConvexHull(ST_Collect(spot)), ${HOTSPOT_MARGIN_METERS}::float8), 4326) AS hull
      FROM clustered WHERE cluster IS NOT NULL GROUP BY cluster ORDER BY count(*) DESC, cluster LIMIT ${query.limit ?? 50}
    )
    SELECT ST_X(center) AS lng, ST_Y(center) AS lat, incidents, top_group AS "topGroup", named.name AS "placeName", ST_AsGeoJSON(hull, 6) AS hull
    FROM hotspot LEFT JOIN LATERAL ${nearestNameSql(sql`hotspot.center`)} named ON true
    ORDER BY incidents DESC, cluster`;
}

/** Columns of square that name the area of each level. */
const AREA_COLUMNS = { bureau: 'bureau_id', district: 'district_id', station: 'station_id', 'police-cell': 'police_cell_id' } as const;

/** Patrol of a window (whole hours) by area of a level; `jurisdictionId` undefined for squares of no area. */
export async function presenceByArea(
  scoped: Scoped,
  range: InstantRange,
  level: Exclude<JurisdictionLevel, 'community-grid'>,
): Promise<
  { readonly jurisdictionId: number | undefined; readonly mode: PatrolMode; readonly unitSeconds: number; readonly patrolSeconds: number }[]
> {
  const rows = await scoped.tx.execute<{ jurisdictionId: number | null; mode: number; unitSeconds: number; patrolSeconds: number }>(sql`
    SELECT ${sql.identifier(AREA_COLUMNS[level])} AS "jurisdictionId", mode, sum(unit_seconds)::float8 AS "unitSeconds", sum(patrol_seconds)::float8 AS "patrolSeconds"
    FROM presence JOIN square ON square.id = presence.square_id
    WHERE hour_at >= ${instant(Math.floor(range.fromMs / 3_600_000) * 3_600_000)} AND hour_at < ${instant(range.toMs)}
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows.flatMap((row) => {
    const mode = PATROL_MODES[row.mode];
    return mode === undefined
      ? []
      : [{ jurisdictionId: row.jurisdictionId ?? undefined, mode, unitSeconds: row.unitSeconds, patrolSeconds: row.patrolSeconds }];
  });
}

/** Unit-seconds of patrol of a window by local hour of the week: 7 rows from Monday, 24 columns. */
export async function patrolMatrix(scoped: Scoped, range: InstantRange): Promise<number[][]> {
  const rows = await scoped.tx.execute<{ day: number; hour: number; seconds: number }>(sql`
    SELECT extract(isodow FROM local)::integer AS day, extract(hour FROM local)::integer AS hour, sum(seconds)::float8 AS seconds
    FROM (SELECT hour_at AT TIME ZONE (SELECT time_zone FROM deployment) AS local, sum(unit_seconds) AS seconds FROM presence
          WHERE hour_at >= ${instant(Math.floor(range.fromMs / 3_600_000) * 3_600_000)} AND hour_at < ${instant(range.toMs)} GROUP BY hour_at) local_hour
    GROUP BY 1, 2`);
  const matrix = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const row of rows) matrix[row.day - 1][row.hour] = row.seconds;
  return matrix;
}
