import type { LngLat } from './lng_lat';

/** Distances from positions to a set of lines, exact up to a limit, in a plane around a centre: some parts in a thousand off within 50 km of it. */
export interface NearestLine {
  /** Metres from a position, displaced by metres to the east and north, to the nearest line; `limitMeters` when there is none within it. */
  meters(position: LngLat, eastMeters?: number, northMeters?: number): number;
}

/** WGS 84 at 45°: metres in a degree of latitude; of longitude times the cosine of the latitude. */
const METERS_PER_DEGREE_LAT = 111_132;
const METERS_PER_DEGREE_LNG = 111_413;
/** Chosen, because blocks of a city are 50 to 300 m wide: few edges stand in a bin, and few bins are searched. */
const BIN_METERS = 100;

/** Sorts the edges of lines into square bins. Time and memory grow with the number of edges and their length; a query looks at a few bins. */
export function createNearestLine(lines: Iterable<readonly LngLat[]>, center: LngLat, limitMeters: number): NearestLine {
  const perLng = METERS_PER_DEGREE_LNG * Math.cos((center[1] * Math.PI) / 180);
  const east = (lng: number) => (lng - center[0]) * perLng;
  const north = (lat: number) => (lat - center[1]) * METERS_PER_DEGREE_LAT;
  const edges: number[] = [];
  const bins = new Map<number, number[]>();
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) addEdge(east(line[i - 1][0]), north(line[i - 1][1]), east(line[i][0]), north(line[i][1]));
  }

  function addEdge(x1: number, y1: number, x2: number, y2: number): void {
    const edge = edges.push(x1, y1, x2, y2) / 4 - 1;
    // Every bin within half a step of a sample of the edge: a superset of those it crosses.
    const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / (BIN_METERS / 2)));
    let last = Number.NaN;
    for (let step = 0; step <= steps; step++) {
      const key = binOf(x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps);
      if (key === last) continue;
      last = key;
      const bin = bins.get(key);
      if (bin === undefined) bins.set(key, [edge]);
      else bin.push(edge);
    }
  }

  return {
    meters([lng, lat], eastMeters = 0, northMeters = 0) {
      const x = east(lng) + eastMeters;
      const y = north(lat) + northMeters;
      const column = Math.floor(x / BIN_METERS);
      const row = Math.floor(y / BIN_METERS);
      let best = limitMeters;
      // An edge may pass a bin's corner between two samples, a quarter of a bin beyond what is searched: hence one ring more.
      for (let ring = 0; (ring - 2) * BIN_METERS <= best; ring++) {
        for (let r = row - ring; r <= row + ring; r++) {
          const isEnd = r === row - ring || r === row + ring;
          for (let c = column - ring; c <= column + ring; c += isEnd || ring === 0 ? 1 : 2 * ring) {
            for (const edge of bins.get(binKey(c, r)) ?? NO_EDGES) best = Math.min(best, edgeMeters(x, y, edges, edge * 4));
          }
        }
      }
      return best;
    },
  };
}

const NO_EDGES: readonly number[] = [];
/** More bins than there are around the earth. */
const BINS_ACROSS = 2 ** 20;

function binOf(x: number, y: number): number {
  return binKey(Math.floor(x / BIN_METERS), Math.floor(y / BIN_METERS));
}

function binKey(column: number, row: number): number {
  return row * BINS_ACROSS + column;
}

function edgeMeters(x: number, y: number, edges: readonly number[], at: number): number {
  const [x1, y1] = [edges[at], edges[at + 1]];
  const [dx, dy] = [edges[at + 2] - x1, edges[at + 3] - y1];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
