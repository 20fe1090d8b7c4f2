import { Refusal } from '@beatline/shared/model/refusal';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withScope, type Database } from '@beatline/db/engine/database';
import { setDeployment } from '@beatline/db/queries/deployment';
import { DEMO_CRS, DEMO_TIME_ZONE } from '@beatline/server/demo/city_frame';
import { generateDemo, incidentsFileOf, jurisdictionFileOf, osmFileOf } from '@beatline/server/demo/generate_demo';
import { INCIDENT_MAPPING } from '@beatline/server/demo/incident_file';
import { createApp } from '@beatline/server/create_app';
import type { App } from '@beatline/server/app';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importStreets } from '@beatline/server/imports/import_streets';
import { undoBatch } from '@beatline/server/imports/undo_batch';
import { applyGrid } from '@beatline/server/services/grid/apply';
import { cancelGridGeneration } from '@beatline/server/services/grid/cancel';
import { copyCurrentGrid } from '@beatline/server/services/grid/copy_current';
import { editGrid } from '@beatline/server/services/grid/edit';
import { startGridGeneration } from '@beatline/server/services/grid/generate';
import { previewGrid } from '@beatline/server/services/grid/preview';
import { gridProgress } from '@beatline/server/services/grid/progress';
import { undoGridEdit } from '@beatline/server/services/grid/undo';
import type { GridDraft, GridDraftCell, GridProgress } from '@beatline/shared/model/views/grid_view';
import { eachEngine } from '../db/engines';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const CELLS = 60;
/** A corner that is set on a border is rounded to 1e-7 degrees, a centimetre: along the outline of a district that may add up to this. */
const ROUNDING_SQUARE_METERS = 30;

/** Not every corner may be moved and not every pair merged; any other failure is one. */
function undefinedIfRefused(error: unknown): undefined {
  if (error instanceof Refusal) return undefined;
  throw error;
}

eachEngine('police grid from the streets', (open) => {
  let database: Database;
  let app: App;

  beforeAll(async () => {
    database = await open();
    app = createApp(database, { threads: false, log: () => undefined, nowMs: () => NOW_MS });
    const context = { database, scope: DEPLOYMENT_SCOPE, nowMs: () => NOW_MS, log: () => undefined };
    const demo = generateDemo(3, NOW_MS);
    await withScope(database, DEPLOYMENT_SCOPE, (scoped) =>
      setDeployment(scoped, { name: '演示', crs: DEMO_CRS, timeZone: DEMO_TIME_ZONE, cellMeters: 100 }),
    );
    await importStreets(context, osmFileOf(demo));
    for (const level of ['district', 'station', 'police-cell'] as const)
      await importJurisdictions(context, jurisdictionFileOf(demo, level), {
        level,
        code: 'code',
        name: 'name',
        parent: level === 'district' ? undefined : 'parent',
      });
    await importIncidents(context, incidentsFileOf(demo), { map: INCIDENT_MAPPING });
  });
  // The database is closed by who opened it.
  afterAll(async () => {
    await Promise.all([app.compute.close(), app.baseMap.close()]);
  });

  const rowsOf = <Row>(text: string, parameters: readonly unknown[]): Promise<Row[]> =>
    withScope(database, DEPLOYMENT_SCOPE, async (scoped) => (await scoped.session.query<Row>(text, parameters)).rows);

  async function generate(cells: number): Promise<GridProgress> {
    const job = await startGridGeneration(app, { cells, streetShare: 0.5 });
    let last: GridProgress | undefined;
    for await (const progress of gridProgress(app, job, undefined)) last = progress;
    if (last === undefined) throw new Error('no progress was told');
    return last;
  }

  async function draft(): Promise<GridDraft> {
    const found = await previewGrid(app);
    if (found === null) throw new Error('no draft');
    return found;
  }

  /**
   * What PostGIS says of the cells: overlaps, what their union differs from the stations by, invalid ones, and those in pieces. What lies beyond is reckoned from
   * the other areas: the embedded engine answers no row at all when GEOS gives up on taking one of two all but equal unions from the other.
   */
  async function measured(cells: readonly GridDraftCell[]) {
    const [row] = await rowsOf<{
      overlaps: number;
      missing: number;
      beyond: number;
      invalid: number;
      pieces: number;
      holes: number;
      area: number;
    }>(
      `
        WITH cell AS (
          SELECT entry ->> 'code' AS code, ST_SetSRID(ST_GeomFromGeoJSON(entry -> 'geometry'), 4326) AS geom FROM jsonb_array_elements($1::text::jsonb) AS entry
        ), ground AS (SELECT ST_Union(geom) AS geom FROM jurisdiction WHERE level = 'station'),
        joined AS (SELECT ST_Union(geom) AS geom FROM cell)
        SELECT coalesce((SELECT sum(ST_Area(ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3)::geography)) FROM cell a JOIN cell b ON a.code < b.code AND a.geom && b.geom), 0) AS overlaps,
               (SELECT ST_Area(ST_Difference(ground.geom, joined.geom)::geography) FROM ground, joined) AS missing,
               (SELECT ST_Area(joined.geom::geography) - ST_Area(ground.geom::geography) + ST_Area(ST_Difference(ground.geom, joined.geom)::geography) FROM ground, joined) AS beyond,
               (SELECT count(*) FROM cell WHERE NOT ST_IsValid(geom))::integer AS invalid,
               (SELECT count(*) FROM cell WHERE ST_NumGeometries(geom) > 1)::integer AS pieces,
               (SELECT coalesce(sum(ST_NumInteriorRings(part)), 0) FROM joined, LATERAL (SELECT (ST_Dump(joined.geom)).geom AS part) parts)::integer AS holes,
               (SELECT sum(ST_Area(geom::geography)) FROM cell) AS area`,
      [JSON.stringify(cells)],
    );
    if (row === undefined) throw new Error('nothing measured');
    return row;
  }

  test('cells cover the stations without overlap or hole, hang together, and are balanced', async () => {
    const startedMs = performance.now();
    const done = await generate(CELLS);
    expect(done).toMatchObject({ state: 'done', fractionDone: 1, cells: CELLS });
    const { cells, balance } = await draft();
    await generate(CELLS);
    expect((await draft()).cells).toEqual(cells);
    console.log(
      `${database.engine}: ${cells.length} cells in ${((performance.now() - startedMs) / 1000).toFixed(1)} s, ${JSON.stringify(balance)}`,
    );
    expect(cells).toHaveLength(CELLS);
    const found = await measured(cells);
    expect(found).toMatchObject({ invalid: 0, pieces: 0, holes: 0 });
    expect(found.overlaps).toBeLessThan(1e-3);
    expect(found.missing).toBeLessThan(ROUNDING_SQUARE_METERS);
    expect(found.beyond).toBeLessThan(ROUNDING_SQUARE_METERS);
    // Areas told to the page, flat at their latitude, against the ellipsoid's.
    expect(Math.abs(cells.reduce((sum, cell) => sum + cell.areaSquareMeters, 0) / found.area - 1)).toBeLessThan(1e-3);
    expect(balance?.maxOverMeanLoad).toBeLessThan(1.35);
    expect(new Set(cells.map((cell) => cell.parentCode)).size).toBeGreaterThan(1);
  });

  test('street length and incidents of all cells are those PostGIS counts on the same ground', async () => {
    const { cells } = await draft();
    const [truth] = await rowsOf<{ meters: number; incidents: number }>(
      `
        WITH ground AS (SELECT ST_Union(geom) AS geom FROM jurisdiction WHERE level = 'station')
        SELECT (SELECT sum(ST_Length(ST_Intersection(street.geom, ground.geom)::geography)) FROM street_segment street, ground WHERE street.geom && ground.geom) AS meters,
               (SELECT count(*) FROM incident, ground WHERE location IS NOT NULL AND ST_Intersects(location, ground.geom)
                  AND occurred_at >= to_timestamp($1::float8))::integer AS incidents`,
      [NOW_MS / 1000 - 730 * 86_400],
    );
    expect(cells.reduce((sum, cell) => sum + cell.incidents, 0)).toBe(truth?.incidents);
    // A street on the outer edge counts half: the outline of the district runs along some.
    const weighed = cells.reduce((sum, cell) => sum + cell.streetMeters, 0);
    expect(Math.abs(weighed / (truth?.meters ?? 0) - 1)).toBeLessThan(0.02);
  });

  test('splitting, merging and moving keep the ground whole; a change on an old revision is refused', async () => {
    let at = await draft();
    const before = await measured(at.cells);
    const wide = at.cells.reduce((best, cell) => (cell.areaSquareMeters > best.areaSquareMeters ? cell : best));
    const ring = wide.geometry.coordinates[0][0];
    const middleLat = (Math.min(...ring.map(([, lat]) => lat)) + Math.max(...ring.map(([, lat]) => lat))) / 2;
    const [west, east] = [Math.min(...ring.map(([lng]) => lng)) - 0.01, Math.max(...ring.map(([lng]) => lng)) + 0.01];
    const split = await editGrid(app, {
      revision: at.revision,
      operation: {
        kind: 'split',
        code: wide.code,
        line: [
          [west, middleLat],
          [east, middleLat],
        ],
      },
    });
    expect(split.cells).toHaveLength(CELLS + 1);
    await expect(
      editGrid(app, { revision: at.revision, operation: { kind: 'rename', code: wide.code, name: '北格' } }),
    ).rejects.toMatchObject({ code: 'grid_changed' });
    const part = split.cells.find((cell) => cell.code === `${wide.code}-2`);
    expect(part?.parentCode).toBe(wide.parentCode);
    const halves = split.cells.filter((cell) => [wide.code, `${wide.code}-2`].includes(cell.code));
    expect(Math.abs(halves.reduce((sum, cell) => sum + cell.streetMeters, 0) - wide.streetMeters)).toBeLessThan(5);
    expect(halves.reduce((sum, cell) => sum + cell.incidents, 0)).toBe(wide.incidents);

    at = split;
    let moves = 0;
    for (const cell of at.cells) {
      for (const from of cell.geometry.coordinates[0][0].slice(1, -1)) {
        const to = [from[0] + 0.000_04, from[1] + 0.000_03] as [number, number];
        const change = await editGrid(app, {
          revision: at.revision,
          operation: { kind: 'moveVertex', from: [from[0], from[1]], to },
        }).catch(undefinedIfRefused);
        if (change === undefined) continue;
        at = change;
        moves++;
        break;
      }
      if (moves >= 10) break;
    }
    expect(moves).toBe(10);
    at = await editGrid(app, { revision: at.revision, operation: { kind: 'merge', codes: [wide.code, `${wide.code}-2`] } });
    expect(at.cells).toHaveLength(CELLS);
    const after = await measured(at.cells);
    expect(after).toMatchObject({ invalid: 0, pieces: 0, holes: 0 });
    expect(after.overlaps).toBeLessThan(1e-3);
    expect(Math.abs(after.missing - before.missing)).toBeLessThan(1);
    expect(Math.abs(after.beyond - before.beyond)).toBeLessThan(1);
    expect((await undoGridEdit(app)).cells).toHaveLength(CELLS + 1);
    expect((await undoGridEdit(app)).cells).toHaveLength(CELLS + 1);
  });

  test('put in force it replaces the police cells, squares follow, and it can be undone like an import', async () => {
    const codes = async () =>
      (
        await rowsOf<{ code: string; squares: number }>(
          `SELECT code, (SELECT count(*) FROM square WHERE police_cell_id = jurisdiction.id)::integer AS squares FROM jurisdiction WHERE level = 'police-cell' ORDER BY code`,
          [],
        )
      ).map((row) => `${row.code}: ${row.squares}`);
    const before = await codes();
    const { cells } = await draft();
    const applied = await applyGrid(app);
    expect(applied).toMatchObject({ cells: cells.length, removed: before.length });
    expect(applied.overlapsSquareMeters).toBeLessThan(1e-3);
    expect(applied.holesSquareMeters).toBeLessThan(1e-3);
    expect(await previewGrid(app)).toBeNull();
    // What was applied comes back as it was drawn.
    expect((await copyCurrentGrid(app)).cells.map((cell) => cell.areaSquareMeters)).toEqual(
      cells.toSorted((a, b) => (a.code < b.code ? -1 : 1)).map((cell) => cell.areaSquareMeters),
    );
    expect((await codes()).map((line) => line.split(':')[0])).toEqual(cells.map((cell) => cell.code).sort());
    await undoBatch({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => NOW_MS, log: () => undefined }, applied.batch);
    expect(await codes()).toEqual(before);
  });

  test('the police cells in force can be copied, moved and merged', async () => {
    const copy = await copyCurrentGrid(app);
    expect(copy.origin).toBe('current');
    const found = await measured(copy.cells);
    expect(found).toMatchObject({ invalid: 0, holes: 0 });
    expect(found.overlaps).toBeLessThan(1);
    const pairs = copy.cells.flatMap((a) =>
      copy.cells.filter((b) => a.code < b.code && a.parentCode === b.parentCode).map((b) => [a.code, b.code]),
    );
    let merged: GridDraft | undefined;
    for (const codesOfPair of pairs) {
      merged = await editGrid(app, { revision: copy.revision, operation: { kind: 'merge', codes: codesOfPair } }).catch(undefinedIfRefused);
      if (merged !== undefined) break;
    }
    expect(merged?.cells).toHaveLength(copy.cells.length - 1);
  });

  test('a generation that is cancelled leaves the draft as it was', async () => {
    const before = await draft();
    const job = await startGridGeneration(app, { cells: 40, streetShare: 0.5 });
    expect(await cancelGridGeneration(app, job)).toEqual({ cancelled: true });
    let last: GridProgress | undefined;
    for await (const progress of gridProgress(app, job, undefined)) last = progress;
    expect(last?.state).toBe('cancelled');
    expect(await draft()).toEqual(before);
  });
});
