import { sql } from 'drizzle-orm';
import { BASE_LAYERS, type BaseFeature, type BaseLayer, type MapPlace } from '@beatline/shared/model/base_feature';
import { placeKindSchema } from '@beatline/shared/model/place';
import type { StreetSegment } from '@beatline/shared/model/street_segment';
import type { Scoped } from '../engine/scope';
import { copyRows } from '../engine/copy_rows';
import { refreshStatistics } from '../engine/refresh_statistics';
import { fetchColumns } from '../engine/fetch_columns';
import { geometryHex, pointHex, readGeometry } from '../engine/well_known_binary';

/** Replaces streets and base map as a whole; the new streets have no name yet ({@link import('./street_network').nameStreets}). About 40,000 segments a second. */
export async function replaceStreets(
  scoped: Scoped,
  input: { readonly segments: Iterable<StreetSegment>; readonly baseFeatures: Iterable<BaseFeature>; readonly places: Iterable<MapPlace> },
): Promise<void> {
  for (const table of [sql`street_network`, sql`street_segment`, sql`base_feature`, sql`map_place`])
    await scoped.tx.execute(sql`DELETE FROM ${table}`);
  await copyRows(
    scoped,
    'street_segment',
    [
      'id',
      'from_node',
      'to_node',
      'highway_class',
      'name',
      'oneway',
      'speed_meters_per_second',
      'vehicle_allowed',
      'foot_allowed',
      'length_meters',
      'geom',
    ],
    mapped(input.segments, (s) => [
      s.id,
      s.fromNode,
      s.toNode,
      s.highwayClass,
      s.name,
      s.oneway,
      s.speedMetersPerSecond,
      s.vehicleAllowed,
      s.footAllowed,
      s.lengthMeters,
      geometryHex({ type: 'LineString', coordinates: s.coordinates }),
    ]),
  );
  await copyRows(
    scoped,
    'base_feature',
    ['osm_id', 'layer', 'kind', 'name', 'geom'],
    mapped(input.baseFeatures, (f) => [f.osmId, f.layer, f.kind, f.name, geometryHex(f.geometry)]),
  );
  await copyRows(
    scoped,
    'map_place',
    ['osm_id', 'name', 'osm_kind', 'kind', 'rank', 'location'],
    mapped(input.places, (p) => [p.osmId, p.name, p.osmKind, p.kind, p.rank, pointHex(p.location)]),
  );
  await refreshStatistics(scoped, ['street_segment', 'base_feature', 'map_place']);
}

function* mapped<T, R>(items: Iterable<T>, map: (item: T) => R): Generator<R> {
  for (const item of items) yield map(item);
}

/** Every street segment, ascending by id: what the street graph is built from. About 200,000 a second. */
export async function loadStreetSegments(scoped: Scoped): Promise<StreetSegment[]> {
  const rows = await fetchColumns(
    scoped,
    {
      id: 'int8',
      fromNode: 'int8',
      toNode: 'int8',
      highwayClass: 'text',
      name: 'text',
      oneway: 'int2',
      speed: 'float4',
      vehicleAllowed: 'bool',
      footAllowed: 'bool',
      lengthMeters: 'float8',
      course: 'bytes',
    },
    `SELECT id, from_node, to_node, highway_class, name, oneway, speed_meters_per_second, vehicle_allowed, foot_allowed, length_meters, ST_AsBinary(geom, 'NDR')
     FROM street_segment ORDER BY id`,
  );
  return Array.from({ length: rows.length }, (_, i) => {
    const course = readGeometry(rows.course[i]);
    if (course.type !== 'LineString') throw new Error(`street segment ${rows.id[i]} is no line`);
    const oneway = rows.oneway[i];
    return {
      id: rows.id[i],
      fromNode: rows.fromNode[i],
      toNode: rows.toNode[i],
      highwayClass: rows.highwayClass[i],
      name: rows.name[i],
      oneway: oneway === 0 ? 0 : oneway > 0 ? 1 : -1,
      speedMetersPerSecond: rows.speed[i],
      vehicleAllowed: rows.vehicleAllowed[i] === 1,
      footAllowed: rows.footAllowed[i] === 1,
      lengthMeters: rows.lengthMeters[i],
      coordinates: course.coordinates,
    };
  });
}

/** Every base-map feature of these layers (default all), in the order of the import. */
export async function listBaseFeatures(scoped: Scoped, layers: readonly BaseLayer[] = BASE_LAYERS): Promise<BaseFeature[]> {
  const wanted = BASE_LAYERS.filter((layer) => layers.includes(layer));
  const rows = await fetchColumns(
    scoped,
    { osmId: 'text', layer: 'text', kind: 'text', name: 'text', shape: 'bytes' },
    `SELECT osm_id, layer, kind, name, ST_AsBinary(geom, 'NDR') FROM base_feature WHERE layer = ANY ('{${wanted.join(',')}}') ORDER BY id`,
  );
  return Array.from({ length: rows.length }, (_, i) => ({
    osmId: rows.osmId[i],
    layer: BASE_LAYERS.find((layer) => layer === rows.layer[i]) ?? 'block',
    kind: rows.kind[i],
    name: rows.name[i],
    geometry: readGeometry(rows.shape[i]),
  }));
}

/** Every named place of the base map, widest first. */
export async function listMapPlaces(scoped: Scoped): Promise<MapPlace[]> {
  const rows = await scoped.tx.execute<{
    osmId: string;
    name: string;
    osmKind: string;
    kind: string;
    rank: number;
    lng: number;
    lat: number;
  }>(
    sql`SELECT osm_id AS "osmId", name, osm_kind AS "osmKind", kind, rank, ST_X(location) AS lng, ST_Y(location) AS lat FROM map_place ORDER BY rank, osm_id`,
  );
  return rows.map((row) => ({
    osmId: row.osmId,
    name: row.name,
    osmKind: row.osmKind,
    kind: placeKindSchema.catch('other').parse(row.kind),
    rank: row.rank,
    location: [row.lng, row.lat],
  }));
}
