import { customType } from 'drizzle-orm/pg-core';
import { instantMsOf } from '../engine/value_parsers';

type GeometryKind = 'Point' | 'LineString' | 'LineStringM' | 'MultiLineString' | 'Polygon' | 'MultiPolygon' | 'Geometry';

/**
 * A PostGIS geometry column of one kind in WGS 84. Drizzle's own `geometry()` ignores kind and SRID and reads points only. The value is PostGIS's
 * hexadecimal text: queries ask for what they need with ST_AsGeoJSON, ST_X and the like instead of reading it.
 */
export const geometry = customType<{ data: string; driverData: string; config: { kind: GeometryKind }; configRequired: true }>({
  dataType: ({ kind }) => `geometry(${kind},4326)`,
});

/** A timestamptz column as epoch milliseconds. */
export const instant = customType<{ data: number; driverData: number | string }>({
  dataType: () => 'timestamp with time zone',
  toDriver: (instantMs) => new Date(instantMs).toISOString(),
  fromDriver: (value) => (typeof value === 'number' ? value : instantMsOf(value)),
});

/** A real[] column. Arrays cross as SQL array text, which both drivers take alike. */
export const realArray = customType<{ data: readonly number[]; driverData: string | number[] }>({
  dataType: () => 'real[]',
  toDriver: (values) => `{${values.join(',')}}`,
  fromDriver: (value) => (typeof value === 'string' ? value.slice(1, -1).split(',').map(Number) : value),
});
