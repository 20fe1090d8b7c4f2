import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { GridDraftCell } from '@beatline/shared/model/views/grid_view';
import { PathLayer, PolygonLayer, ScatterplotLayer, type Layer } from 'deck.gl';
import { rgbaOf } from '../../../map/map_colors';
import type { GridTool } from './grid_tool';

/** One polygon of a cell: deck.gl draws polygons, cells may have several. */
interface CellPolygon {
  readonly cell: GridDraftCell;
  readonly rings: [number, number][][];
}
const mutable = (ring: readonly LngLat[]) => ring as [number, number][];

function polygonsOf(cells: readonly GridDraftCell[]): CellPolygon[] {
  return cells.flatMap((cell) => cell.geometry.coordinates.map((polygon) => ({ cell, rings: polygon.map(mutable) })));
}

/** Cells that can be pressed; those in hand stand out. */
export function cellLayers(cells: readonly GridDraftCell[], inHand: ReadonlySet<string>): Layer[] {
  const polygons = polygonsOf(cells);
  const held = polygons.filter(({ cell }) => inHand.has(cell.code));
  const faint = rgbaOf('light', 'gap-5', 0.1);
  const strong = rgbaOf('light', 'gap-5', 0.38);
  return [
    new PolygonLayer<CellPolygon>({
      id: 'areas',
      data: polygons,
      getPolygon: ({ rings }) => rings,
      getFillColor: ({ cell }) => (inHand.has(cell.code) ? strong : faint),
      stroked: false,
      updateTriggers: { getFillColor: [...inHand].join(' ') },
    }),
    new PathLayer<[number, number][]>({
      id: 'area-edges',
      data: polygons.flatMap(({ rings }) => rings),
      getPath: (ring) => ring,
      getColor: rgbaOf('light', 'text-2', 0.9),
      getWidth: 1.4,
      widthUnits: 'pixels',
    }),
    new PathLayer<[number, number][]>({
      id: 'area-edges:held',
      data: held.flatMap(({ rings }) => rings),
      getPath: (ring) => ring,
      getColor: rgbaOf('light', 'text-1'),
      getWidth: 3,
      widthUnits: 'pixels',
      jointRounded: true,
    }),
  ];
}

/** The line that is being drawn, from its first point on. */
export function splitLayers(tool: GridTool): Layer[] {
  if (tool.kind !== 'split') return [];
  return [
    ...draftPath('split', [[...tool.line]]),
    new ScatterplotLayer<LngLat>({
      id: 'vertices:split',
      data: tool.line,
      getPosition: (point) => [point[0], point[1]],
      getRadius: 5,
      radiusUnits: 'pixels',
      getFillColor: rgbaOf('light', 'tier-a'),
      getLineColor: rgbaOf('light', 'bg-0'),
      getLineWidth: 1.5,
      lineWidthUnits: 'pixels',
      stroked: true,
    }),
  ];
}

/** Lines of something not yet agreed to, on a light casing. */
export function draftPath(part: string, paths: readonly (readonly LngLat[])[]): Layer[] {
  const drawn = paths.filter((path) => path.length > 1).map(mutable);
  const layer = (name: string, color: ReturnType<typeof rgbaOf>, width: number) =>
    new PathLayer<[number, number][]>({
      id: `draft:${part}-${name}`,
      data: drawn,
      getPath: (path) => path,
      getColor: color,
      getWidth: width,
      widthUnits: 'pixels',
      jointRounded: true,
      capRounded: true,
    });
  return [layer('casing', rgbaOf('light', 'bg-0', 0.9), 7), layer('stroke', rgbaOf('light', 'text-1'), 3)];
}

/** The corners of the cell in hand, and the one that is being moved. */
export function cornerLayers(corners: readonly LngLat[], moved: LngLat | undefined): Layer[] {
  const dots = (part: string, data: readonly LngLat[], radius: number, fill: string) =>
    new ScatterplotLayer<LngLat>({
      id: `vertices:${part}`,
      data,
      getPosition: (point) => [point[0], point[1]],
      getRadius: radius,
      radiusUnits: 'pixels',
      getFillColor: rgbaOf('light', fill),
      getLineColor: rgbaOf('light', 'text-1'),
      getLineWidth: 2,
      lineWidthUnits: 'pixels',
      stroked: true,
    });
  return [dots('corners', corners, 4, 'bg-0'), dots('moved', moved === undefined ? [] : [moved], 7, 'text-1')];
}
