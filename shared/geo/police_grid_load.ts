import Flatbush from 'flatbush';
import type { LngLat } from './lng_lat';
import { cornerOf, metersPerDegree, ringHolds, type Corner, type CornerOutline } from './police_grid_outline';

/** What a cell or block has to be patrolled for. */
export interface GridLoad {
  readonly streetMeters: number;
  readonly incidents: number;
}

/** Streets are weighed in pieces of at most this length, each by its middle. Chosen: a fifth of a small block. */
const PIECE_METERS = 20;
/** Half a piece counts this far to the left of the street and half to the right, so that a street on a border counts half to either side. */
const ASIDE_METERS = 0.75;

/**
 * Street length and incidents within each outline. Outlines do not overlap; what lies in none is not counted. About 300,000 pieces a second.
 */
export function gridLoads(
  outlines: readonly CornerOutline[],
  streets: Iterable<readonly LngLat[]>,
  incidents: Iterable<LngLat>,
): GridLoad[] {
  const streetMeters = new Float64Array(outlines.length);
  const counts = new Float64Array(outlines.length);
  if (outlines.length === 0) return [];
  const find = outlineFinder(outlines);
  for (const line of streets) {
    for (let i = 1; i < line.length; i++) weighSegment(line[i - 1], line[i], streetMeters, find);
  }
  for (const incident of incidents) {
    const index = find(cornerOf(incident));
    if (index >= 0) counts[index]++;
  }
  return outlines.map((_outline, i) => ({ streetMeters: streetMeters[i], incidents: counts[i] }));
}

function weighSegment(from: LngLat, to: LngLat, streetMeters: Float64Array, find: (point: Corner) => number): void {
  const { lngMeters, latMeters } = metersPerDegree((from[1] + to[1]) / 2);
  const east = (to[0] - from[0]) * lngMeters;
  const north = (to[1] - from[1]) * latMeters;
  const length = Math.hypot(east, north);
  if (length === 0) return;
  const pieces = Math.ceil(length / PIECE_METERS);
  const asideLng = ((north / length) * ASIDE_METERS) / lngMeters;
  const asideLat = ((east / length) * ASIDE_METERS) / latMeters;
  for (let k = 0; k < pieces; k++) {
    const share = (k + 0.5) / pieces;
    const lng = from[0] + share * (to[0] - from[0]);
    const lat = from[1] + share * (to[1] - from[1]);
    const left = find(cornerOf([lng - asideLng, lat + asideLat]));
    const right = find(cornerOf([lng + asideLng, lat - asideLat]));
    if (left >= 0) streetMeters[left] += length / pieces / 2;
    if (right >= 0) streetMeters[right] += length / pieces / 2;
  }
}

/** A function that answers which outline holds a point, -1 for none. */
function outlineFinder(outlines: readonly CornerOutline[]): (point: Corner) => number {
  const boxes = new Flatbush(outlines.length);
  for (const outline of outlines) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [outer] of outline) {
      for (const { x, y } of outer) {
        west = Math.min(west, x);
        south = Math.min(south, y);
        east = Math.max(east, x);
        north = Math.max(north, y);
      }
    }
    boxes.add(west, south, east, north);
  }
  boxes.finish();
  return (point) => {
    for (const index of boxes.search(point.x, point.y, point.x, point.y)) {
      const holds = outlines[index].some(([outer, ...holes]) => ringHolds(outer, point) && !holes.some((hole) => ringHolds(hole, point)));
      if (holds) return index;
    }
    return -1;
  };
}
