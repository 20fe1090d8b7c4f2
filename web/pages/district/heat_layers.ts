import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import { ClipExtension } from '@deck.gl/extensions';
import { PathLayer, type Layer } from 'deck.gl';
import { squaresLayer, type StepScale } from '../../map/layers/square_layers';
import { rgbaOf } from '../../map/map_colors';
import type { SquareGeometry } from '../../map/square_geometry';

/** Half a world to each side: a clip that only its one inner edge decides. */
const WEST = -180;
const SOUTH = -85;
const EAST = 180;
const NORTH = 85;
const clip = new ClipExtension();

export interface HeatLayersOptions {
  readonly geometry: SquareGeometry;
  readonly previous: ArrayLike<number>;
  readonly current: ArrayLike<number>;
  readonly scale: StepScale;
}

/** The heat of both periods, uncut. Made once per answer; {@link clippedAt} cuts them for every place of the slider. */
export function heatLayers({ geometry, previous, current, scale }: HeatLayersOptions): readonly [previous: Layer, current: Layer] {
  return [squaresLayer({ id: 'heat', geometry, values: previous, scale }), squaresLayer({ id: 'heat', geometry, values: current, scale })];
}

/** The earlier period west of a meridian, the later one east of it. The map must stand north up. */
export function clippedAt([previous, current]: readonly [Layer, Layer], lng: number): Layer[] {
  const cut = (layer: Layer, part: string, west: number, east: number): Layer =>
    layer.clone({ id: `heat:${part}`, extensions: [clip], clipBounds: [west, SOUTH, east, NORTH], clipByInstance: false } as object);
  return [cut(previous, 'previous', WEST, lng), cut(current, 'current', lng, EAST)];
}

/** Outlines of the clusters; the chosen one stands out. */
export function hotspotLayers(hotspots: readonly Hotspot[], chosen: number | undefined): Layer[] {
  const ink = rgbaOf('light', 'text-1');
  const halo = rgbaOf('light', 'bg-0', 0.85);
  const outline = (part: string, color: typeof ink, widthOf: (index: number) => number) =>
    new PathLayer<Hotspot>({
      id: `hotspots:${part}`,
      data: hotspots,
      getPath: (hotspot) => hotspot.ring as LngLat[],
      getColor: color,
      getWidth: (_, { index }) => widthOf(index),
      widthUnits: 'pixels',
      jointRounded: true,
      pickable: part === 'edge',
      updateTriggers: { getWidth: chosen },
    });
  return [outline('casing', halo, (index) => (index === chosen ? 6 : 3.5)), outline('edge', ink, (index) => (index === chosen ? 3 : 1.5))];
}
