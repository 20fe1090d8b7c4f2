import type { ToLngLat } from '../geo/coordinate_system';
import type { LngLat } from '../geo/lng_lat';
import type { GeoJsonGeometry } from './geojson';

/** The ground a feature covers in WGS 84, sorted by what it can be used as. */
export interface LocatedGeometry {
  readonly points: readonly LngLat[];
  readonly lines: readonly (readonly LngLat[])[];
  /** Each with its outer ring first; rings as written, closed or not. */
  readonly polygons: readonly (readonly (readonly LngLat[])[])[];
}

/** A geometry converted to WGS 84; undefined when one of its positions is none there. Linear in positions. */
export function locateGeometry(geometry: GeoJsonGeometry, toLngLat: ToLngLat): LocatedGeometry | undefined {
  let isOnEarth = true;
  const located = (position: readonly number[]): LngLat => {
    const lngLat = toLngLat(position[0], position[1]);
    // A NaN passes for a longitude in comparisons that look for one too large.
    if (lngLat === undefined || Number.isNaN(lngLat[0]) || Number.isNaN(lngLat[1])) isOnEarth = false;
    return lngLat ?? [Number.NaN, Number.NaN];
  };
  const line = (positions: readonly (readonly number[])[]): LngLat[] => positions.map(located);
  const polygon = (rings: readonly (readonly (readonly number[])[])[]): LngLat[][] => rings.map(line);
  const none = { points: [], lines: [], polygons: [] };
  const found = ((): LocatedGeometry => {
    switch (geometry.type) {
      case 'Point':
        return { ...none, points: [located(geometry.coordinates)] };
      case 'MultiPoint':
        return { ...none, points: line(geometry.coordinates) };
      case 'LineString':
        return { ...none, lines: [line(geometry.coordinates)] };
      case 'MultiLineString':
        return { ...none, lines: geometry.coordinates.map(line) };
      case 'Polygon':
        return { ...none, polygons: [polygon(geometry.coordinates)] };
      case 'MultiPolygon':
        return { ...none, polygons: geometry.coordinates.map(polygon) };
    }
  })();
  return isOnEarth ? found : undefined;
}

/** How many positions a geometry has. */
export function countPositions(geometry: GeoJsonGeometry | undefined): number {
  if (geometry === undefined) return 0;
  if (geometry.type === 'Point') return 1;
  if (geometry.type === 'MultiPoint' || geometry.type === 'LineString') return geometry.coordinates.length;
  if (geometry.type === 'MultiLineString' || geometry.type === 'Polygon')
    return geometry.coordinates.reduce((sum, line) => sum + line.length, 0);
  return geometry.coordinates.reduce((sum, rings) => sum + rings.reduce((inner, ring) => inner + ring.length, 0), 0);
}

/** Positions of a geometry in file order, at most `limit`: enough to tell a coordinate system by. */
export function somePositions(geometry: GeoJsonGeometry | undefined, limit: number): (readonly [number, number])[] {
  if (geometry === undefined) return [];
  const flat: readonly (readonly number[])[] =
    geometry.type === 'Point'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPoint' || geometry.type === 'LineString'
        ? geometry.coordinates
        : geometry.type === 'MultiPolygon'
          ? (geometry.coordinates[0]?.[0] ?? [])
          : (geometry.coordinates[0] ?? []);
  return flat.slice(0, limit).map((position) => [position[0], position[1]] as const);
}
