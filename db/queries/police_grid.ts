import { desc, sql } from 'drizzle-orm';
import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { GridDraftCell } from '@beatline/shared/model/views/grid_view';
import { fetchColumns, sqlInstant, sqlNumber } from '../engine/fetch_columns';
import { arrayLiteral } from '../engine/copy_rows';
import { numberArray } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';
import { readGeometry } from '../engine/well_known_binary';
import { policeGridDraft } from '../schema/police_grid';
import { withoutKeepingChanges } from './changes';

/** An area that police cells are made in: a station, else a district, a bureau, or the ground of the streets. */
export interface GridArea {
  readonly id: number;
  readonly code: string | undefined;
  readonly name: string;
}

/** A face of the street network with the area and the blocks it lies in, outline as MultiPolygon coordinates. */
export interface StreetFaceRow {
  readonly area: number;
  readonly block: number;
  readonly quarter: number;
  readonly coordinates: readonly (readonly (readonly LngLat[])[])[];
}

/** Streets that bound blocks, coarsest first: arterials, then collectors, then every street with homes. */
export const BOUNDARY_CLASSES = [
  ['motorway', 'trunk', 'primary', 'secondary'],
  ['tertiary'],
  ['unclassified', 'residential', 'living_street'],
] as const;

/** The areas that hold police cells: those below the jurisdiction where one is named, of the finest level above police cells there is. */
export async function gridAreas(scoped: Scoped, jurisdictionId: number | undefined): Promise<GridArea[]> {
  return scoped.tx.execute<{ id: number; code: string; name: string }>(sql`
    WITH RECURSIVE below AS (
      SELECT id, level, code, name FROM jurisdiction WHERE ${jurisdictionId ?? null}::integer IS NULL OR id = ${jurisdictionId ?? null}
      UNION SELECT child.id, child.level, child.code, child.name FROM jurisdiction child JOIN below ON child.parent_id = below.id
    )
    SELECT id, code, name FROM below
    WHERE level = (SELECT level FROM below WHERE level IN ('station', 'district', 'bureau')
                   ORDER BY array_position('{station,district,bureau}'::text[], level) LIMIT 1)
    ORDER BY code COLLATE "C"`);
}

/**
 * Faces of the street network within areas (within the hull of the streets when none is given): streets and outlines are noded on a lattice of 1e-7 degrees, so
 * that neighbours share their corners. A face belongs to the first area that holds a point of it. About 3 s for 8,000 faces on the embedded engine.
 */
export async function streetFaces(scoped: Scoped, areaIds: readonly number[]): Promise<StreetFaceRow[]> {
  await scoped.session.script(`
    DROP TABLE IF EXISTS pg_temp.grid_area, pg_temp.grid_line, pg_temp.grid_face, pg_temp.grid_block;
    CREATE TEMPORARY TABLE grid_area (id integer, geom geometry) ON COMMIT DROP;
    CREATE TEMPORARY TABLE grid_line (rank integer, geom geometry) ON COMMIT DROP;
    CREATE TEMPORARY TABLE grid_face (rank integer, geom geometry) ON COMMIT DROP;`);
  if (areaIds.length === 0)
    await scoped.tx.execute(sql`
      INSERT INTO grid_area SELECT 0, hull FROM (SELECT ST_ConvexHull(ST_Collect(geom)) AS hull FROM street_segment) h WHERE ST_Dimension(hull) = 2`);
  else
    await scoped.tx.execute(
      sql`INSERT INTO grid_area SELECT id, geom FROM jurisdiction WHERE id = ANY (${numberArray(areaIds)}::integer[])`,
    );
  await scoped.tx.execute(sql`INSERT INTO grid_line SELECT 0, ST_Boundary(geom) FROM grid_area`);
  for (const [rank, classes] of BOUNDARY_CLASSES.entries()) {
    await scoped.tx.execute(sql`
      INSERT INTO grid_line SELECT ${rank}::integer, street.geom FROM street_segment street
      WHERE street.highway_class = ANY (${arrayLiteral(classes)}::text[]) AND EXISTS (SELECT FROM grid_area WHERE grid_area.geom && street.geom)`);
  }
  for (const rank of BOUNDARY_CLASSES.keys()) {
    await scoped.tx.execute(sql`
      INSERT INTO grid_face
      SELECT ${rank}::integer, (ST_Dump(ST_Polygonize(noded))).geom
      FROM (SELECT ST_UnaryUnion(ST_Collect(geom), 1e-7) AS noded FROM grid_line WHERE rank <= ${rank}::integer) network`);
  }
  await scoped.session.script(`
    CREATE TEMPORARY TABLE grid_block ON COMMIT DROP AS SELECT row_number() OVER () AS id, rank, geom FROM grid_face WHERE rank < 2;
    CREATE INDEX ON grid_block USING gist (geom);
    ANALYZE grid_block`);
  const rows = await fetchColumns(
    scoped,
    { area: 'int4', block: 'int4', quarter: 'int4', shape: 'bytes' },
    `SELECT area.id, coalesce(block.id, 0)::integer, coalesce(quarter.id, 0)::integer, ST_AsBinary(ST_Multi(face.geom), 'NDR')
     FROM (SELECT geom, ST_PointOnSurface(geom) AS inside FROM grid_face WHERE rank = 2) face
       JOIN LATERAL (SELECT id FROM grid_area WHERE grid_area.geom && inside AND ST_Intersects(grid_area.geom, inside) ORDER BY id LIMIT 1) area ON true
       LEFT JOIN LATERAL (SELECT id FROM grid_block b WHERE b.rank = 0 AND b.geom && inside AND ST_Intersects(b.geom, inside) LIMIT 1) block ON true
       LEFT JOIN LATERAL (SELECT id FROM grid_block b WHERE b.rank = 1 AND b.geom && inside AND ST_Intersects(b.geom, inside) LIMIT 1) quarter ON true
     ORDER BY area.id, ST_XMin(face.geom), ST_YMin(face.geom)`,
  );
  return Array.from({ length: rows.length }, (_, i) => {
    const shape = readGeometry(rows.shape[i]);
    if (shape.type !== 'MultiPolygon') throw new Error('a face of the street network is no area');
    return { area: rows.area[i], block: rows.block[i], quarter: rows.quarter[i], coordinates: shape.coordinates };
  });
}

/** Positions of incidents since an instant within a box: what cells are balanced by. */
export async function incidentPositions(scoped: Scoped, sinceMs: number, [west, south, east, north]: LngLatBounds): Promise<LngLat[]> {
  const box = [west, south, east, north].map(sqlNumber).join(', ');
  const rows = await fetchColumns(
    scoped,
    { lng: 'float8', lat: 'float8' },
    `SELECT ST_X(location), ST_Y(location) FROM incident WHERE location && ST_MakeEnvelope(${box}, 4326) AND occurred_at >= ${sqlInstant(sinceMs)}`,
  );
  return Array.from({ length: rows.length }, (_, i): LngLat => [rows.lng[i], rows.lat[i]]);
}

// Draft -------------------------------------------------------------------------------------------------------------------------------------

/** A stored draft. */
export interface StoredDraft {
  readonly revision: number;
  readonly origin: 'generated' | 'current';
  readonly streetShare: number;
  readonly boundaryClasses: readonly string[];
  readonly cells: readonly GridDraftCell[];
}

/** Changes that can be taken back. Chosen: a draft of a district is a megabyte. */
const KEPT_REVISIONS = 30;

/** The newest revision of the draft; undefined when none is drawn. */
export async function readDraft(scoped: Scoped): Promise<StoredDraft | undefined> {
  const [row] = await scoped.tx.select().from(policeGridDraft).orderBy(desc(policeGridDraft.revision)).limit(1);
  if (row === undefined) return undefined;
  return {
    revision: row.revision,
    origin: row.origin === 'current' ? 'current' : 'generated',
    streetShare: row.streetShare,
    boundaryClasses: row.boundaryClasses,
    cells: row.cells as readonly GridDraftCell[],
  };
}

/** Keeps a new revision and forgets the oldest. */
export async function writeDraft(scoped: Scoped, draft: StoredDraft): Promise<void> {
  await scoped.tx.insert(policeGridDraft).values({
    revision: draft.revision,
    origin: draft.origin,
    streetShare: draft.streetShare,
    boundaryClasses: [...draft.boundaryClasses],
    cells: draft.cells,
  });
  await scoped.tx.execute(sql`DELETE FROM police_grid_draft WHERE revision <= ${draft.revision - KEPT_REVISIONS}::integer`);
}

/** Takes the newest revision back; false when there is none before it. */
export async function dropNewestRevision(scoped: Scoped): Promise<boolean> {
  const rows = await scoped.tx.execute<{ revision: number }>(sql`
    DELETE FROM police_grid_draft WHERE revision = (SELECT max(revision) FROM police_grid_draft) AND (SELECT count(*) FROM police_grid_draft) > 1
    RETURNING revision`);
  return rows.length > 0;
}

/** Throws the draft away. */
export async function deleteDraft(scoped: Scoped): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM police_grid_draft`);
}

/** Police cells in force with their parents' codes: what a draft may start from. */
export async function currentCells(scoped: Scoped): Promise<
  {
    readonly code: string;
    readonly name: string;
    readonly parentCode: string | undefined;
    readonly coordinates: StreetFaceRow['coordinates'];
  }[]
> {
  const rows = await fetchColumns(
    scoped,
    { code: 'text', name: 'text', parent: 'text', shape: 'bytes' },
    `SELECT cell.code, cell.name, coalesce(parent.code, ''), ST_AsBinary(cell.geom, 'NDR')
     FROM jurisdiction cell LEFT JOIN jurisdiction parent ON parent.id = cell.parent_id WHERE cell.level = 'police-cell' ORDER BY cell.code COLLATE "C"`,
  );
  return Array.from({ length: rows.length }, (_, i) => {
    const shape = readGeometry(rows.shape[i]);
    if (shape.type !== 'MultiPolygon') throw new Error(`police cell ${rows.code[i]} is no area`);
    return {
      code: rows.code[i],
      name: rows.name[i],
      parentCode: rows.parent[i] === '' ? undefined : rows.parent[i],
      coordinates: shape.coordinates,
    };
  });
}

/** Removes police cells of other codes than these. Answers how many. What lies in them is to be given its cell anew: that is not kept for undoing. */
export async function removeOtherCells(scoped: Scoped, codes: readonly string[]): Promise<number> {
  const gone = sql`SELECT id FROM jurisdiction WHERE level = 'police-cell' AND NOT (code = ANY (${arrayLiteral(codes)}::text[]))`;
  await withoutKeepingChanges(scoped, async () => {
    for (const table of [sql`incident`, sql`square`, sql`place`])
      await scoped.tx.execute(sql`UPDATE ${table} SET police_cell_id = NULL WHERE police_cell_id IN (${gone})`);
  });
  const rows = await scoped.tx.execute<{ id: number }>(sql`DELETE FROM jurisdiction WHERE id IN (${gone}) RETURNING id`);
  return rows.length;
}

/** Ground that two police cells claim, and ground between them that none does, square metres: exact, because cells of a drawn grid name the same corners. */
export async function gridSeams(scoped: Scoped): Promise<{ readonly overlapsSquareMeters: number; readonly holesSquareMeters: number }> {
  const [row] = await scoped.tx.execute<{ overlaps: number; holes: number }>(sql`
    WITH cell AS (SELECT id, geom FROM jurisdiction WHERE level = 'police-cell'),
    part AS (SELECT (ST_Dump(ST_Union(geom))).geom AS geom FROM cell)
    SELECT coalesce((SELECT sum(ST_Area(ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3)::geography)) FROM cell a JOIN cell b ON a.id < b.id AND a.geom && b.geom), 0) AS overlaps,
           coalesce((SELECT sum(ST_Area(ST_MakePolygon(ST_ExteriorRing((ring).geom))::geography)) FROM part, LATERAL ST_DumpRings(geom) AS ring WHERE (ring).path[1] > 0), 0) AS holes`);
  return { overlapsSquareMeters: row?.overlaps ?? 0, holesSquareMeters: row?.holes ?? 0 };
}
