import { srsOf } from '@beatline/db/queries/deployment';
import type { Scoped } from '@beatline/db/engine/database';
import { fromBd09, fromGcj02, fromProj4, fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import { Refusal } from '@beatline/shared/model/refusal';

/** How a file's coordinates are read, and the name of it for the report. */
export interface InputCrs {
  readonly crs: string;
  readonly toLngLat: ToLngLat;
}

/** The coordinate system a caller named: `EPSG:n` of the database's list, `GCJ-02` or `BD-09`. Refuses any other spelling and unknown codes. */
export async function namedCrs(scoped: Scoped, asked: string): Promise<InputCrs> {
  const name = asked.trim().toUpperCase().replace(/[\s_]/g, '-');
  if (name === 'GCJ-02' || name === 'GCJ02') return { crs: 'GCJ-02', toLngLat: fromGcj02 };
  if (name === 'BD-09' || name === 'BD09') return { crs: 'BD-09', toLngLat: fromBd09 };
  if (name === 'WGS84' || name === 'WGS-84' || name === 'EPSG:4326' || name === 'EPSG:4490' || name === 'CGCS2000')
    return { crs: 'EPSG:4326', toLngLat: fromWgs84 };
  if (!/^EPSG:\d+$/.test(name)) throw new Refusal('crs_unknown', `unknown coordinate system ${asked}`, 'use EPSG:n, GCJ-02, BD-09 or auto');
  const reference = await srsOf(scoped, name);
  return { crs: reference.crs, toLngLat: fromProj4(reference.proj4, reference.crs) };
}

/**
 * The system of a file for which nobody named one: columns called longitude and latitude whose values are in range are WGS 84, which is logged;
 * any other columns need a name. Refuses when the sample is out of range.
 */
export function assumedCrs(
  columns: 'lng-lat' | 'x-y',
  sample: readonly (readonly [number, number])[],
  log: (line: string) => void,
): InputCrs {
  const outOfRange = sample.find(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90);
  if (columns === 'x-y' && (sample.length === 0 || outOfRange !== undefined)) {
    throw new Refusal('crs_needed', 'the columns x and y do not say their coordinate system', 'name it with --crs EPSG:n');
  }
  if (outOfRange !== undefined) {
    throw new Refusal(
      'crs_needed',
      `${outOfRange.join(', ')} is no longitude and latitude`,
      'name the coordinate system with --crs EPSG:n',
    );
  }
  log('coordinates are taken for WGS 84 longitude and latitude; name another system with --crs (GCJ-02, BD-09, EPSG:n)');
  return { crs: 'EPSG:4326', toLngLat: fromWgs84 };
}
