import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { createRandom } from '@beatline/server/demo/seeded_random';
import { openInputFile } from '@beatline/server/imports/input_file';
import { readOsm } from '@beatline/server/imports/read_osm';
import { buildAddressBook } from '@beatline/shared/addresses/address_book';
import { addressesFromOsm } from '@beatline/shared/addresses/addresses_from_osm';
import { createGeocoder, type Geocoder } from '@beatline/shared/addresses/geocoder';
import { greatCircleMeters } from '@beatline/shared/geo/great_circle';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { placesFromOsm } from '@beatline/shared/geo/places_from_osm';
import { streetsFromOsm } from '@beatline/shared/geo/streets_from_osm';
import type { OsmData } from '@beatline/shared/formats/osm_data';

const folder = join(import.meta.dirname, '../..', process.env['BEATLINE_REAL_DATA'] ?? '../shared/data');
const real = (path: string) => join(folder, path);

async function mapOf(path: string): Promise<{ data: OsmData; geocoder: Geocoder }> {
  const data = await readOsm(await openInputFile({ path: real(path) }));
  const geocoder = createGeocoder(
    buildAddressBook({
      standard: addressesFromOsm(data).map(({ address, location }) => ({ text: address, location })),
      places: placesFromOsm(data)
        .filter((place) => place.rank > 3)
        .map(({ name, location, kind }) => ({ name, location, isCompound: kind === 'compound', trust: 2 })),
      communities: [],
      streets: streetsFromOsm(data).segments,
    }),
  );
  return { data, geocoder };
}

describe.skipIf(!existsSync(folder))('addresses on real maps (skipped without BEATLINE_REAL_DATA)', () => {
  test('blocks of Vancouver that are placed lie where the police say, though the map knows few house numbers', async () => {
    const { data, geocoder } = await mapOf('vancouver/vancouver_canada.osm.pbf');
    const rows: Record<string, string>[] = parse(gunzipSync(await readFile(real('vancouver/incidents_2024.csv.gz'))), { columns: true });
    const located = rows.filter((row) => Number(row['X']) !== 0);
    const toLngLat = proj4('+proj=utm +zone=10 +datum=NAD83 +units=m +no_defs', 'WGS84');
    const hits = geocoder.geocode(located.map((row) => row['HUNDRED_BLOCK']));
    const offMeters = located.flatMap((row, i) => {
      const [lng, lat] = toLngLat.forward([Number(row['X']), Number(row['Y'])]);
      const hit = hits[i];
      return hit === undefined ? [] : [greatCircleMeters(hit.location, [lng, lat])];
    });
    const share = (meters: number) => offMeters.filter((off) => off <= meters).length / offMeters.length;
    console.log(
      `${addressesFromOsm(data).length} house numbers; ${offMeters.length} of ${located.length} placed, of these ${[50, 100, 150, 250].map((meters) => `${(100 * share(meters)).toFixed(1)} % within ${meters} m`).join(', ')}`,
    );
    // A block is some 100 m long and the police set a position anywhere in it: its middle is a good answer within one block.
    expect(share(150)).toBeGreaterThan(0.95);
    expect(offMeters.length / located.length).toBeGreaterThan(0.4);
  });

  test('streets and crossings of Haidian are found, misspelt too, and only where they are', async () => {
    const { data, geocoder } = await mapOf('haidian/haidian.osm.gz');
    // Crossings straight from the ways, without streetsFromOsm: nodes that two streets of different names share once.
    const namesAt = new Map<number, Set<string>>();
    for (const way of data.ways) {
      const name = way.tags['name'];
      if (way.tags['highway'] === undefined || name === undefined || !/[路街]$/.test(name)) continue;
      for (const ref of way.refs) namesAt.set(ref, (namesAt.get(ref) ?? new Set()).add(name));
    }
    const crossings = [...namesAt].flatMap(([node, names]) => {
      const [a, b, c] = [...names];
      const location = data.location(node);
      return a === undefined || b === undefined || c !== undefined || location === undefined ? [] : [{ a, b, location }];
    });
    const nearest = (a: string, b: string, to: LngLat) =>
      Math.min(...crossings.filter((other) => other.a === a && other.b === b).map((other) => greatCircleMeters(other.location, to)));
    expect(crossings.length).toBeGreaterThan(5);
    const random = createRandom(11);
    const misspelt = (name: string) => name.slice(0, 1) + random.pick(Array.from('的是在有大国人')) + name.slice(2);
    for (const { a, b } of crossings) {
      const [plain, other] = geocoder.geocode([`北京市海淀区${a}与${b}交叉口`, `${misspelt(a)}${b}路口`]);
      // Divided streets cross in several nodes, which are taken together.
      if (plain !== undefined) expect([a, b, nearest(a, b, plain.location) < 60]).toEqual([a, b, true]);
      if (other !== undefined) expect([a, b, nearest(a, b, other.location) < 60]).toEqual([a, b, true]);
    }
    const found = crossings.filter(({ a, b }) => geocoder.geocode([`${a}${b}口`])[0] !== undefined);
    console.log(`${found.length} of ${crossings.length} crossings of Haidian placed`);
    expect(found.length / crossings.length).toBeGreaterThan(0.8);
    expect(geocoder.find('成府路', 1)[0]).toMatchObject({ level: 'section', matched: '成府路' });
    expect(geocoder.find('中关村北大接', 5).map((hit) => hit.matched)).toContain('中关村北大街');
  });
});
