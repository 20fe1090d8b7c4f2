import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { ImportPreview } from '@beatline/shared/model/views/import_view';
import { PathLayer, PolygonLayer, ScatterplotLayer, type Layer } from 'deck.gl';
import { rgbaOf } from '../../../map/map_colors';

type Area = ImportPreview['areas'][number];
const mutable = (ring: readonly LngLat[]) => ring as [number, number][];

/** What a file would put on the map, as it stands in it: points, lines and areas of its first rows. */
export function previewLayers({ points, lines, areas }: ImportPreview): Layer[] {
  const ink = rgbaOf('light', 'text-1');
  return [
    new PolygonLayer<Area>({
      id: 'areas',
      data: areas,
      getPolygon: ({ rings }) => rings.map(mutable),
      getFillColor: rgbaOf('light', 'gap-5', 0.24),
      stroked: false,
      pickable: true,
    }),
    new PathLayer<readonly LngLat[]>({
      id: 'area-edges',
      data: areas.flatMap(({ rings }) => [...rings]),
      getPath: mutable,
      getColor: rgbaOf('light', 'gap-8'),
      getWidth: 1.6,
      widthUnits: 'pixels',
    }),
    new PathLayer<readonly LngLat[]>({
      id: 'preview-lines:casing',
      data: lines,
      getPath: mutable,
      getColor: rgbaOf('light', 'bg-0', 0.9),
      getWidth: 5,
      widthUnits: 'pixels',
      jointRounded: true,
    }),
    new PathLayer<readonly LngLat[]>({
      id: 'preview-lines:stroke',
      data: lines,
      getPath: mutable,
      getColor: ink,
      getWidth: 2.4,
      widthUnits: 'pixels',
      jointRounded: true,
    }),
    new ScatterplotLayer<LngLat>({
      id: 'preview-points',
      data: points,
      getPosition: (point) => [point[0], point[1]],
      getRadius: 3.6,
      radiusUnits: 'pixels',
      getFillColor: rgbaOf('light', 'gap-7', 0.92),
      getLineColor: rgbaOf('light', 'bg-0'),
      getLineWidth: 1,
      lineWidthUnits: 'pixels',
      stroked: true,
    }),
  ];
}

/** Share of loose points left out at either end of each axis when the map is fitted: one wrong coordinate must not push the city off the map. Chosen. */
const TRIMMED_FRACTION = 0.02;

/** The box around what is previewed; undefined when it is nothing. */
export function boundsOfPreview({ points, lines, areas }: ImportPreview): LngLatBounds | undefined {
  const drawn = [...lines.flat(), ...areas.flatMap(({ rings }) => rings.flat())];
  if (points.length + drawn.length === 0) return undefined;
  const rangeOf = (axis: 0 | 1): [number, number] => {
    const sorted = points.map((point) => point[axis]).sort((a, b) => a - b);
    const cut = Math.floor(sorted.length * TRIMMED_FRACTION);
    const ends = sorted.slice(cut, sorted.length - cut);
    let [low, high] = [ends[0] ?? Infinity, ends.at(-1) ?? -Infinity];
    for (const corner of drawn) [low, high] = [Math.min(low, corner[axis]), Math.max(high, corner[axis])];
    return [low, high];
  };
  const [west, east] = rangeOf(0);
  const [south, north] = rangeOf(1);
  return [west, south, east, north];
}
