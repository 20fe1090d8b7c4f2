import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { GridDraftCell } from '@beatline/shared/model/views/grid_view';
import { booleanPointInPolygon } from '@turf/turf';

const isSame = (a: LngLat, b: LngLat) => a[0] === b[0] && a[1] === b[1];

/** How much of its own size a cell is shown with around it, on each side. Chosen: its neighbours are then in sight. */
const AROUND_FRACTION = 0.5;

/** The box a cell is shown in with its neighbours; undefined without a cell. */
export function boundsAround(cell: GridDraftCell | undefined): LngLatBounds | undefined {
  if (cell === undefined) return undefined;
  const corners = cornersOf(cell);
  const [lngs, lats] = [corners.map(([lng]) => lng), corners.map(([, lat]) => lat)];
  const [west, south, east, north] = [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
  const [wide, high] = [(east - west) * AROUND_FRACTION, (north - south) * AROUND_FRACTION];
  return [west - wide, south - high, east + wide, north + high];
}

/** Every corner of a cell once, in the order of its rings. */
export function cornersOf(cell: GridDraftCell): LngLat[] {
  return cell.geometry.coordinates.flatMap((polygon) => polygon.flatMap((ring) => ring.slice(0, -1)));
}

/** All rings of a cell, with one corner somewhere else. */
export function ringsWithMoved(cell: GridDraftCell, from: LngLat, to: LngLat): LngLat[][] {
  return cell.geometry.coordinates.flatMap((polygon) => polygon.map((ring) => ring.map((corner) => (isSame(corner, from) ? to : corner))));
}

/** The cell a position lies in; undefined beside every cell. */
export function cellAt(cells: readonly GridDraftCell[], at: LngLat): GridDraftCell | undefined {
  return cells.find(({ geometry }) =>
    geometry.coordinates.some((rings) =>
      booleanPointInPolygon([...at], { type: 'Polygon', coordinates: rings.map((ring) => ring as [number, number][]) }),
    ),
  );
}

interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/** The corner nearest to a point of the screen; undefined when none lies within `reachPixels`. */
export function cornerAt(
  corners: readonly LngLat[],
  project: (corner: LngLat) => ScreenPoint,
  point: ScreenPoint,
  reachPixels: number,
): LngLat | undefined {
  let nearest: LngLat | undefined;
  let nearestPixels = reachPixels;
  for (const corner of corners) {
    const { x, y } = project(corner);
    const pixels = Math.hypot(x - point.x, y - point.y);
    if (pixels <= nearestPixels) [nearest, nearestPixels] = [corner, pixels];
  }
  return nearest;
}
