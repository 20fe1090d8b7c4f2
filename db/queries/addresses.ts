import { sql } from 'drizzle-orm';
import { buildAddressBook, type NamedPlace, type NamedStretch } from '@beatline/shared/addresses/address_book';
import type { MapAddress } from '@beatline/shared/addresses/addresses_from_osm';
import { createGeocoder as geocoderOf, type Geocoder } from '@beatline/shared/addresses/geocoder';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { copyRows, stageRows } from '../engine/copy_rows';
import { fetchColumns } from '../engine/fetch_columns';
import { refreshStatistics } from '../engine/refresh_statistics';
import type { Scoped } from '../engine/scope';
import { pointHex, readGeometry } from '../engine/well_known_binary';

/** A standard address, household doors left out. */
export interface StandardAddress {
  readonly address: string;
  readonly location: LngLat;
}

/** Adds or moves standard addresses; of one address the last position counts. About 60,000 a second on a server. */
export async function upsertAddresses(
  scoped: Scoped,
  addresses: readonly StandardAddress[],
): Promise<{ readonly added: number; readonly moved: number }> {
  const byText = new Map(addresses.map((entry) => [entry.address, entry]));
  await stageRows(
    scoped,
    'staged_address',
    'address text, location geometry',
    [...byText.values()].map(({ address, location }) => [address, pointHex(location)]),
  );
  const [row] = await scoped.tx.execute<{ added: number; moved: number }>(sql`
    WITH moved AS (
      UPDATE standard_address known SET location = staged.location FROM staged_address staged
      WHERE staged.address = known.address AND NOT ST_Equals(staged.location, known.location) RETURNING 1
    ), added AS (
      INSERT INTO standard_address (address, location) SELECT address, location FROM staged_address staged
      WHERE NOT EXISTS (SELECT FROM standard_address known WHERE known.address = staged.address) RETURNING 1)
    SELECT (SELECT count(*) FROM added) AS added, (SELECT count(*) FROM moved) AS moved`);
  return { added: row?.added ?? 0, moved: row?.moved ?? 0 };
}

/** Statistics after a bulk load, so that the next look-up by text takes the index. */
export async function settleAddresses(scoped: Scoped): Promise<void> {
  await refreshStatistics(scoped, ['standard_address']);
}

/** Replaces the house numbers of the map as a whole. */
export async function replaceMapAddresses(scoped: Scoped, addresses: readonly MapAddress[]): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM map_address`);
  await copyRows(
    scoped,
    'map_address',
    ['osm_id', 'address', 'location'],
    addresses.map(({ osmId, address, location }) => [osmId, address, pointHex(location)]),
  );
}

/**
 * Reads everything that has a name into a geocoder: standard addresses, the map's house numbers, the register of places, named places and streets of the
 * map, community grids. Made once and asked in batches; about a second for 50,000 addresses. It does not see what is loaded after it was made.
 */
export async function createGeocoder(scoped: Scoped): Promise<Geocoder> {
  const standard = await fetchColumns(
    scoped,
    { address: 'text', lng: 'float8', lat: 'float8' },
    `SELECT address, ST_X(location), ST_Y(location) FROM standard_address UNION ALL SELECT address, ST_X(location), ST_Y(location) FROM map_address`,
  );
  const places = await fetchColumns(
    scoped,
    { name: 'text', lng: 'float8', lat: 'float8', isCompound: 'bool', trust: 'int4', reach: 'float8' },
    `SELECT name, ST_X(location), ST_Y(location), kind = 'compound', 1, 0::float8 FROM place
     UNION ALL SELECT name, ST_X(location), ST_Y(location), kind = 'compound', CASE WHEN rank <= ${WIDE_RANK} THEN 9 ELSE 2 END,
       CASE WHEN rank <= ${WIDE_RANK} THEN ${QUARTER_REACH_METERS}::float8 ELSE 0::float8 END FROM map_place
     UNION ALL SELECT name, ST_X(center), ST_Y(center), false, 9, sqrt(area_square_meters / pi())
       FROM (SELECT *, ST_PointOnSurface(geom) AS center FROM jurisdiction WHERE level = 'community-grid') grid`,
  );
  const streets = await fetchColumns(
    scoped,
    { name: 'text', fromNode: 'int8', toNode: 'int8', course: 'bytes' },
    `SELECT name, from_node, to_node, ST_AsBinary(geom, 'NDR') FROM street_segment WHERE name <> '' ORDER BY id`,
  );
  const named: NamedPlace[] = [];
  const communities: { name: string; location: LngLat; radiusMeters: number }[] = [];
  for (let i = 0; i < places.length; i++) {
    const location: LngLat = [places.lng[i], places.lat[i]];
    if (places.trust[i] === 9) communities.push({ name: places.name[i], location, radiusMeters: places.reach[i] });
    else named.push({ name: places.name[i], location, isCompound: places.isCompound[i] === 1, trust: places.trust[i] });
  }
  const stretches: NamedStretch[] = [];
  for (let i = 0; i < streets.length; i++) {
    const course = readGeometry(streets.course[i]);
    if (course.type === 'LineString')
      stretches.push({ name: streets.name[i], fromNode: streets.fromNode[i], toNode: streets.toNode[i], coordinates: course.coordinates });
  }
  return geocoderOf(
    buildAddressBook({
      standard: Array.from({ length: standard.length }, (_, i) => ({
        text: standard.address[i],
        location: [standard.lng[i], standard.lat[i]] as const,
      })),
      places: named,
      communities,
      streets: stretches,
    }),
  );
}

/** Labels of this rank and wider name whole quarters (shared/geo/places_from_osm). */
const WIDE_RANK = 3;
/** A label says where a quarter is, not how far it reaches. Chosen. */
const QUARTER_REACH_METERS = 800;
