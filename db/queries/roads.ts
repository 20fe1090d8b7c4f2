import { sql } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { tierSchema, type Tier } from '@beatline/shared/model/tier';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { geometryHex } from '../engine/well_known_binary';

/** A road section as a source gives it: drawn, or by the name of its street. */
export interface RoadSectionInput {
  readonly code: string;
  readonly name: string;
  /** Title of the post that answers for it, never a name. */
  readonly chiefPost: string | undefined;
  readonly riskLevel: Tier | undefined;
  /** Each of two positions or more. */
  readonly lines: readonly (readonly LngLat[])[];
  /** Name of the street whose whole course it is, where nothing is drawn. */
  readonly street: string | undefined;
}

/**
 * Adds or replaces road sections by code; of equal codes the last one counts. A section without a course gets that of the streets of its name. Answers the
 * positions in the input of those whose street is not on the map, and of those without length.
 */
export async function upsertRoadSections(
  scoped: Scoped,
  sections: readonly RoadSectionInput[],
): Promise<{ readonly unknownStreets: readonly number[]; readonly withoutLength: readonly number[]; readonly lengthMeters: number }> {
  await stageRows(
    scoped,
    'staged_road',
    'road_index integer, code text, name text, chief_post text, risk_level text, street text',
    sections.map(({ code, name, chiefPost, riskLevel, street }, index) => [index, code, name, chiefPost, riskLevel, street]),
  );
  await stageRows(
    scoped,
    'staged_road_line',
    'road_index integer, geom geometry',
    sections.flatMap(({ lines }, index) => lines.map((coordinates) => [index, geometryHex({ type: 'LineString', coordinates })])),
  );
  await scoped.session.script(`
    ALTER TABLE staged_road ADD COLUMN geom geometry;
    UPDATE staged_road SET geom = drawn.geom FROM (SELECT road_index, ST_Multi(ST_Collect(geom)) AS geom FROM staged_road_line GROUP BY road_index) drawn
      WHERE drawn.road_index = staged_road.road_index;
    UPDATE staged_road SET geom = named.geom FROM (
      SELECT name, ST_Multi(ST_LineMerge(ST_Collect(geom ORDER BY id))) AS geom FROM street_segment
      WHERE name IN (SELECT street FROM staged_road WHERE street IS NOT NULL) GROUP BY name) named
      WHERE staged_road.street = named.name;
  `);
  const unknown = await scoped.tx.execute<{ index: number }>(sql`DELETE FROM staged_road WHERE geom IS NULL RETURNING road_index AS index`);
  const empty = await scoped.tx.execute<{ index: number }>(
    sql`DELETE FROM staged_road WHERE ST_Length(geom::geography) = 0 RETURNING road_index AS index`,
  );
  const [row] = await scoped.tx.execute<{ lengthMeters: number }>(sql`
    WITH written AS (
      INSERT INTO road_section (code, name, chief_post, risk_level, length_meters, geom)
      SELECT DISTINCT ON (code) code, name, chief_post, risk_level, ST_Length(geom::geography), geom FROM staged_road ORDER BY code, road_index DESC
      ON CONFLICT (code) DO UPDATE SET name = excluded.name, chief_post = excluded.chief_post, risk_level = excluded.risk_level,
        length_meters = excluded.length_meters, geom = excluded.geom
      RETURNING length_meters)
    SELECT coalesce(sum(length_meters), 0) AS "lengthMeters" FROM written`);
  const indices = (rows: readonly { readonly index: number }[]): number[] => rows.map((found) => found.index).sort((a, b) => a - b);
  return { unknownStreets: indices(unknown), withoutLength: indices(empty), lengthMeters: row?.lengthMeters ?? 0 };
}

/** A stored road section. */
export interface RoadSection {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly chiefPost: string | undefined;
  readonly riskLevel: Tier | undefined;
  readonly lengthMeters: number;
}

/** Every road section by code. */
export async function listRoadSections(scoped: Scoped): Promise<RoadSection[]> {
  const rows = await scoped.tx.execute<{
    id: number;
    code: string;
    name: string;
    chiefPost: string | null;
    riskLevel: string | null;
    lengthMeters: number;
  }>(sql`
    SELECT id, code, name, chief_post AS "chiefPost", risk_level AS "riskLevel", length_meters AS "lengthMeters" FROM road_section
    ORDER BY code COLLATE "C"`);
  return rows.map((row) => ({
    ...row,
    chiefPost: row.chiefPost ?? undefined,
    riskLevel: row.riskLevel === null ? undefined : tierSchema.parse(row.riskLevel),
  }));
}
