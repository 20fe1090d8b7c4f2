import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { deploymentCounts, setDeployment } from '@beatline/db/queries/deployment';
import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { openFeatures } from '@beatline/server/imports/feature_source';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importerOf } from '@beatline/server/imports/importers';
import { declaredInputCrs } from '@beatline/server/imports/input_crs';
import { openInputFile } from '@beatline/server/imports/input_file';
import { openTable } from '@beatline/server/imports/input_table';
import { eachEngine } from '../db/engines';

/** Real files, where they are; they are not part of the project. */
const FOLDER = process.env['BEATLINE_REAL_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const real = (name: string) => ({ path: join(FOLDER, name) });
const describeReal = existsSync(real('portland/police_districts_shapefile.zip').path) ? describe : describe.skip;

/** What GDAL 3.6.2 (ogrinfo, ogr2ogr, gdaltransform) says of the same files. */
const GDAL = {
  districts: 60,
  /** ST_IsValid false: ring self-intersections. */
  invalidDistricts: 2,
  /** Sum of the areas in square feet of EPSG:2913, as drawn. */
  districtSquareFeet: 4_117_743_414.69,
  district510: { center: [-122.784661592714, 45.5898580329549], squareMeters: 25_903_908.6 },
  calls: 19_376,
  /** In degrees of its own datum, NAD83(HARN), EPSG:4152; WGS 84 differs by 1.3 m, which a .prj file does not tell and no incident is that exact for. */
  firstCall: [-122.613910112661, 45.4929560283827],
} as const;

describeReal('real files of the ground', () => {
  test('a shapefile of points in feet gives as many rows as GDAL, at the same places', async () => {
    const input = await openInputFile(real('portland/calls_2016_08_shapefile.zip'));
    const table = await openTable(input);
    let rows = 0;
    let withCategory = 0;
    for await (const batch of table.batches()) {
      rows += batch.rows.length;
      withCategory += batch.rows.filter((row) => row[0] !== '').length;
    }
    expect({ rows, withCategory }).toEqual({ rows: GDAL.calls, withCategory: GDAL.calls - 1 });
    expect(table.header.slice(0, 5)).toEqual(['CATEGORY', 'CALL_GROUP', 'final_case', 'CASE_DESC', 'occ_date']);
    expect(table.sample[0].slice(0, 5)).toEqual(['BURGLARY', 'SUSPICIOUS', 'PROWLP', 'PROWLER', '2016-08-10']);
    const declared = table.position?.declaredCrs;
    expect(declared?.crs).toBe('NAD_1983_HARN_StatePlane_Oregon_North_FIPS_3601_Feet_Intl');
    await withNoDatabase(async (scoped) => {
      const crs = await declaredInputCrs(scoped, declared ?? { crs: '' });
      const place = crs.toLngLat(Number(table.sample[0][8]), Number(table.sample[0][9])) ?? [0, 0];
      // 1 mm: EPSG rounds the false easting to 0.0005 ft, the .prj file does not.
      expect(Math.abs(place[0] - GDAL.firstCall[0])).toBeLessThan(1e-8);
      expect(Math.abs(place[1] - GDAL.firstCall[1])).toBeLessThan(1e-8);
    });
  });

  test('a shapefile of areas names its columns and its coordinate system', async () => {
    const file = await openFeatures(await openInputFile(real('portland/police_districts_shapefile.zip')));
    expect(file).toMatchObject({ format: 'shapefile', count: GDAL.districts });
    expect(file.propertyNames).toContain('DISTRICT');
  });

  eachEngine('real files of the ground', (open, engine) => {
    let database: Database;
    const context = () => ({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => Date.parse('2026-11-21T12:00:00Z'), log: () => undefined });

    test('Portland: sixty police districts in feet, two of them repaired, with the areas GDAL measures', async () => {
      database = await open();
      await withDeployment(database, (scoped) =>
        setDeployment(scoped, { name: 'Portland', crs: 'EPSG:32610', timeZone: 'America/Los_Angeles', cellMeters: 200 }),
      );
      const answer = await importJurisdictions(context(), real('portland/police_districts_shapefile.zip'), {
        level: 'station',
        code: 'district',
        name: 'DISTRICT',
        parent: 'PRECINCT',
      });
      expect(answer).toMatchObject({
        loaded: GDAL.districts,
        rejected: 0,
        repaired: GDAL.invalidDistricts,
        crs: 'NAD_1983_HARN_StatePlane_Oregon_North_FIPS_3601_Feet_Intl',
      });
      expect(answer.repairs.map(({ what }) => what)).toEqual([['self_crossing'], ['self_crossing']]);
      const stored = await withDeployment(database, listJurisdictions);
      // The state plane stretches by less than 1 in 10,000 here, and repairing moves no border.
      const squareMeters = stored.reduce((sum, area) => sum + area.areaSquareMeters, 0);
      expect(Math.abs(squareMeters / (GDAL.districtSquareFeet * 0.3048 ** 2) - 1)).toBeLessThan(2e-4);
      const district = stored.find(({ code }) => code === '510');
      expect(Math.abs((district?.areaSquareMeters ?? 0) / GDAL.district510.squareMeters - 1)).toBeLessThan(2e-4);
      expect(Math.abs((district?.center[0] ?? 0) - GDAL.district510.center[0])).toBeLessThan(0.05);
    });

    test('KML tracks load: seven fixes with times, sixteen in two stretches, lines and marks left aside', async () => {
      // gx:coord counted in the files by grep.
      expect(await importTracks(context(), real('tracks/gxtrack.kml'), { unit: 'KML1' })).toMatchObject({
        fixes: 7,
        pathOnly: false,
        outside: 7,
        from: '2010-05-27T19:02:09-07:00',
        to: '2010-05-27T19:02:56-07:00',
      });
      expect(await importTracks(context(), real('tracks/multitrack.kml'), { unit: 'KML2', mode: 'foot' })).toMatchObject({
        fixes: 16,
        pathOnly: false,
      });
    });

    // Two minutes a million fixes on the embedded engine: there in the long suite only.
    const testLong = engine === 'postgres' || process.env['BEATLINE_LONG'] === '1' ? test : () => undefined;
    testLong('Haidian: streets from gzipped XML, and every one of 1,789,322 fixes of 122 people', async () => {
      const haidian = await open();
      const inHaidian = { ...context(), database: haidian };
      await withDeployment(haidian, (scoped) =>
        setDeployment(scoped, { name: '海淀', crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100 }),
      );
      const streets = await importStreets(inHaidian, real('haidian/haidian.osm.gz'));
      expect(streets).toMatchObject({ missingNodes: 0 });
      expect(streets.segments).toBeGreaterThan(1000);
      const tracks = real('haidian/tracks.csv.gz');
      const settings = { map: { unit: 'user' }, mode: 'foot' };
      const inspection = await importerOf('tracks').inspect(inHaidian, tracks, settings);
      expect(inspection).toMatchObject({
        format: 'csv',
        missing: [],
        header: ['user', 'traj', 'ts_utc', 'lat', 'lon', 'alt_ft'],
        problems: [],
      });
      expect(inspection.preview.lines.length).toBeGreaterThan(0);
      const answer = await importerOf('tracks').load(inHaidian, tracks, settings);
      // Counted with awk in the file: 1,789,322 rows, 1,741,442 of distinct user and instant, 122 users.
      expect(answer).toMatchObject({ fixes: 1_789_322, duplicates: 1_789_322 - 1_741_442, units: 122, pathOnly: false });
      expect(await withDeployment(haidian, deploymentCounts)).toMatchObject({ fixes: 1_741_442 });
    });
  });
});

/** A converter by definition asks no database. */
async function withNoDatabase(check: (scoped: Parameters<typeof declaredInputCrs>[0]) => Promise<void>): Promise<void> {
  await check({} as Parameters<typeof declaredInputCrs>[0]);
}
