import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import type { Spot, SpotsView } from '@beatline/shared/model/views/spots_view';
import { ClipExtension, PathStyleExtension, type PathStyleExtensionProps } from '@deck.gl/extensions';
import { PathLayer, type Layer } from 'deck.gl';
import { squareEdgeLayers, squaresLayer, type StepScale } from '../../map/layers/square_layers';
import { rgbaOf } from '../../map/map_colors';
import { squareOutlineOf, type SquareGeometry } from '../../map/square_geometry';

/** Half a world to each side: a clip that only its one inner edge decides. */
const WEST = -180;
const SOUTH = -85;
const EAST = 180;
const NORTH = 85;
const clip = new ClipExtension();
const dash = new PathStyleExtension({ dash: true });

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

/** Squares of emerging spots in solid outlines, of fading ones in dashed ones: the stroke tells them apart, the colour comes second. */
export function spotLayers(geometry: SquareGeometry, { emerging, fading }: SpotsView): Layer[] {
  const halo = rgbaOf('light', 'bg-0', 0.85);
  const outlinesOf = (spots: readonly Spot[]) =>
    spots.flatMap((spot) =>
      spot.squareIds.flatMap((squareId) => {
        const index = geometry.indexOfSquare.get(squareId);
        return index === undefined ? [] : [squareOutlineOf(geometry, index) as [number, number][]];
      }),
    );
  const outline = (part: string, data: [number, number][][], color: typeof halo, widthPixels: number, dashes?: [number, number]) =>
    new PathLayer<[number, number][], PathStyleExtensionProps<[number, number][]>>({
      id: `spots:${part}`,
      data,
      getPath: (path) => path,
      getColor: color,
      getWidth: widthPixels,
      widthUnits: 'pixels',
      ...(dashes === undefined ? {} : { getDashArray: dashes, extensions: [dash] }),
    });
  const more = outlinesOf(emerging);
  const less = outlinesOf(fading);
  return [
    outline('casing', [...more, ...less], halo, 5),
    outline('emerging', more, rgbaOf('light', 'div-9'), 2.6),
    outline('fading', less, rgbaOf('light', 'div-1'), 2.2, [3, 2]),
  ];
}

/** The square that explains itself. */
export function chosenSquareLayers(geometry: SquareGeometry, index: number): Layer[] {
  return squareEdgeLayers({
    id: 'square-selected',
    geometry,
    indices: [index],
    color: rgbaOf('light', 'text-1'),
    casing: rgbaOf('light', 'bg-0'),
    widthPixels: 2.4,
  });
}
