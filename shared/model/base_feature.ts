import type { LngLat } from '../geo/lng_lat';
import type { PlaceKind } from './place';

/** What the base map draws beside streets, bottom first. Stored by name; also the names of the vector tile layers. */
export const BASE_LAYERS = ['green', 'block', 'water', 'rail', 'building'] as const;
export type BaseLayer = (typeof BASE_LAYERS)[number];

/** A closed ring: first position equals last. */
export type Ring = readonly LngLat[];

/** Geometry as GeoJSON writes it (RFC 7946), coordinates [lng, lat]. Outer rings run counter-clockwise, holes clockwise. */
export type BaseGeometry =
  | { readonly type: 'LineString'; readonly coordinates: readonly LngLat[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

/** One thing of the base map, as cut from the imported OpenStreetMap data. */
export interface BaseFeature {
  /** OpenStreetMap element, e.g. `way/12` or `relation/3`; unique within one import. */
  readonly osmId: string;
  readonly layer: BaseLayer;
  /** The OpenStreetMap value that put it in its layer, e.g. `river`, `park`, `industrial`, `school`, `yes`, `rail`. */
  readonly kind: string;
  /** Empty when it has none. */
  readonly name: string;
  readonly geometry: BaseGeometry;
}

/** A named place of the map: a label, and a candidate for naming squares by their nearest place. */
export interface MapPlace {
  /** OpenStreetMap element, e.g. `node/12`; unique within one import. */
  readonly osmId: string;
  /** Never empty. */
  readonly name: string;
  /** The OpenStreetMap value, e.g. `suburb`, `school`, `bus_stop`. */
  readonly osmKind: string;
  /** Kind in the place register; `other` when the register has no such kind. */
  readonly kind: PlaceKind;
  /** 0 (a city) to 9 (a bus stop): labels of lower rank win where there is no room. */
  readonly rank: number;
  readonly location: LngLat;
}
