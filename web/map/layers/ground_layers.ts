import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import type { PlaceView, ZoneView } from '@beatline/shared/model/views/place_view';
import { PathStyleExtension, type PathStyleExtensionProps } from '@deck.gl/extensions';
import { PathLayer, PolygonLayer, ScatterplotLayer, TextLayer, type Layer } from 'deck.gl';
import { MAP_TEXT_FONT } from '../map_text';
import { rgbaOf, type MapTheme } from '../map_colors';

type Ring = readonly LngLat[];
const mutable = (ring: Ring) => ring as [number, number][];
const dash = new PathStyleExtension({ dash: true });

/** Zones, dashed outline over a faint fill, with the name under the pointer. */
export function zoneLayers(theme: MapTheme, zones: readonly ZoneView[]): Layer[] {
  const rings = zones.flatMap((zone) => zone.rings.map((ring) => ({ zone, ring })));
  type ZoneRing = (typeof rings)[number];
  return [
    new PolygonLayer<ZoneRing>({
      id: 'no-fly',
      data: rings,
      getPolygon: ({ ring }) => mutable(ring),
      getFillColor: rgbaOf(theme, 'text-3', 0.16),
      stroked: false,
      pickable: true,
    }),
    new PathLayer<ZoneRing, PathStyleExtensionProps<ZoneRing>>({
      id: 'no-fly:edge',
      data: rings,
      getPath: ({ ring }) => mutable(ring),
      getColor: rgbaOf(theme, 'text-2', 0.9),
      getWidth: 1.5,
      widthUnits: 'pixels',
      getDashArray: [5, 3],
      dashJustified: true,
      extensions: [dash],
    }),
  ];
}

/** Incident hot spots: the hull of each cluster and how many incidents it holds. */
export function hotspotLayers(theme: MapTheme, hotspots: readonly Hotspot[]): Layer[] {
  return [
    new PolygonLayer<Hotspot>({
      id: 'hotspots',
      data: hotspots,
      getPolygon: (spot) => mutable(spot.ring),
      getFillColor: rgbaOf(theme, 'text-1', 0.08),
      getLineColor: rgbaOf(theme, 'text-1', 0.85),
      getLineWidth: 1.4,
      lineWidthUnits: 'pixels',
      pickable: true,
    }),
    ...(hotspots.length === 0 ? [] : [hotspotCounts(theme, hotspots)]),
  ];
}

function hotspotCounts(theme: MapTheme, hotspots: readonly Hotspot[]): Layer {
  return new TextLayer<Hotspot>({
    id: 'incidents:hotspot-counts',
    data: hotspots,
    getText: (spot) => String(spot.incidents),
    getPosition: (spot) => [spot.center[0], spot.center[1]],
    getSize: 13,
    getColor: rgbaOf(theme, 'text-1'),
    ...MAP_TEXT_FONT,
    outlineColor: rgbaOf(theme, 'map-halo'),
  });
}

/** Registered places as small open squares. */
export function placesLayer(theme: MapTheme, places: readonly PlaceView[]): Layer {
  return new ScatterplotLayer<PlaceView>({
    id: 'places',
    data: places,
    getPosition: (place) => [place.location[0], place.location[1]],
    getRadius: 3.5,
    radiusUnits: 'pixels',
    getFillColor: rgbaOf(theme, 'map-halo'),
    getLineColor: rgbaOf(theme, 'text-1', 0.9),
    getLineWidth: 1.4,
    lineWidthUnits: 'pixels',
    stroked: true,
    pickable: true,
  });
}
