import { squareIdOf } from '@beatline/shared/geo/lattice';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { demoProjection, groundOf } from './city_frame';
import { lakeShore } from './city_green';
import { riverHalfWidthMeters } from './city_plan';
import type { DemoJurisdictions, JurisdictionArea } from './city_jurisdictions';

export const SQUARE_METERS = 100;

/** The analysis squares whose centre lies in the district, in rows from south to north. */
export interface DemoSquares {
  readonly count: number;
  readonly squareId: Float64Array;
  readonly column: Int32Array;
  readonly row: Int32Array;
  /** Index in STATIONS. */
  readonly station: Uint8Array;
  /** 1: more water than land; nothing happens there. */
  readonly water: Uint8Array;
  /** The square a projected position lies in, −1 outside the district. */
  indexAt(x: number, y: number): number;
}

interface ProjectedRing {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

export function layOutSquares(jurisdictions: DemoJurisdictions): DemoSquares {
  const stations = jurisdictions.stations.map(ringsOf);
  const all = stations.flat();
  const west = Math.floor(Math.min(...all.map((ring) => Math.min(...ring.xs))) / SQUARE_METERS);
  const east = Math.floor(Math.max(...all.map((ring) => Math.max(...ring.xs))) / SQUARE_METERS);
  const south = Math.floor(Math.min(...all.map((ring) => Math.min(...ring.ys))) / SQUARE_METERS);
  const north = Math.floor(Math.max(...all.map((ring) => Math.max(...ring.ys))) / SQUARE_METERS);
  const width = east - west + 1;
  const grid = new Int32Array(width * (north - south + 1)).fill(-1);
  const column: number[] = [];
  const row: number[] = [];
  const station: number[] = [];
  for (let r = south; r <= north; r += 1) {
    for (const [c, owner] of ownersOfRow(stations, (r + 0.5) * SQUARE_METERS, west, width)) {
      grid[(r - south) * width + c - west] = column.length;
      column.push(c);
      row.push(r);
      station.push(owner);
    }
  }
  const indexAt = (x: number, y: number): number => {
    const c = Math.floor(x / SQUARE_METERS) - west;
    const r = Math.floor(y / SQUARE_METERS) - south;
    return c < 0 || c >= width || r < 0 || r > north - south ? -1 : grid[r * width + c];
  };
  return {
    count: column.length,
    squareId: Float64Array.from(column, (c, i) => squareIdOf(c, row[i])),
    column: Int32Array.from(column),
    row: Int32Array.from(row),
    station: Uint8Array.from(station),
    water: waterOf(column.length, indexAt),
    indexAt,
  };
}

function ringsOf(area: JurisdictionArea): ProjectedRing[] {
  return area.polygons.flatMap((polygon) =>
    polygon.map((ring: readonly LngLat[]) => {
      const points = ring.map((position) => demoProjection.toMeters(position));
      return { xs: Float64Array.from(points, (p) => p.x), ys: Float64Array.from(points, (p) => p.y) };
    }),
  );
}

/** Squares of one row whose centre lies in a station, by the crossings of the row's middle line with the outlines (even-odd). */
function ownersOfRow(stations: readonly ProjectedRing[][], y: number, west: number, width: number): [column: number, station: number][] {
  const owned: [number, number][] = [];
  for (const [station, rings] of stations.entries()) {
    const crossings: number[] = [];
    for (const { xs, ys } of rings) {
      for (let i = 1; i < xs.length; i += 1) {
        if (ys[i - 1] > y !== ys[i] > y) crossings.push(xs[i - 1] + ((y - ys[i - 1]) / (ys[i] - ys[i - 1])) * (xs[i] - xs[i - 1]));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const first = Math.ceil(crossings[k] / SQUARE_METERS - 0.5);
      for (let c = Math.max(first, west); c < west + width && (c + 0.5) * SQUARE_METERS < crossings[k + 1]; c += 1)
        owned.push([c, station]);
    }
  }
  return owned.toSorted((a, b) => a[0] - b[0]);
}

/** Water by counting points of the river and the lake on a 20 m raster in street space. */
function waterOf(count: number, indexAt: (x: number, y: number) => number): Uint8Array {
  const points = new Uint16Array(count);
  const mark = (u: number, v: number) => {
    const { x, y } = groundOf(u, v);
    const index = indexAt(x, y);
    if (index >= 0) points[index] += 1;
  };
  for (let u = -5000; u <= 5000; u += RASTER_METERS) {
    const half = riverHalfWidthMeters(u);
    for (let v = -half; v <= half; v += RASTER_METERS) mark(u, v);
  }
  const shore = lakeShore();
  for (let v = Math.min(...shore.map((p) => p[1])); v < Math.max(...shore.map((p) => p[1])); v += RASTER_METERS) {
    const ends: number[] = [];
    for (let i = 1; i < shore.length; i += 1) {
      const [a, b] = [shore[i - 1], shore[i]];
      if (a[1] > v !== b[1] > v) ends.push(a[0] + ((v - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
    }
    ends.sort((a, b) => a - b);
    for (let k = 0; k + 1 < ends.length; k += 2) for (let u = ends[k]; u < ends[k + 1]; u += RASTER_METERS) mark(u, v);
  }
  return Uint8Array.from(points, (n) => (n > POINTS_OF_MOSTLY_WATER ? 1 : 0));
}

const RASTER_METERS = 20;
/** Of the 25 points of the raster that fill a square. */
const POINTS_OF_MOSTLY_WATER = 15;
