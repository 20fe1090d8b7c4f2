/** Layers of a base map tile; the map style names the same. */
export const TILE_LAYERS = ['green', 'block', 'water', 'rail', 'building', 'road', 'boundary', 'place_label'] as const;
export type TileLayer = (typeof TILE_LAYERS)[number];

/** Tiles are cut to this zoom and the map draws them larger beyond it: at zoom 16 one tile unit is 15 cm of ground in mid latitudes. */
export const TILE_MAX_ZOOM = 16;

/** Where small things start to show: below these zooms a whole city of them would be one grey and a large tile. Chosen to keep a city's tile under ~300 kB. */
export const LAYER_MIN_ZOOM: Readonly<Record<TileLayer, number>> = {
  green: 9,
  block: 10,
  water: 6,
  rail: 10,
  building: 14,
  road: 6,
  boundary: 6,
  place_label: 8,
};

/** Lowest zoom at which a class of road is drawn, by OpenStreetMap `highway` value. */
const ROAD_MIN_ZOOM: Readonly<Record<string, number>> = {
  motorway: 6,
  motorway_link: 10,
  trunk: 6,
  trunk_link: 10,
  primary: 8,
  primary_link: 11,
  secondary: 10,
  secondary_link: 11,
  tertiary: 11,
  tertiary_link: 12,
  residential: 12,
  unclassified: 12,
  living_street: 13,
  pedestrian: 13,
  busway: 13,
  road: 12,
};
/** Service roads, footways, paths, steps. */
const OTHER_ROAD_MIN_ZOOM = 14;

export function roadMinZoom(highwayClass: string): number {
  return ROAD_MIN_ZOOM[highwayClass] ?? OTHER_ROAD_MIN_ZOOM;
}

/** Lowest zoom at which a label of this rank is drawn: rank 0 is a city, 9 a bus stop. */
export function labelMinZoom(rank: number): number {
  return Math.min(TILE_MAX_ZOOM, 8 + rank);
}
