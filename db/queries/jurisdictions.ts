import { sql, type SQL } from 'drizzle-orm';
import { jurisdictionLevelSchema, type JurisdictionLevel, type JurisdictionNode } from '@beatline/shared/model/jurisdiction';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { closeRings, type AreaGeometry } from './area_geometry';

/** One outline as a source gives it. Features of one code are parts of one area. */
export interface JurisdictionFeature {
  readonly code: string;
  readonly name: string;
  readonly parentCode?: string | undefined;
  readonly geometry: AreaGeometry;
}

export interface JurisdictionReport {
  /** Areas after features of one code were merged. */
  readonly loaded: number;
  /** Features whose rings crossed themselves or were not closed. */
  readonly repaired: number;
  /** Ground claimed by two areas of this level. */
  readonly overlapsSquareMeters: number;
  /** Ground enclosed by areas of this level that none claims. */
  readonly holesSquareMeters: number;
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly reason: 'no_code' | 'no_area' | 'outside_world' }[];
}

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
  features.forEach((feature, index) => {
    const code = feature.code.trim();
    if (code === '') return rejected.push({ index, code, reason: 'no_code' });
    const closed = closeRings(feature.geometry);
    if (!closed.valid) return rejected.push({ index, code, reason: closed.reason });
    return rows.push([index, code, feature.name.trim(), feature.parentCode?.trim(), closed.changed, JSON.stringify(closed.geometry)]);
  });
  await stageRows(
    scoped,
    'staged_area',
    'feature_index integer, code text, name text, parent_code text, is_changed boolean, geojson text',
    rows,
  );
  await scoped.session.script(`
    ALTER TABLE staged_area ADD COLUMN geom geometry, ADD COLUMN is_repaired boolean;
    UPDATE staged_area SET geom = ST_SetSRID(ST_GeomFromGeoJSON(geojson), 4326);
    UPDATE staged_area SET is_repaired = is_changed OR NOT ST_IsValid(geom), geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3));
  `);
  const empty = await scoped.tx.execute<{ index: number; code: string }>(
    sql`DELETE FROM staged_area WHERE ST_IsEmpty(geom) OR ST_Area(geom) = 0 RETURNING feature_index AS index, code`,
  );
  for (const row of empty) rejected.push({ ...row, reason: 'no_area' });
  const [counts] = await scoped.tx.execute<{ loaded: number; repaired: number }>(sql`
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
    SELECT (SELECT count(*) FROM written) AS loaded, (SELECT count(*) FROM staged_area WHERE is_repaired) AS repaired`);
  await assignParents(scoped);
  if (level === 'police-cell' || level === 'community-grid') await measureGridOverlaps(scoped);
  return { loaded: counts?.loaded ?? 0, repaired: counts?.repaired ?? 0, ...(await measureSeams(scoped, level)), rejected };
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

async function measureSeams(
  scoped: Scoped,
  level: JurisdictionLevel,
): Promise<Pick<JurisdictionReport, 'overlapsSquareMeters' | 'holesSquareMeters'>> {
  const [row] = await scoped.tx.execute<{ overlaps: number; holes: number }>(sql`
    WITH areas AS (SELECT id, geom FROM jurisdiction WHERE level = ${level}),
    hole AS (
      SELECT ST_MakePolygon(ST_ExteriorRing((ring).geom)) AS geom
      FROM (SELECT (ST_Dump(ST_UnaryUnion(ST_Collect(geom)))).geom AS part FROM areas) parts, LATERAL ST_DumpRings(part) AS ring
      WHERE (ring).path[1] > 0)
    SELECT coalesce((SELECT sum(ST_Area(ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3)::geography))
                     FROM areas a JOIN areas b ON a.id < b.id AND a.geom && b.geom), 0) AS overlaps,
           coalesce((SELECT sum(ST_Area(geom::geography)) FROM hole), 0) AS holes`);
  return { overlapsSquareMeters: row?.overlaps ?? 0, holesSquareMeters: row?.holes ?? 0 };
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
