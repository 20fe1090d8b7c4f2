import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { Refusal } from '../model/refusal';
import type { GeoJsonGeometry } from './geojson';

/** Reads the records of a shapefile's main file (.shp) piece by piece. */
export interface ShapeReader {
  write(bytes: Uint8Array): void;
  /** Call once after the last piece. */
  close(): void;
}

/** Kinds of shape by number: plain, with Z, with M; what they add to x and y is left out. Multipatches are not ground. */
const KINDS: Readonly<Record<number, 'null' | 'point' | 'line' | 'polygon' | 'multipoint'>> = {
  0: 'null',
  1: 'point',
  3: 'line',
  5: 'polygon',
  8: 'multipoint',
  11: 'point',
  13: 'line',
  15: 'polygon',
  18: 'multipoint',
  21: 'point',
  23: 'line',
  25: 'polygon',
  28: 'multipoint',
};
const HEADER_BYTES = 100;
const FILE_CODE = 9994;
/** Chosen: an outline of four million positions is none anybody drew. */
const MAX_RECORD_BYTES = 64 * 2 ** 20;
/** Chosen: an archipelago has some thousand islands; sorting holes into more is work a hostile file asks for. */
const MAX_PARTS = 20_000;

/**
 * A reader that hands the geometry of each record, undefined for a null shape, to `take` in file order; coordinates as written. Every length and count is
 * checked before it is believed (ESRI Shapefile Technical Description, 1998). Throws a Refusal `shapefile_broken` where they do not fit.
 */
export function createShapeReader(take: (geometry: GeoJsonGeometry | undefined) => void): ShapeReader {
  let pending = new Uint8Array(0);
  let headerRead = false;
  let records = 0;
  return {
    write(bytes) {
      const joined = new Uint8Array(pending.length + bytes.length);
      joined.set(pending);
      joined.set(bytes, pending.length);
      let at = 0;
      const view = new DataView(joined.buffer);
      if (!headerRead) {
        if (joined.length < HEADER_BYTES) {
          pending = joined;
          return;
        }
        if (view.getInt32(0) !== FILE_CODE) throw broken('its .shp file is none');
        headerRead = true;
        at = HEADER_BYTES;
      }
      while (joined.length - at >= 8) {
        const contentBytes = view.getInt32(at + 4) * 2;
        if (view.getInt32(at) !== records + 1) throw broken(`record ${records + 1} is numbered ${view.getInt32(at)}`);
        if (contentBytes < 4 || contentBytes > MAX_RECORD_BYTES) throw broken(`record ${records + 1} claims ${contentBytes} bytes`);
        if (joined.length - at - 8 < contentBytes) break;
        records += 1;
        take(shapeOf(new DataView(joined.buffer, at + 8, contentBytes), records));
        at += 8 + contentBytes;
      }
      pending = joined.slice(at);
    },
    close() {
      if (!headerRead || pending.length > 0) throw broken('its .shp file is cut off');
    },
  };
}

function shapeOf(view: DataView, record: number): GeoJsonGeometry | undefined {
  const kind = KINDS[view.getInt32(0, true)];
  if (kind === undefined) throw broken(`record ${record} is of unknown kind ${view.getInt32(0, true)}`);
  if (kind === 'null') return undefined;
  if (kind === 'point') {
    if (view.byteLength < 20) throw broken(`record ${record} is too short`);
    return { type: 'Point', coordinates: positionAt(view, 4) };
  }
  const fit = (bytes: number): void => {
    if (!(bytes >= 0 && bytes <= view.byteLength)) throw broken(`record ${record} claims more than it holds`);
  };
  fit(kind === 'multipoint' ? 40 : 44);
  if (kind === 'multipoint') {
    const count = view.getInt32(36, true);
    fit(count < 0 ? -1 : 40 + 16 * count);
    return { type: 'MultiPoint', coordinates: Array.from({ length: count }, (_, i) => positionAt(view, 40 + 16 * i)) };
  }
  const partCount = view.getInt32(36, true);
  const pointCount = view.getInt32(40, true);
  if (partCount > MAX_PARTS) throw broken(`record ${record} has ${partCount} parts`);
  fit(partCount < 0 || pointCount < 0 ? -1 : 44 + 4 * partCount + 16 * pointCount);
  const firstPoint = 44 + 4 * partCount;
  const parts: number[][][] = [];
  for (let part = 0; part < partCount; part++) {
    const from = view.getInt32(44 + 4 * part, true);
    const to = part + 1 < partCount ? view.getInt32(48 + 4 * part, true) : pointCount;
    if (!(from >= 0 && from <= to && to <= pointCount)) throw broken(`a part of record ${record} begins at point ${from}`);
    parts.push(Array.from({ length: to - from }, (_, i) => positionAt(view, firstPoint + 16 * (from + i))));
  }
  if (kind === 'polygon') return polygonOf(parts);
  return parts.length === 1 ? { type: 'LineString', coordinates: parts[0] } : { type: 'MultiLineString', coordinates: parts };
}

function positionAt(view: DataView, at: number): number[] {
  return [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
}

// Rings: clockwise ones are outlines, others holes of the outline around them ------------------------------------------------------------------

function polygonOf(rings: readonly number[][][]): GeoJsonGeometry | undefined {
  const polygons: number[][][][] = [];
  const holes: number[][][] = [];
  for (const ring of rings) {
    if (ring.length === 0) continue;
    if (isClockwise(ring)) polygons.push([ring]);
    else holes.push(ring);
  }
  const outlines = polygons.map(([outline]) => ({ outline, box: boxOf(outline) }));
  for (const hole of holes) {
    const [x, y] = hole[0];
    const around = outlines.findIndex(
      ({ outline, box }) => x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3] && isAround(outline, hole),
    );
    // A hole of nothing is an outline drawn the wrong way round.
    if (around < 0) polygons.push([hole]);
    else polygons[around].push(hole);
  }
  if (polygons.length === 0) return undefined;
  return polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0] } : { type: 'MultiPolygon', coordinates: polygons };
}

/** Whether most of a hole's first positions lie in the outline: on its edge each alone could fall to either side. */
function isAround(outline: readonly number[][], hole: readonly number[][]): boolean {
  const closed = [...outline, outline[0]];
  const told = hole.slice(0, 5);
  return told.filter((position) => booleanPointInPolygon(position, { type: 'Polygon', coordinates: [closed] })).length * 2 > told.length;
}

function isClockwise(ring: readonly number[][]): boolean {
  let doubledArea = 0;
  // From its first position on, so that large coordinates do not swallow a small area.
  const [x0, y0] = ring[0];
  for (let i = 1; i < ring.length; i++)
    doubledArea += (ring[i - 1][0] - x0) * (ring[i][1] - y0) - (ring[i][0] - x0) * (ring[i - 1][1] - y0);
  return doubledArea <= 0;
}

function boxOf(ring: readonly number[][]): readonly [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return [minX, minY, maxX, maxY];
}

/** The refusal of a shapefile that cannot be read. */
export function broken(why: string): Refusal {
  return new Refusal(
    'shapefile_broken',
    `the shapefile is damaged: ${why}`,
    'export the layer again and pack .shp, .dbf, .prj and .cpg together',
  );
}
