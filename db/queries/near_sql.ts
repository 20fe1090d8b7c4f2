import { sql, type SQL } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';

/** Metres in a degree of latitude, and of longitude at the equator, at their least: a box made with them is never too small. WGS 84. */
const METERS_PER_DEGREE_LAT = 110_574;
const METERS_PER_DEGREE_LNG = 111_319;

/** A position as a parameter. */
export function pointSql([lng, lat]: LngLat): SQL {
  return sql`ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326)`;
}

/** A box that holds everything within the radius: what a spatial index can answer before the exact distance is asked for. */
export function boxAround([lng, lat]: LngLat, radiusMeters: number): SQL {
  const north = radiusMeters / METERS_PER_DEGREE_LAT;
  const east = radiusMeters / (METERS_PER_DEGREE_LNG * Math.max(0.01, Math.cos((Math.abs(lat) + north) * (Math.PI / 180))));
  return sql`ST_MakeEnvelope(${lng - east}::float8, ${lat - north}::float8, ${lng + east}::float8, ${lat + north}::float8, 4326)`;
}

/** Chosen, because a name further away than this no longer helps anyone find the spot. */
const NAME_REACH_METERS = 300;
/** Labels of towns and quarters (ranks 0 to 3) are too wide to name a spot by. */
const FINEST_QUARTER_RANK = 3;

/**
 * `LATERAL` table `(name, spot, meters)` of at most one row: the nearest place to a point expression, else the nearest named street. Each candidate comes
 * from a nearest-neighbour search of a spatial index.
 */
export function nearestNameSql(point: SQL): SQL {
  return sql`(
      SELECT name, spot, meters FROM (
        SELECT name, spot, ST_Distance(spot::geography, ${point}::geography) AS meters, preference FROM (
          (SELECT name, location AS spot, 0 AS preference FROM place ORDER BY location <-> ${point} LIMIT 2)
          UNION ALL
          (SELECT name, location, 0 FROM map_place WHERE rank > ${sql.raw(String(FINEST_QUARTER_RANK))} ORDER BY location <-> ${point} LIMIT 2)
          UNION ALL
          (SELECT name, ST_ClosestPoint(geom, ${point}), 1 FROM street_segment WHERE name <> '' ORDER BY geom <-> ${point} LIMIT 1)
        ) candidate
      ) measured
      WHERE meters <= ${sql.raw(String(NAME_REACH_METERS))} ORDER BY preference, meters LIMIT 1)`;
}
