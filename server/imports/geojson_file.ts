import type { Scoped } from '@beatline/db/engine/database';
import { crsOfGeoJson, parseGeoJson, type GeoJsonFeature, type GeoJsonGeometry } from '@beatline/shared/formats/geojson';
import { fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import { namedCrs } from './input_crs';
import { fileKindOf, readWhole, type InputFile } from './input_file';
import { encodingOf } from './text_encoding';

/** A GeoJSON of a whole city's cells is some 20 MB; one string of V8 holds 512 MB. */
const LIMIT_BYTES = 400 * 2 ** 20;

/** Features of a GeoJSON file, with the converter its own `crs` member asks for. Refuses what is no GeoJSON. */
export async function readGeoJsonFile(
  scoped: Scoped,
  input: InputFile,
): Promise<{ readonly features: readonly GeoJsonFeature[]; readonly toLngLat: ToLngLat }> {
  if (fileKindOf(input) !== 'json')
    throw new Refusal('geojson_wrong', `${input.name} is not GeoJSON`, 'export the layer as GeoJSON (RFC 7946)');
  const encoding = await encodingOf(input);
  const text = new TextDecoder(encoding).decode(await readWhole(input, LIMIT_BYTES));
  const { root, features } = parseGeoJson(text);
  const crs = crsOfGeoJson(root);
  return { features, toLngLat: crs === undefined ? fromWgs84 : (await namedCrs(scoped, crs)).toLngLat };
}

/** An area of a feature in WGS 84, undefined when it has none or a position cannot be converted. */
export function areaOfFeature(
  geometry: GeoJsonGeometry | undefined,
  toLngLat: ToLngLat,
): { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly LngLat[])[])[] } | undefined {
  const polygons =
    geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.type === 'MultiPolygon' ? geometry.coordinates : undefined;
  if (polygons === undefined) return undefined;
  const coordinates = polygons.map((rings) => rings.map((ring) => ring.map((position) => toLngLat(position[0], position[1]))));
  if (coordinates.flat(2).some((position) => position === undefined)) return undefined;
  return { type: 'MultiPolygon', coordinates: coordinates as LngLat[][][] };
}
