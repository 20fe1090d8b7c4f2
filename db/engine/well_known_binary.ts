import type { LngLat } from '@beatline/shared/geo/lng_lat';

/**
 * Geometries as PostGIS reads and writes them in bulk: extended well-known binary, little-endian, WGS 84. Ten times less work for the database than
 * GeoJSON. Source: OGC 06-103r4 clause 8, and the PostGIS extension flags.
 */
const POINT = 1;
const LINE_STRING = 2;
const POLYGON = 3;
const MULTI_POLYGON = 6;
const HAS_MEASURE = 0x4000_0000;
const HAS_SRID = 0x2000_0000;
const WGS84_SRID = 4326;

export type LineOrArea =
  | { readonly type: 'LineString'; readonly coordinates: readonly LngLat[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly LngLat[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly LngLat[])[])[] };

/** Hexadecimal text of a point. */
export function pointHex(position: LngLat): string {
  const writer = new Writer(25);
  writer.head(POINT, true);
  writer.position(position);
  return writer.hex();
}

/** Hexadecimal text of a line or area. */
export function geometryHex(geometry: LineOrArea): string {
  const writer = new Writer(64);
  if (geometry.type === 'LineString') {
    writer.head(LINE_STRING, true);
    writer.positions(geometry.coordinates);
  } else if (geometry.type === 'Polygon') {
    writer.head(POLYGON, true);
    writer.rings(geometry.coordinates);
  } else {
    writer.head(MULTI_POLYGON, true);
    writer.count(geometry.coordinates.length);
    for (const polygon of geometry.coordinates) {
      writer.head(POLYGON, false);
      writer.rings(polygon);
    }
  }
  return writer.hex();
}

/** A line whose M is an instant, epoch milliseconds: positions `from` to `to`, `to` not included. */
export function trackBinary(lng: Float64Array, lat: Float64Array, instantMs: Float64Array, from: number, to: number): Uint8Array {
  const writer = new Writer(16 + 24 * (to - from));
  writer.head(LINE_STRING | HAS_MEASURE, true);
  writer.count(to - from);
  for (let i = from; i < to; i++) {
    writer.position([lng[i], lat[i]]);
    writer.double(instantMs[i]);
  }
  return writer.binary();
}

class Writer {
  private bytes: Buffer;
  private length = 0;

  constructor(capacityBytes: number) {
    this.bytes = Buffer.allocUnsafe(capacityBytes);
  }

  head(type: number, withSrid: boolean): void {
    this.room(9);
    this.length = this.bytes.writeUInt8(1, this.length);
    this.length = this.bytes.writeUInt32LE(withSrid ? (type | HAS_SRID) >>> 0 : type, this.length);
    if (withSrid) this.length = this.bytes.writeUInt32LE(WGS84_SRID, this.length);
  }

  count(value: number): void {
    this.room(4);
    this.length = this.bytes.writeUInt32LE(value, this.length);
  }

  double(value: number): void {
    this.room(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  position([lng, lat]: LngLat): void {
    this.double(lng);
    this.double(lat);
  }

  positions(positions: readonly LngLat[]): void {
    this.count(positions.length);
    for (const position of positions) this.position(position);
  }

  rings(rings: readonly (readonly LngLat[])[]): void {
    this.count(rings.length);
    for (const ring of rings) this.positions(ring);
  }

  binary(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  hex(): string {
    return this.bytes.toString('hex', 0, this.length);
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + bytes));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** Reads what `ST_AsBinary(geom, 'NDR')` answers for a line or area. Throws on any other kind. */
export function readGeometry(bytes: Uint8Array): LineOrArea {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const count = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const position = (): LngLat => {
    at += 16;
    return [view.getFloat64(at - 16, true), view.getFloat64(at - 8, true)];
  };
  const listOf = <T>(item: () => T): T[] => Array.from({ length: count() }, item);
  const head = () => {
    if (view.getUint8(at) !== 1) throw new Error('geometry is not little-endian');
    at += 1;
    return count();
  };
  const rings = () => listOf(() => listOf(position));
  const type = head();
  if (type === LINE_STRING) return { type: 'LineString', coordinates: listOf(position) };
  if (type === POLYGON) return { type: 'Polygon', coordinates: rings() };
  if (type !== MULTI_POLYGON) throw new Error(`not a line or area: geometry type ${type}`);
  return {
    type: 'MultiPolygon',
    coordinates: listOf(() => {
      head();
      return rings();
    }),
  };
}

/** Calls `visit` with every ring of an area as `ST_AsBinary(geom, 'NDR')` answers it, longitude and latitude alternating. Throws on any other kind. */
export function eachRing(bytes: Uint8Array, visit: (positions: Float64Array) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const count = (): number => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const head = (): number => {
    if (view.getUint8(at) !== 1) throw new Error('geometry is not little-endian');
    at += 1;
    return count();
  };
  const polygon = (): void => {
    for (let rings = count(); rings > 0; rings--) {
      const positions = new Float64Array(2 * count());
      for (let i = 0; i < positions.length; i++, at += 8) positions[i] = view.getFloat64(at, true);
      visit(positions);
    }
  };
  const type = head();
  if (type === POLYGON) return polygon();
  if (type !== MULTI_POLYGON) throw new Error(`not an area: geometry type ${type}`);
  for (let polygons = count(); polygons > 0; polygons--) {
    head();
    polygon();
  }
}

/** LineString with measure as `ST_AsBinary` writes it (ISO numbers it 2002; PostGIS's own form sets a flag). */
const ISO_LINE_STRING_M = 2002;

/** Reads what `ST_AsBinary(geom, 'NDR')` answers for a line whose M is an instant. Throws on any other kind. */
export function readTrack(bytes: Uint8Array): { readonly positions: Float64Array; readonly instantMs: Float64Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== 1 || view.getUint32(1, true) !== ISO_LINE_STRING_M) throw new Error('geometry is not a line with measure');
  const length = view.getUint32(5, true);
  const positions = new Float64Array(length * 2);
  const instantMs = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    positions[2 * i] = view.getFloat64(9 + 24 * i, true);
    positions[2 * i + 1] = view.getFloat64(17 + 24 * i, true);
    instantMs[i] = view.getFloat64(25 + 24 * i, true);
  }
  return { positions, instantMs };
}
