import { sql } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';

/** Tables whose rows lie in areas: the position that decides, and the areas they keep. `staged_incident` is a load on its way into `incident`. */
const POSITIONED = {
  square: { position: 'center', areas: ['police_cell_id', 'station_id', 'district_id', 'bureau_id'] },
  incident: { position: 'location', areas: ['police_cell_id', 'station_id'] },
  staged_incident: { position: 'location', areas: ['police_cell_id', 'station_id'] },
  place: { position: 'location', areas: ['police_cell_id', 'station_id'] },
  hazard: { position: 'location', areas: ['station_id'] },
  unit: { position: 'base_location', areas: ['station_id'] },
} as const;
type Positioned = keyof typeof POSITIONED;

/**
 * Gives rows the police cell, station, district and bureau they lie in: the police cell's own ancestors first, else the area that contains the
 * position. Of overlapping areas the one with the smaller id wins. Outlines are cut into small parts first, so a position costs a few microseconds.
 */
export async function assignAreas(scoped: Scoped, tables: readonly Positioned[]): Promise<void> {
  await scoped.session.script(`
    DROP TABLE IF EXISTS pg_temp.area_part, pg_temp.area_above;
    CREATE TEMPORARY TABLE area_part ON COMMIT DROP AS
      SELECT id, level, ST_Subdivide(geom, 64) AS geom FROM jurisdiction WHERE level <> 'community-grid';
    CREATE INDEX ON area_part USING gist (geom);
    CREATE TEMPORARY TABLE area_above ON COMMIT DROP AS
      WITH RECURSIVE chain AS (
        SELECT id, id AS above_id, level AS above_level, parent_id FROM jurisdiction
        UNION ALL SELECT chain.id, parent.id, parent.level, parent.parent_id FROM chain JOIN jurisdiction parent ON parent.id = chain.parent_id)
      SELECT id, max(above_id) FILTER (WHERE above_level = 'station') AS station_id, max(above_id) FILTER (WHERE above_level = 'district') AS district_id,
             max(above_id) FILTER (WHERE above_level = 'bureau') AS bureau_id
      FROM chain GROUP BY id;
    ANALYZE area_part; ANALYZE area_above;
  `);
  for (const table of tables) await assignTable(scoped, table);
}

/**
 * The areas are looked up row by row: grouping a join instead leaves the planner with a guess of two rows, and with a plan whose time grows with the square of
 * a staged load.
 */
async function assignTable(scoped: Scoped, table: Positioned): Promise<void> {
  const name = sql.identifier(table);
  const position = sql.identifier(POSITIONED[table].position);
  const columns = POSITIONED[table].areas.map((column) => sql.identifier(column));
  await scoped.tx.execute(sql`
    WITH resolved AS (
      SELECT t.id, found.police_cell_id, coalesce(cell.station_id, found.station_id) AS station_id,
             coalesce(cell.district_id, station.district_id, found.district_id) AS district_id,
             coalesce(cell.bureau_id, station.bureau_id, found.bureau_id) AS bureau_id
      FROM ${name} t CROSS JOIN LATERAL (
          SELECT min(part.id) FILTER (WHERE level = 'police-cell') AS police_cell_id, min(part.id) FILTER (WHERE level = 'station') AS station_id,
                 min(part.id) FILTER (WHERE level = 'district') AS district_id, min(part.id) FILTER (WHERE level = 'bureau') AS bureau_id
          FROM area_part part WHERE t.${position} && part.geom AND ST_Intersects(part.geom, t.${position})
        ) found
        LEFT JOIN area_above cell ON cell.id = found.police_cell_id LEFT JOIN area_above station ON station.id = found.station_id
      WHERE t.${position} IS NOT NULL
    )
    UPDATE ${name} t SET ${sql.join(
      columns.map((column) => sql`${column} = resolved.${column}`),
      sql`, `,
    )}
    FROM resolved WHERE resolved.id = t.id AND (${sql.join(
      columns.map((column) => sql`t.${column} IS DISTINCT FROM resolved.${column}`),
      sql` OR `,
    )})`);
}

/** Gives incidents the square they lie in, of those that exist. */
export async function assignIncidentSquares(scoped: Scoped, ground: { readonly srid: number; readonly cellMeters: number }): Promise<void> {
  await scoped.tx.execute(sql`
    WITH lattice AS (
      SELECT id, floor(ST_X(ground) / ${ground.cellMeters}::float8)::integer AS column_index, floor(ST_Y(ground) / ${ground.cellMeters}::float8)::integer AS row_index
      FROM (SELECT id, ST_Transform(location, ${ground.srid}::integer) AS ground FROM incident WHERE location IS NOT NULL) located
    ), resolved AS (
      SELECT lattice.id, square.id AS square_id FROM lattice LEFT JOIN square USING (column_index, row_index)
    )
    UPDATE incident t SET square_id = resolved.square_id FROM resolved
    WHERE resolved.id = t.id AND t.square_id IS DISTINCT FROM resolved.square_id`);
}
