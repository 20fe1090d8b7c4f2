import type { LngLat } from '@beatline/shared/geo/lng_lat';

/** An area as GeoJSON writes it, positions [lng, lat]. */
export type AreaGeometry =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly LngLat[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly LngLat[])[])[] };

/** What {@link closeRings} had to do to the rings of an area. */
export type RingChange = 'ring_closed' | 'ring_left_out';

/** Result of {@link closeRings}. */
export type ClosedRings =
  | {
      readonly valid: true;
      /** What was changed, each kind once. */
      readonly changes: readonly RingChange[];
      readonly geometry: { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly LngLat[])[])[] };
    }
  | { readonly valid: false; readonly reason: 'no_area' | 'outside_world' };

/**
 * What PostGIS will read without error: every ring closed, of at least four positions, with height and measure cut off; rings with fewer are left out.
 * Not valid when nothing remains or a position is no longitude and latitude. Self-crossing rings are PostGIS's to repair.
 */
export function closeRings(geometry: AreaGeometry): ClosedRings {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const changes = new Set<RingChange>();
  const kept: LngLat[][][] = [];
  for (const polygon of polygons) {
    const rings: LngLat[][] = [];
    for (const [order, ring] of polygon.entries()) {
      const positions = ring.map(([lng, lat]): LngLat => [lng, lat]);
      if (positions.some(([lng, lat]) => !(Math.abs(lng) <= 180 && Math.abs(lat) <= 90))) return { valid: false, reason: 'outside_world' };
      const first = positions[0];
      const last = positions.at(-1);
      if (first !== undefined && last !== undefined && (first[0] !== last[0] || first[1] !== last[1])) {
        positions.push(first);
        changes.add('ring_closed');
      }
      if (positions.length >= 4) rings.push(positions);
      else if (order === 0) break;
    }
    if (rings.length > 0) kept.push(rings);
    if (rings.length < polygon.length) changes.add('ring_left_out');
  }
  return kept.length === 0
    ? { valid: false, reason: 'no_area' }
    : { valid: true, changes: [...changes], geometry: { type: 'MultiPolygon', coordinates: kept } };
}

/** A closed ring as a GeoJSON text for ST_GeomFromGeoJSON. */
export function polygonText(ring: readonly LngLat[]): string {
  const first = ring[0];
  const last = ring.at(-1);
  const closed = first !== undefined && last !== undefined && (first[0] !== last[0] || first[1] !== last[1]) ? [...ring, first] : ring;
  return JSON.stringify({ type: 'Polygon', coordinates: [closed] });
}
