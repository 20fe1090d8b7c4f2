import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Refusal } from '@beatline/shared/model/refusal';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Side } from '@beatline/shared/model/views/coverage_view';
import type { Scoped } from '../engine/scope';
import { fetchColumns } from '../engine/fetch_columns';
import { refreshStatistics } from '../engine/refresh_statistics';
import { numberArray } from '../engine/instant_sql';
import { assignAreas, assignIncidentSquares } from './area_assignment';
import { withoutKeepingChanges } from './changes';
import { requireGround } from './deployment';
import { nearestNameSql } from './near_sql';

/** Chosen, because 400,000 squares of 100 m are 4,000 km², more than one bureau patrols on one screen. */
const MAX_SQUARES = 400_000;

/**
 * Makes the analysis squares anew: every lattice square whose centre lies in a jurisdiction, or in the bounds of the streets when there are none. Squares
 * that stay keep their row; those that go take their ledger with them. Then gives squares, incidents, places, hazards and units the areas they now lie
 * in. Throws a Refusal when the ground is too large for the size of square.
 */
export async function rebuildSquares(
  scoped: Scoped,
): Promise<{ readonly squares: number; readonly added: number; readonly removed: number }> {
  const ground = await requireGround(scoped);
  await refuseTooMany(scoped, ground.cellMeters);
  await findWantedSquares(scoped, ground.srid, ground.cellMeters);
  const removed = await removeUnwanted(scoped);
  const added = await addMissing(scoped, ground.srid, ground.cellMeters);
  await withoutKeepingChanges(scoped, async () => {
    await assignAreas(scoped, ['square', 'incident', 'place', 'hazard', 'unit']);
    await assignIncidentSquares(scoped, ground);
  });
  await refreshStatistics(scoped, ['jurisdiction', 'square', 'incident']);
  const [count] = await scoped.tx.execute<{ squares: number }>(sql`SELECT count(*) AS squares FROM square`);
  return { squares: count?.squares ?? 0, added, removed };
}

async function refuseTooMany(scoped: Scoped, cellMeters: number): Promise<void> {
  const [row] = await scoped.tx.execute<{ area: number | null }>(sql`
    SELECT coalesce((SELECT sum(area_square_meters) FROM jurisdiction WHERE level = (SELECT level FROM jurisdiction GROUP BY level ORDER BY sum(area_square_meters) DESC LIMIT 1)),
                    (SELECT ST_Area(ST_SetSRID(ST_Extent(geom)::geometry, 4326)::geography) FROM street_segment)) AS area`);
  const squares = Math.round((row?.area ?? 0) / cellMeters ** 2);
  if (squares <= MAX_SQUARES) return;
  throw new Refusal(
    'too_many_squares',
    `the area of ${Math.round((row?.area ?? 0) / 1e6)} km² would make ${squares} squares of ${cellMeters} m`,
    `set larger squares (deployment set --cell-meters) or a smaller area; ${MAX_SQUARES} are possible`,
  );
}

/** Chosen: parts of honest outlines fill half of their bounds; a corner typed wrong reaches over a continent. */
const MAX_CANDIDATES = 10 * MAX_SQUARES;

/** A corner far away makes an outline of little area whose bounds hold more squares than can be looked at. */
async function refuseSpikes(scoped: Scoped, cellMeters: number): Promise<void> {
  const [row] = await scoped.tx.execute<{ tooMany: boolean; width: number; height: number }>(sql`
    SELECT sum((width / ${cellMeters}::float8 + 3) * (height / ${cellMeters}::float8 + 3)) > ${MAX_CANDIDATES}::float8 AS "tooMany",
           max(width) / 1000 AS width, max(height) / 1000 AS height
    FROM (SELECT ST_XMax(bounds) - ST_XMin(bounds) AS width, ST_YMax(bounds) - ST_YMin(bounds) AS height FROM ground_part) part`);
  if (row === undefined || !row.tooMany) return;
  throw new Refusal(
    'too_many_squares',
    `an outline reaches over ${Math.round(row.width)} km by ${Math.round(row.height)} km`,
    'look for a corner that lies far from the others, or set larger squares (deployment set --cell-meters)',
  );
}

/** Candidates are the lattice squares round each part's bounds, one more on every side because straight lines bend a little between CRSs. */
async function findWantedSquares(scoped: Scoped, srid: number, cellMeters: number): Promise<void> {
  await scoped.session.script(`
    DROP TABLE IF EXISTS pg_temp.ground_part, pg_temp.wanted_square;
    CREATE TEMPORARY TABLE ground_part (geom geometry, bounds geometry) ON COMMIT DROP;
    CREATE TEMPORARY TABLE wanted_square (column_index integer, row_index integer, center geometry, PRIMARY KEY (column_index, row_index)) ON COMMIT DROP;`);
  await scoped.tx.execute(sql`
    INSERT INTO ground_part (geom)
    SELECT ST_Subdivide(geom, 64) FROM jurisdiction
    UNION ALL
    SELECT ST_SetSRID(ST_Extent(geom)::geometry, 4326) FROM street_segment WHERE NOT EXISTS (SELECT FROM jurisdiction) HAVING count(*) > 0`);
  await scoped.tx.execute(sql`UPDATE ground_part SET bounds = ST_Transform(geom, ${srid}::integer)`);
  await refuseSpikes(scoped, cellMeters);
  await scoped.session.script('CREATE INDEX ON ground_part USING gist (geom); ANALYZE ground_part');
  // Each centre is projected once: a plain subquery would be flattened, and projected again for every part it is held against.
  await scoped.tx.execute(sql`
    WITH candidate AS (
      SELECT DISTINCT column_index, row_index FROM ground_part,
        LATERAL generate_series(floor(ST_XMin(bounds) / ${cellMeters}::float8)::integer - 1, floor(ST_XMax(bounds) / ${cellMeters}::float8)::integer + 1) AS column_index,
        LATERAL generate_series(floor(ST_YMin(bounds) / ${cellMeters}::float8)::integer - 1, floor(ST_YMax(bounds) / ${cellMeters}::float8)::integer + 1) AS row_index
    ), lattice AS MATERIALIZED (
      SELECT column_index, row_index, ST_Transform(ST_SetSRID(ST_MakePoint((column_index + 0.5) * ${cellMeters}::float8, (row_index + 0.5) * ${cellMeters}::float8), ${srid}::integer), 4326) AS center
      FROM candidate
    )
    INSERT INTO wanted_square (column_index, row_index, center)
    SELECT column_index, row_index, center FROM lattice
    WHERE EXISTS (SELECT FROM ground_part WHERE ground_part.geom && center AND ST_Intersects(ground_part.geom, center))`);
}

/**
 * Cells of another size over the same ground: columns and rows of the lattice squares whose centre lies in a jurisdiction. Undefined when there are no
 * jurisdictions. Changes nothing that is kept.
 */
export async function latticeCells(
  scoped: Scoped,
  cellMeters: number,
): Promise<{ readonly length: number; readonly column: Int32Array; readonly row: Int32Array } | undefined> {
  const [ground] = await scoped.tx.execute<{ any: boolean }>(sql`SELECT EXISTS (SELECT FROM jurisdiction) AS any`);
  if (!ground?.any) return undefined;
  const { srid } = await requireGround(scoped);
  await refuseTooMany(scoped, cellMeters);
  await findWantedSquares(scoped, srid, cellMeters);
  return fetchColumns(
    scoped,
    { column: 'int4', row: 'int4' },
    'SELECT column_index, row_index FROM pg_temp.wanted_square ORDER BY column_index, row_index',
  );
}

async function removeUnwanted(scoped: Scoped): Promise<number> {
  await scoped.session.script(`
    DROP TABLE IF EXISTS pg_temp.unwanted_square;
    CREATE TEMPORARY TABLE unwanted_square ON COMMIT DROP AS
      SELECT id FROM square WHERE NOT EXISTS (SELECT FROM wanted_square w WHERE w.column_index = square.column_index AND w.row_index = square.row_index)`);
  const [unwanted] = await scoped.tx.execute<{ squares: number }>(sql`SELECT count(*) AS squares FROM unwanted_square`);
  if (unwanted === undefined || unwanted.squares === 0) return 0;
  await scoped.tx.execute(sql`DELETE FROM square WHERE id IN (SELECT id FROM unwanted_square)`);
  return unwanted.squares;
}

async function addMissing(scoped: Scoped, srid: number, cellMeters: number): Promise<number> {
  const corner = (east: number, north: number) =>
    sql`ST_MakePoint((column_index + ${east}::integer) * ${cellMeters}::float8, (row_index + ${north}::integer) * ${cellMeters}::float8)`;
  const rows = await scoped.tx.execute<{ added: number }>(sql`
    WITH added AS (
      INSERT INTO square (id, column_index, row_index, center, geom)
      SELECT (column_index::bigint + 2097152) * 4194304 + (row_index::bigint + 2097152), column_index, row_index, center,
             ST_Transform(ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[${corner(0, 0)}, ${corner(1, 0)}, ${corner(1, 1)}, ${corner(0, 1)}, ${corner(0, 0)}])), ${srid}::integer), 4326)
      FROM wanted_square ORDER BY row_index, column_index
      ON CONFLICT (id) DO NOTHING RETURNING id)
    SELECT count(*) AS added FROM added`);
  return rows[0]?.added ?? 0;
}

/** Every square as columns, ascending by id. Areas are jurisdiction ids, -1 unassigned. */
export interface SquareColumns {
  readonly length: number;
  readonly squareId: Float64Array;
  readonly centerLng: Float64Array;
  readonly centerLat: Float64Array;
  /** 8 per square: lng, lat of the corners, counter-clockwise from south-west. */
  readonly corners: Float64Array;
  readonly policeCellId: Int32Array;
  readonly stationId: Int32Array;
  readonly districtId: Int32Array;
  readonly bureauId: Int32Array;
  /** Changes when squares or their areas change. */
  readonly version: string;
}

const CORNERS = ['lng0', 'lat0', 'lng1', 'lat1', 'lng2', 'lat2', 'lng3', 'lat3'] as const;

/** Every square, ascending by id: 20,000 take about 0.2 s on the embedded engine. */
export async function listSquares(scoped: Scoped): Promise<SquareColumns> {
  const corners = [1, 2, 3, 4].map((n) => `ST_X(ST_PointN(ring, ${n})), ST_Y(ST_PointN(ring, ${n}))`).join(', ');
  const rows = await fetchColumns(
    scoped,
    {
      squareId: 'int8',
      centerLng: 'float8',
      centerLat: 'float8',
      lng0: 'float8',
      lat0: 'float8',
      lng1: 'float8',
      lat1: 'float8',
      lng2: 'float8',
      lat2: 'float8',
      lng3: 'float8',
      lat3: 'float8',
      policeCellId: 'int4',
      stationId: 'int4',
      districtId: 'int4',
      bureauId: 'int4',
    },
    `SELECT id, ST_X(center), ST_Y(center), ${corners}, coalesce(police_cell_id, -1), coalesce(station_id, -1), coalesce(district_id, -1), coalesce(bureau_id, -1)
     FROM (SELECT *, ST_ExteriorRing(geom) AS ring FROM square) s ORDER BY id`,
  );
  const flat = new Float64Array(rows.length * CORNERS.length);
  CORNERS.forEach((name, k) => rows[name].forEach((value, i) => (flat[i * CORNERS.length + k] = value)));
  const { length, squareId, centerLng, centerLat, policeCellId, stationId, districtId, bureauId } = rows;
  const hash = createHash('sha256');
  for (const column of [squareId, policeCellId, stationId, districtId, bureauId]) hash.update(column);
  return {
    length,
    squareId,
    centerLng,
    centerLat,
    corners: flat,
    policeCellId,
    stationId,
    districtId,
    bureauId,
    version: hash.digest('hex').slice(0, 16),
  };
}

/** What a square is called and whose it is. */
export interface SquareDescription {
  readonly squareId: number;
  readonly center: LngLat;
  /** Nearest place, else named street; empty when none is within reach. */
  readonly placeName: string;
  readonly side: Side | undefined;
  readonly policeCellId: number | undefined;
  readonly policeCellName: string | undefined;
  readonly stationId: number | undefined;
  readonly stationName: string | undefined;
}

const SIDES = ['north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'] as const satisfies readonly Side[];

/** Names squares by their nearest place and side, or the nearest named street, and says whose they are. Two index look-ups a square. */
export async function describeSquares(scoped: Scoped, squareIds: readonly number[]): Promise<Map<number, SquareDescription>> {
  const rows = await scoped.tx.execute<DescriptionRow>(describeSquaresSql(squareIds));
  return new Map(
    rows.map((row) => [
      row.squareId,
      {
        squareId: row.squareId,
        center: [row.lng, row.lat],
        placeName: row.name ?? '',
        side: sideOf(row),
        policeCellId: row.policeCellId ?? undefined,
        policeCellName: row.policeCellName ?? undefined,
        stationId: row.stationId ?? undefined,
        stationName: row.stationName ?? undefined,
      },
    ]),
  );
}

type DescriptionRow = {
  squareId: number;
  lng: number;
  lat: number;
  name: string | null;
  meters: number | null;
  azimuth: number | null;
  halfSideMeters: number;
  policeCellId: number | null;
  policeCellName: string | null;
  stationId: number | null;
  stationName: string | null;
};

function sideOf(row: DescriptionRow): Side | undefined {
  if (row.meters === null) return undefined;
  if (row.azimuth === null || row.meters < row.halfSideMeters) return 'center';
  return SIDES[Math.round(row.azimuth / (Math.PI / 4)) % 8];
}

/** The query behind {@link describeSquares}, apart so that a test can read its plan. */
export function describeSquaresSql(squareIds: readonly number[]) {
  return sql`
    SELECT s.id AS "squareId", ST_X(s.center) AS lng, ST_Y(s.center) AS lat, named.name, named.meters,
           ST_Azimuth(named.spot::geography, s.center::geography) AS azimuth, (SELECT cell_meters / 2 FROM deployment) AS "halfSideMeters",
           s.police_cell_id AS "policeCellId", cell.name AS "policeCellName", s.station_id AS "stationId", station.name AS "stationName"
    FROM square s
    LEFT JOIN jurisdiction cell ON cell.id = s.police_cell_id
    LEFT JOIN jurisdiction station ON station.id = s.station_id
    LEFT JOIN LATERAL ${nearestNameSql(sql`s.center`)} named ON true
    WHERE s.id = ANY (${numberArray(squareIds)}::bigint[])`;
}
