import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { tokenOf, type MapTheme } from './map_colors';
import { MAP_FONT, mapFontFaces } from './map_fonts';

/** The first label layer: deck.gl layers that belong under the labels are put before it. */
export const FIRST_LABEL_LAYER = 'label-street';

/** Tiles are cut to this zoom by the server and drawn larger beyond it. */
const TILE_MAX_ZOOM = 16;
const BASE = 'base';
/** Boundaries that come from `jurisdictions.shapes`, so that a page shows the levels it speaks of. */
export const POLICE_CELL_SOURCE = 'police-cells';
export const STATION_SOURCE = 'stations';

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

const ARTERIES = ['motorway', 'trunk', 'primary', 'motorway_link', 'trunk_link', 'primary_link'];
const STREETS = ['secondary', 'tertiary', 'secondary_link', 'tertiary_link', 'busway'];
const LOCAL = ['residential', 'unclassified', 'living_street', 'road', 'pedestrian'];

/** Line width growing with zoom: pixels at zoom 12 and at zoom 17. */
function widthByZoom(at12: number, at17: number): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.6], ['zoom'], 12, at12, 17, at17];
}

function isRoadOf(classes: string[]): ExpressionSpecification {
  return ['in', ['get', 'class'], ['literal', classes]];
}

/** The base map drawn from the tokens: land, water, green, blocks, buildings, streets by class, rails, boundaries, labels. */
export function baseStyle(theme: MapTheme): StyleSpecification {
  const color = (name: string) => tokenOf(theme, name);
  const dark = theme === 'dark';
  const boundary = dark ? '#dee8eb' : '#43525a';
  const roads: LayerSpecification[] = [
    {
      id: 'road-path',
      type: 'line',
      source: BASE,
      'source-layer': 'road',
      minzoom: 14.5,
      filter: ['!', isRoadOf([...ARTERIES, ...STREETS, ...LOCAL])],
      paint: { 'line-color': color('map-lane'), 'line-width': widthByZoom(0.3, 1.6) },
    },
    {
      id: 'road-local',
      type: 'line',
      source: BASE,
      'source-layer': 'road',
      minzoom: 12,
      filter: isRoadOf(LOCAL),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': color(dark ? 'map-lane' : 'map-street'), 'line-width': widthByZoom(0.5, 6) },
    },
    {
      id: 'road-street',
      type: 'line',
      source: BASE,
      'source-layer': 'road',
      filter: isRoadOf(STREETS),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': color('map-street'), 'line-width': widthByZoom(1, 11) },
    },
    {
      id: 'road-artery',
      type: 'line',
      source: BASE,
      'source-layer': 'road',
      filter: isRoadOf(ARTERIES),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': color('map-artery'), 'line-width': widthByZoom(1.8, 15) },
    },
  ];
  // On light ground streets are white: a hairline on both sides keeps them from melting into the land.
  const casings: LayerSpecification[] = dark
    ? []
    : [
        {
          id: 'road-street-casing',
          type: 'line',
          source: BASE,
          'source-layer': 'road',
          minzoom: 12,
          filter: isRoadOf([...STREETS, ...ARTERIES]),
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: { 'line-color': color('line-2'), 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 12, 2.6, 17, 16.5] },
        },
        {
          id: 'road-local-casing',
          type: 'line',
          source: BASE,
          'source-layer': 'road',
          minzoom: 14,
          filter: isRoadOf(LOCAL),
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: { 'line-color': color('line-1'), 'line-width': widthByZoom(1.2, 7.5) },
        },
      ];
  const labelPaint = { 'text-color': color('map-label'), 'text-halo-color': color('map-halo'), 'text-halo-width': 1.6 };
  return {
    version: 8,
    'font-faces': mapFontFaces(),
    sources: {
      [BASE]: {
        type: 'vector',
        tiles: [new URL('/tiles/{z}/{x}/{y}.pbf', document.baseURI).href.replaceAll('%7B', '{').replaceAll('%7D', '}')],
        maxzoom: TILE_MAX_ZOOM,
      },
      [POLICE_CELL_SOURCE]: { type: 'geojson', data: NOTHING },
      [STATION_SOURCE]: { type: 'geojson', data: NOTHING },
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': color('map-land') } },
      { id: 'block', type: 'fill', source: BASE, 'source-layer': 'block', paint: { 'fill-color': color('map-block') } },
      { id: 'green', type: 'fill', source: BASE, 'source-layer': 'green', paint: { 'fill-color': color('map-green') } },
      {
        id: 'water',
        type: 'fill',
        source: BASE,
        'source-layer': 'water',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': color('map-water') },
      },
      {
        id: 'waterway',
        type: 'line',
        source: BASE,
        'source-layer': 'water',
        filter: ['==', ['geometry-type'], 'LineString'],
        paint: { 'line-color': color('map-water'), 'line-width': widthByZoom(1, 8) },
      },
      {
        id: 'building',
        type: 'fill',
        source: BASE,
        'source-layer': 'building',
        minzoom: 14,
        paint: { 'fill-color': color('map-bldg'), 'fill-antialias': false },
      },
      ...casings,
      ...roads,
      {
        id: 'rail',
        type: 'line',
        source: BASE,
        'source-layer': 'rail',
        paint: { 'line-color': color('map-rail'), 'line-width': widthByZoom(0.8, 3) },
      },
      {
        id: 'rail-ties',
        type: 'line',
        source: BASE,
        'source-layer': 'rail',
        minzoom: 13,
        paint: { 'line-color': color('map-land'), 'line-width': widthByZoom(0.4, 1.6), 'line-dasharray': [4, 4] },
      },
      ...boundaryLayers(boundary, color('map-land')),
      {
        id: FIRST_LABEL_LAYER,
        type: 'symbol',
        source: BASE,
        'source-layer': 'road',
        minzoom: 13,
        filter: isRoadOf([...ARTERIES, ...STREETS, ...LOCAL]),
        layout: {
          'symbol-placement': 'line',
          'text-field': ['get', 'name'],
          'text-font': [MAP_FONT],
          'text-size': ['interpolate', ['linear'], ['zoom'], 13, 10.5, 17, 13],
          'text-letter-spacing': 0.12,
          'symbol-spacing': 420,
          'text-max-angle': 30,
        },
        paint: labelPaint,
      },
      {
        id: 'label-place',
        type: 'symbol',
        source: BASE,
        'source-layer': 'place_label',
        layout: {
          'text-field': ['get', 'name'],
          'text-font': [MAP_FONT],
          'text-size': ['interpolate', ['linear'], ['get', 'rank'], 0, 16, 4, 12.5, 9, 11],
          'symbol-sort-key': ['get', 'rank'],
          'text-max-width': 8,
          'text-padding': 6,
        },
        paint: { ...labelPaint, 'text-color': dark ? '#c3d0d5' : color('map-label'), 'text-halo-width': 2 },
      },
      {
        id: 'label-police-cell',
        type: 'symbol',
        source: POLICE_CELL_SOURCE,
        minzoom: 13,
        layout: { 'text-field': ['get', 'name'], 'text-font': [MAP_FONT], 'text-size': 12, 'text-padding': 4 },
        paint: { ...labelPaint, 'text-color': dark ? '#c3d0d5' : '#10191d' },
      },
      {
        id: 'label-station',
        type: 'symbol',
        source: STATION_SOURCE,
        maxzoom: 13,
        layout: { 'text-field': ['get', 'name'], 'text-font': [MAP_FONT], 'text-size': 13, 'text-padding': 4 },
        paint: { ...labelPaint, 'text-color': dark ? '#c3d0d5' : '#10191d' },
      },
    ],
  };
}

/** Police cells 5-4 dash, stations 12-4-2-4, each on a dark or light casing so that they read over any fill. */
function boundaryLayers(line: string, casing: string): LayerSpecification[] {
  return [
    {
      id: 'boundary-cell-casing',
      type: 'line',
      source: POLICE_CELL_SOURCE,
      paint: { 'line-color': casing, 'line-width': 3, 'line-opacity': 0.7 },
    },
    {
      id: 'boundary-cell',
      type: 'line',
      source: POLICE_CELL_SOURCE,
      paint: { 'line-color': line, 'line-width': 1, 'line-opacity': 0.42, 'line-dasharray': [5, 4] },
    },
    {
      id: 'boundary-station-casing',
      type: 'line',
      source: STATION_SOURCE,
      paint: { 'line-color': casing, 'line-width': 4, 'line-opacity': 0.75 },
    },
    {
      id: 'boundary-station',
      type: 'line',
      source: STATION_SOURCE,
      paint: { 'line-color': line, 'line-width': 1.6, 'line-opacity': 0.66, 'line-dasharray': [7.5, 2.5, 1.25, 2.5] },
    },
  ];
}
