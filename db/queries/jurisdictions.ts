import { sql, type SQL } from 'drizzle-orm';
import { jurisdictionLevelSchema, type JurisdictionLevel, type JurisdictionNode } from '@beatline/shared/model/jurisdiction';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { geometryHex } from '../engine/well_known_binary';
import { closeRings, type AreaGeometry, type RingChange } from './area_geometry';

/** One outline as a source gives it. Features of one code are parts of one area. */
export interface JurisdictionFeature {
  readonly code: string;
  readonly name: string;
  readonly parentCode?: string | undefined;
  readonly geometry: AreaGeometry;
}

/** What was done to the rings of an area: closed, left out for too few positions, or made valid where they crossed or touched themselves. */
export type RepairKind = RingChange | 'self_crossing' | 'hole_outside' | 'nested' | 'invalid';

export interface JurisdictionReport {
  /** Areas after features of one code were merged. */
  readonly loaded: number;
  /** Features whose rings crossed themselves or were not closed. */
  readonly repaired: number;
  /** Each of them with what was wrong, where that was, and how its area changed. */
  readonly repairs: readonly AreaRepair[];
  /** Ground claimed by two areas of this level. */
  readonly overlapsSquareMeters: number;
  /** Each pair that shares more than {@link SEAM_SQUARE_METERS}, largest first. */
  readonly overlaps: readonly { readonly codes: readonly [string, string]; readonly squareMeters: number; readonly location: LngLat }[];
  /** Ground enclosed by areas of this level that none claims. */
  readonly holesSquareMeters: number;
  /** Each of them larger than {@link SEAM_SQUARE_METERS}, largest first. */
  readonly holes: readonly { readonly squareMeters: number; readonly location: LngLat }[];
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly reason: 'no_code' | 'no_area' | 'outside_world' }[];
}

export interface AreaRepair {
  readonly code: string;
  readonly what: readonly RepairKind[];
  /** Where a ring crosses itself; null for what has no place. */
  readonly location: LngLat | null;
  readonly squareMeters: number;
}

/** Seams below this are the rounding of whoever drew the border, not ground. Chosen: the digits of a degree that files commonly keep are 0.1 m. */
export const SEAM_SQUARE_METERS = 1;

/**
 * Loads the areas of one level: repairs rings, merges features of one code, replaces areas of the same code, and finds parents anew for every level (by
 * parent code, else the largest overlap with the next wider level there is), so levels may come in any order. Squares are not touched: call
 * `rebuildSquares` after the last level. The overlap report compares neighbours only.
 */
export async function upsertJurisdictions(
  scoped: Scoped,
  level: JurisdictionLevel,
  features: readonly JurisdictionFeature[],
): Promise<JurisdictionReport> {
  const rejected: JurisdictionReport['rejected'][number][] = [];
  const rows: (string | number | boolean | undefined)[][] = [];
  const changes = new Map<number, readonly RepairKind[]>();
  features.forEach((feature, index) => {
    const code = feature.code.trim();
    if (code === '') return rejected.push({ index, code, reason: 'no_code' });
    const closed = closeRings(feature.geometry);
    if (!closed.valid) return rejected.push({ index, code, reason: closed.reason });
    if (closed.changes.length > 0) changes.set(index, closed.changes);
    return rows.push([index, code, feature.name.trim(), feature.parentCode?.trim(), geometryHex(closed.geometry)]);
  });
  await stageRows(scoped, 'staged_area', 'feature_index integer, code text, name text, parent_code text, geom geometry', rows);
  const invalid = await scoped.tx.execute<{ index: number; why: string; lng: number | null; lat: number | null }>(sql`
    SELECT feature_index AS index, (detail).reason AS why, ST_X((detail).location) AS lng, ST_Y((detail).location) AS lat
    FROM (SELECT feature_index, ST_IsValidDetail(geom) AS detail FROM staged_area WHERE NOT ST_IsValid(geom)) found`);
  await scoped.tx.execute(
    sql`UPDATE staged_area SET geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3)) WHERE NOT ST_IsValid(geom)`,
  );
  const empty = await scoped.tx.execute<{ index: number; code: string }>(
    sql`DELETE FROM staged_area WHERE ST_IsEmpty(geom) OR ST_Area(geom) = 0 RETURNING feature_index AS index, code`,
  );
  for (const row of empty) rejected.push({ ...row, reason: 'no_area' });
  const [counts] = await scoped.tx.execute<{ loaded: number }>(sql`
    WITH merged AS (
      SELECT code, (array_agg(name ORDER BY feature_index))[1] AS name,
             (array_agg(parent_code ORDER BY feature_index) FILTER (WHERE parent_code <> ''))[1] AS parent_code,
             ST_Multi(ST_CollectionExtract(ST_UnaryUnion(ST_Collect(geom)), 3)) AS geom
      FROM staged_area GROUP BY code
    ), written AS (
      INSERT INTO jurisdiction (level, code, name, parent_code, geom, area_square_meters)
      SELECT ${level}, code, coalesce(nullif(name, ''), code), parent_code, geom, ST_Area(geom::geography) FROM merged ORDER BY code
      ON CONFLICT (level, code) DO UPDATE SET name = excluded.name, parent_code = excluded.parent_code, geom = excluded.geom,
        area_square_meters = excluded.area_square_meters
      RETURNING id
    )
    SELECT (SELECT count(*) FROM written) AS loaded`);
  const repairs = await repairsOf(scoped, changes, invalid);
  await assignParents(scoped);
  if (level === 'police-cell' || level === 'community-grid') await measureGridOverlaps(scoped);
  return { loaded: counts?.loaded ?? 0, repaired: repairs.length, repairs, ...(await measureSeams(scoped, level)), rejected };
}

/** What was wrong with each feature that is stored after all. */
async function repairsOf(
  scoped: Scoped,
  changes: ReadonlyMap<number, readonly RepairKind[]>,
  invalid: readonly { readonly index: number; readonly why: string; readonly lng: number | null; readonly lat: number | null }[],
): Promise<AreaRepair[]> {
  const wrong = new Map(invalid.map((row) => [row.index, row]));
  const indices = [...new Set([...changes.keys(), ...wrong.keys()])];
  if (indices.length === 0) return [];
  const kept = await scoped.tx.execute<{ index: number; code: string; squareMeters: number }>(sql`
    SELECT feature_index AS index, code, ST_Area(geom::geography) AS "squareMeters" FROM staged_area
    WHERE feature_index = ANY (${`{${indices.join(',')}}`}::integer[]) ORDER BY feature_index`);
  return kept.map(({ index, code, squareMeters }) => {
    const found = wrong.get(index);
    return {
      code,
      what: [...(changes.get(index) ?? []), ...(found === undefined ? [] : [repairKindOf(found.why)])],
      location: found === undefined || found.lng === null || found.lat === null ? null : [found.lng, found.lat],
      squareMeters,
    };
  });
}

/** PostGIS's reasons (GEOS `TopologyValidationError`) in four words of our own. */
function repairKindOf(reason: string): RepairKind {
  if (/self-intersection|Interior is disconnected/i.test(reason)) return 'self_crossing';
  if (/hole lies outside/i.test(reason)) return 'hole_outside';
  return /nested/i.test(reason) ? 'nested' : 'invalid';
}

/** Wider levels of each level, nearest first. Community grids hang below stations and wider. */
const WIDER: Readonly<Record<JurisdictionLevel, readonly JurisdictionLevel[]>> = {
  bureau: [],
  district: ['bureau'],
  station: ['district', 'bureau'],
  'police-cell': ['station', 'district', 'bureau'],
  'community-grid': ['station', 'district', 'bureau'],
};

async function assignParents(scoped: Scoped): Promise<void> {
  const present = new Set(
    (await scoped.tx.execute<{ level: JurisdictionLevel }>(sql`SELECT DISTINCT level FROM jurisdiction`)).map((row) => row.level),
  );
  for (const [level, wider] of Object.entries(WIDER)) {
    const nearest = wider.find((candidate) => present.has(candidate));
    if (nearest === undefined || !present.has(jurisdictionLevelSchema.parse(level))) continue;
    await scoped.tx.execute(sql`
      UPDATE jurisdiction child SET parent_id = coalesce(
        (SELECT parent.id FROM jurisdiction parent WHERE parent.code = child.parent_code AND parent.level IN ${listOf(wider)}
         ORDER BY array_position(${`{${wider.join(',')}}`}::text[], parent.level) LIMIT 1),
        (SELECT id FROM (
           SELECT parent.id, ST_Area(ST_Intersection(parent.geom, child.geom)) AS shared FROM jurisdiction parent
           WHERE parent.level = ${nearest} AND parent.geom && child.geom) overlap
         WHERE shared > 0 ORDER BY shared DESC, id LIMIT 1))
      WHERE child.level = ${level}`);
  }
}

function listOf(values: readonly string[]): SQL {
  return sql`(${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;
}

async function measureGridOverlaps(scoped: Scoped): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM community_grid_overlap`);
  await scoped.tx.execute(sql`
    INSERT INTO community_grid_overlap (community_grid_id, police_cell_id, overlap_square_meters)
    SELECT grid_id, cell_id, area FROM (
      SELECT grid.id AS grid_id, cell.id AS cell_id, ST_Area(ST_Intersection(grid.geom, cell.geom)::geography) AS area
      FROM jurisdiction grid JOIN jurisdiction cell ON cell.level = 'police-cell' AND grid.geom && cell.geom
      WHERE grid.level = 'community-grid') shared
    WHERE area > 1`);
}

/**
 * 0.1 m: where a corner of one area lies on the side of another, rounding leaves a slit, through which a hole would count as open to the outside. Chosen as
 * the last digit that files commonly keep.
 */
const SNAP_DEGREES = 1e-6;

/** Where areas of one level claim the same ground or leave ground between them, with sizes on the ellipsoid. */
async function measureSeams(
  scoped: Scoped,
  level: JurisdictionLevel,
): Promise<Pick<JurisdictionReport, 'overlapsSquareMeters' | 'overlaps' | 'holesSquareMeters' | 'holes'>> {
  const overlaps = await scoped.tx.execute<{ one: string; other: string; squareMeters: number; lng: number; lat: number }>(sql`
    SELECT one, other, ST_Area(shared::geography) AS "squareMeters", ST_X(ST_PointOnSurface(shared)) AS lng, ST_Y(ST_PointOnSurface(shared)) AS lat
    FROM (SELECT a.code AS one, b.code AS other, ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3) AS shared
          FROM jurisdiction a JOIN jurisdiction b ON b.level = ${level} AND a.id < b.id AND a.geom && b.geom WHERE a.level = ${level}) pairs
    WHERE NOT ST_IsEmpty(shared) ORDER BY 3 DESC`);
  const holes = await scoped.tx.execute<{ squareMeters: number; lng: number; lat: number }>(sql`
    WITH hole AS (
      SELECT ST_MakePolygon(ST_ExteriorRing((ring).geom)) AS geom
      FROM (SELECT (ST_Dump(ST_UnaryUnion(ST_Collect(geom), ${SNAP_DEGREES}))).geom AS part FROM jurisdiction WHERE level = ${level}) parts, LATERAL ST_DumpRings(part) AS ring
      WHERE (ring).path[1] > 0)
    SELECT ST_Area(geom::geography) AS "squareMeters", ST_X(ST_PointOnSurface(geom)) AS lng, ST_Y(ST_PointOnSurface(geom)) AS lat FROM hole ORDER BY 1 DESC`);
  const sum = (rows: readonly { readonly squareMeters: number }[]): number => rows.reduce((total, row) => total + row.squareMeters, 0);
  return {
    overlapsSquareMeters: sum(overlaps),
    overlaps: overlaps
      .filter((row) => row.squareMeters > SEAM_SQUARE_METERS)
      .map((row) => ({ codes: [row.one, row.other] as const, squareMeters: row.squareMeters, location: [row.lng, row.lat] as const })),
    holesSquareMeters: sum(holes),
    holes: holes
      .filter((row) => row.squareMeters > SEAM_SQUARE_METERS)
      .map((row) => ({ squareMeters: row.squareMeters, location: [row.lng, row.lat] as const })),
  };
}

/** Every jurisdiction, widest level first, then by code. */
export async function listJurisdictions(scoped: Scoped): Promise<JurisdictionNode[]> {
  const rows = await scoped.tx.execute<{
    id: number;
    level: JurisdictionLevel;
    code: string;
    name: string;
    parentId: number | null;
    area: number;
    lng: number;
    lat: number;
  }>(sql`
    SELECT id, level, code, name, parent_id AS "parentId", area_square_meters AS area, ST_X(center) AS lng, ST_Y(center) AS lat
    FROM (SELECT *, ST_PointOnSurface(geom) AS center FROM jurisdiction) j
    ORDER BY array_position('{bureau,district,station,police-cell,community-grid}'::text[], level), code COLLATE "C"`);
  return rows.map((row) => ({
    id: row.id,
    level: row.level,
    code: row.code,
    name: row.name,
    parentId: row.parentId ?? undefined,
    areaSquareMeters: row.area,
    center: [row.lng, row.lat],
  }));
}

export interface JurisdictionShapes {
  readonly type: 'FeatureCollection';
  readonly features: readonly {
    readonly type: 'Feature';
    readonly id: number;
    readonly properties: {
      readonly id: number;
      readonly code: string;
      readonly name: string;
      readonly level: JurisdictionLevel;
      readonly parentId: number | null;
    };
    readonly geometry: AreaGeometry;
  }[];
}

/** Outlines of one level, or of all, as GeoJSON for the map (positions to 0.1 m). */
export async function jurisdictionShapes(scoped: Scoped, level?: JurisdictionLevel): Promise<JurisdictionShapes> {
  const rows = await scoped.tx.execute<{
    id: number;
    code: string;
    name: string;
    level: JurisdictionLevel;
    parentId: number | null;
    shape: string;
  }>(sql`
    SELECT id, code, name, level, parent_id AS "parentId", ST_AsGeoJSON(geom, 6) AS shape FROM jurisdiction
    WHERE ${level ?? null}::text IS NULL OR level = ${level ?? null} ORDER BY id`);
  return {
    type: 'FeatureCollection',
    features: rows.map(({ shape, ...properties }) => ({
      type: 'Feature',
      id: properties.id,
      properties,
      geometry: JSON.parse(shape) as AreaGeometry,
    })),
  };
}
