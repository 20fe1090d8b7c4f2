import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { setDeployment } from '@beatline/db/queries/deployment';
import { incidentsInWindow } from '@beatline/db/queries/incidents';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { openInputFile } from '@beatline/server/imports/input_file';
import { readOsm } from '@beatline/server/imports/read_osm';
import { isPublicCarriageway } from '@beatline/shared/geo/street_permissions';
import { streetsFromOsm } from '@beatline/shared/geo/streets_from_osm';
import { eachEngine } from '../db/engines';

/** Real files, where they are; they are not part of the project. */
const FOLDER = process.env['BEATLINE_REAL_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const real = (name: string) => ({ path: join(FOLDER, name) });
const describeReal = existsSync(real('vancouver/neighbourhoods.geojson').path) ? describe : describe.skip;

describeReal('real files', () => {
  test('Vancouver has its drivable length, intersections and missing nodes', async () => {
    const data = await readOsm(await openInputFile(real('vancouver/vancouver_canada.osm.pbf')));
    const { segments, lengthMeters, missingNodes } = streetsFromOsm(data);
    // Reference of the data set, counted by other means: 1,817 km (closed streets included there), 1,764 steps to nodes outside.
    expect(lengthMeters / 1000).toBeGreaterThan(1810);
    expect(lengthMeters / 1000).toBeLessThan(1820);
    expect(missingNodes).toBe(1764);
    // 7,524 nodes where three or more carriageways meet, told here from the segments: each end leads to a different neighbour.
    const neighbours = new Map<number, Set<string>>();
    for (const { fromNode, toNode, highwayClass, coordinates } of segments) {
      if (!isPublicCarriageway(highwayClass)) continue;
      for (const [node, next] of [
        [fromNode, coordinates[1]],
        [toNode, coordinates.at(-2)],
      ] as const) {
        const known = neighbours.get(node) ?? new Set<string>();
        neighbours.set(node, known.add(String(next)));
      }
    }
    expect([...neighbours.values()].filter((next) => next.size >= 3)).toHaveLength(7524);
  });

  test('Haidian XML gives streets with Chinese names', async () => {
    const { segments, missingNodes } = streetsFromOsm(await readOsm(await openInputFile(real('haidian/haidian.osm.gz'))));
    expect(segments.length).toBeGreaterThan(1000);
    expect(missingNodes).toBe(0);
    expect(segments.some(({ name }) => name.includes('中关村'))).toBe(true);
  });

  eachEngine('real imports', (open) => {
    let database: Database;
    const context = () => ({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => Date.parse('2026-11-21T12:00:00Z'), log: () => undefined });

    test('the whole of Vancouver loads: streets, neighbourhoods, a year of incidents', async () => {
      database = await open();
      await withDeployment(database, (scoped) =>
        setDeployment(scoped, { name: 'Vancouver', crs: 'EPSG:26910', timeZone: 'America/Vancouver', cellMeters: 100 }),
      );
      expect(
        await importJurisdictions(context(), real('vancouver/neighbourhoods.geojson'), { level: 'station', code: 'mapid', name: 'name' }),
      ).toMatchObject({ loaded: 22, rejected: 0 });
      const streets = await importStreets(context(), real('vancouver/vancouver_canada.osm.pbf'));
      expect(streets.buildings).toBeGreaterThan(29_000);
      expect(streets.places).toBeGreaterThan(900);

      const options = { crs: 'EPSG:26910', timeZone: 'America/Vancouver' };
      const answer = await importIncidents(context(), real('vancouver/incidents_2024.csv.gz'), options);
      // Counted here from the raw file, without the importer.
      const rows: Record<string, string>[] = parse(gunzipSync(await readFile(real('vancouver/incidents_2024.csv.gz').path)), {
        columns: true,
      });
      const masked = rows.filter((row) => Number(row['X']) === 0 && Number(row['Y']) === 0);
      expect(answer).toMatchObject({
        rows: rows.length,
        loaded: rows.length,
        unlocated: masked.length,
        rejected: 0,
        updated: 0,
        unchanged: 0,
        crs: 'EPSG:26910',
      });
      expect(answer.outside).toBeLessThan(rows.length * 0.01);
      expect(await importIncidents(context(), real('vancouver/incidents_2024.csv.gz'), options)).toMatchObject({
        loaded: 0,
        unchanged: rows.length,
      });

      const stored = await withDeployment(database, (scoped) =>
        incidentsInWindow(
          scoped,
          { fromMs: Date.parse('2024-01-01T00:00:00-08:00'), toMs: Date.parse('2025-01-01T00:00:00-08:00') },
          { patrolClasses: ['street', 'indoor', 'non_police', 'remote'] },
        ),
      );
      expect(stored.length).toBe(rows.length);
      expect([...stored.hourKnown].filter((known) => known === 0)).toHaveLength(
        rows.filter((row) => row['HOUR'] === '0' && row['MINUTE'] === '0').length,
      );
    });

    test('irregular GPX files load: times in another order, an impossible clock, a whole outing', async () => {
      expect(await importTracks(context(), real('tracks/around-visnjan-with-car.gpx'), { unit: 'CAR' })).toMatchObject({
        fixes: 104,
        pathOnly: false,
        outside: 104,
        units: 1,
      });
      expect(await importTracks(context(), real('tracks/blue_hills.gpx'), { unit: 'BIKE', mode: 'bike' })).toMatchObject({
        fixes: 1243,
        pathOnly: false,
        units: 1,
      });
      expect(await importTracks(context(), real('tracks/Mojstrovka.gpx'), { unit: 'FOOT', mode: 'foot' })).toMatchObject({
        fixes: 184,
        pathOnly: true,
        units: 0,
      });
    });
  });
});
