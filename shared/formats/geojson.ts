import { z } from 'zod';

const positionSchema = z.array(z.number()).min(2);
const ringSchema = z.array(positionSchema);
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: positionSchema }),
  z.object({ type: z.literal('MultiPoint'), coordinates: z.array(positionSchema) }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(positionSchema) }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(positionSchema)) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ringSchema) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ringSchema)) }),
]);
/** A simple GeoJSON geometry, coordinates as written. */
export type GeoJsonGeometry = z.infer<typeof geometrySchema>;

/** One feature of a file: `geometry` undefined where it has none or one that is none of RFC 7946. */
export interface GeoJsonFeature {
  readonly id: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: GeoJsonGeometry | undefined;
}

const featureSchema = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  geometry: z.unknown(),
});
/** EPSG code of the coordinate system an old-style file names in its `crs` member, e.g. `EPSG:26910`; undefined for WGS 84 and when it names none. */
export function crsOfGeoJson(root: unknown): string | undefined {
  const named = z.object({ crs: z.object({ properties: z.object({ name: z.string() }) }) }).safeParse(root);
  if (!named.success) return undefined;
  const code = /EPSG:+(?:\d*\.?\d*:)?(\d+)$/i.exec(named.data.crs.properties.name)?.[1];
  return code === undefined || code === '4326' ? undefined : `EPSG:${code}`;
}

/** A feature as parsed from JSON; without properties and geometry where it is none. */
export function geoJsonFeatureOf(raw: unknown): GeoJsonFeature {
  const feature = featureSchema.safeParse(raw);
  if (!feature.success) return { id: undefined, properties: {}, geometry: undefined };
  const geometry = geometrySchema.safeParse(feature.data.geometry);
  return {
    id: feature.data.id === undefined ? undefined : String(feature.data.id),
    properties: feature.data.properties ?? {},
    geometry: geometry.success ? geometry.data : undefined,
  };
}

/** The value of a named property, exactly, then without case; trimmed text, undefined when absent or blank. */
export function textProperty(feature: GeoJsonFeature, name: string): string | undefined {
  const { properties } = feature;
  const key = name in properties ? name : Object.keys(properties).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? undefined : properties[key];
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** A property as the text of a cell: texts, numbers and truth values; what is nested is no value of a field. */
export function propertyText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
