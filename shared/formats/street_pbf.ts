import type { StreetSegment } from '../model/street_segment';

/** Entities of one block: the format recommends no more. */
const BLOCK_ENTITIES = 8000;
const KMH_PER_METER_PER_SECOND = 3.6;

/**
 * Street segments as an OpenStreetMap PBF (osmformat.proto and fileformat.proto of openstreetmap/OSM-binary): one way a segment, its id the segment's, drawn the way
 * vehicles go where that is one way only, with the permissions and the speed the planner uses. Segments meet where they name the same node. The same segments give
 * the same bytes, so a digest of them names the street network. Blocks are not compressed. Linear.
 */
export function writeStreetPbf(segments: readonly StreetSegment[]): Uint8Array {
  const file = new ProtoWriter(1 << 20);
  const header = new ProtoWriter(64);
  header.text(4, 'OsmSchema-V0.6');
  header.text(4, 'DenseNodes');
  writeBlob(file, 'OSMHeader', header);

  const { lng, lat, refs } = numberedNodes(segments);
  for (let from = 0; from < lng.length; from += BLOCK_ENTITIES) writeBlob(file, 'OSMData', nodeBlock(lng, lat, from));
  for (let from = 0; from < segments.length; from += BLOCK_ENTITIES)
    writeBlob(file, 'OSMData', wayBlock(segments.slice(from, from + BLOCK_ENTITIES), refs.slice(from, from + BLOCK_ENTITIES)));
  return file.bytes();
}

interface NumberedNodes {
  /** Position of node i + 1, 1e-7 degrees. */
  readonly lng: number[];
  readonly lat: number[];
  /** Node ids of each segment, in the direction of travel. */
  readonly refs: number[][];
}

/** Nodes numbered from 1 in order of appearance: junctions once, what lies between by itself. */
function numberedNodes(segments: readonly StreetSegment[]): NumberedNodes {
  const lng: number[] = [];
  const lat: number[] = [];
  const junctions = new Map<number, number>();
  const numbered = (x: number, y: number): number => {
    lng.push(Math.round(x * 1e7));
    return lat.push(Math.round(y * 1e7));
  };
  const refs = segments.map(({ fromNode, toNode, coordinates, oneway }) => {
    const last = coordinates.length - 1;
    const ids = coordinates.map(([x, y], i) => {
      if (i > 0 && i < last) return numbered(x, y);
      const node = i === 0 ? fromNode : toNode;
      let id = junctions.get(node);
      if (id === undefined) junctions.set(node, (id = numbered(x, y)));
      return id;
    });
    return oneway === -1 ? ids.reverse() : ids;
  });
  return { lng, lat, refs };
}

function nodeBlock(lng: readonly number[], lat: readonly number[], from: number): ProtoWriter {
  const to = Math.min(lng.length, from + BLOCK_ENTITIES);
  const ids = new ProtoWriter(BLOCK_ENTITIES);
  const lats = new ProtoWriter(BLOCK_ENTITIES * 4);
  const lngs = new ProtoWriter(BLOCK_ENTITIES * 4);
  for (let i = from; i < to; i++) {
    ids.signed(i === from ? i + 1 : 1);
    lats.signed(i === from ? lat[i] : lat[i] - lat[i - 1]);
    lngs.signed(i === from ? lng[i] : lng[i] - lng[i - 1]);
  }
  const dense = new ProtoWriter(1 << 16);
  dense.message(1, ids);
  dense.message(8, lats);
  dense.message(9, lngs);
  const group = new ProtoWriter(1 << 16);
  group.message(2, dense);
  return primitiveBlock([''], group);
}

function wayBlock(segments: readonly StreetSegment[], refs: readonly (readonly number[])[]): ProtoWriter {
  const strings = new Map<string, number>([['', 0]]);
  const indexOf = (text: string): number => {
    let index = strings.get(text);
    if (index === undefined) strings.set(text, (index = strings.size));
    return index;
  };
  const group = new ProtoWriter(1 << 18);
  segments.forEach((segment, i) => {
    const keys = new ProtoWriter(16);
    const values = new ProtoWriter(16);
    for (const [key, value] of tagsOf(segment)) {
      keys.varint(indexOf(key));
      values.varint(indexOf(value));
    }
    const nodes = new ProtoWriter(64);
    refs[i].forEach((id, k) => nodes.signed(k === 0 ? id : id - refs[i][k - 1]));
    const way = new ProtoWriter(128);
    way.number(1, segment.id);
    way.message(2, keys);
    way.message(3, values);
    way.message(8, nodes);
    group.message(3, way);
  });
  return primitiveBlock([...strings.keys()], group);
}

function tagsOf(segment: StreetSegment): [key: string, value: string][] {
  const allowed = (yes: boolean): string => (yes ? 'yes' : 'no');
  return [
    ['highway', segment.highwayClass],
    ['motor_vehicle', allowed(segment.vehicleAllowed)],
    // A bike takes the ways of a vehicle, and may be pushed where people walk.
    ['bicycle', allowed(segment.vehicleAllowed || segment.footAllowed)],
    ['foot', allowed(segment.footAllowed)],
    ['maxspeed', `${Math.max(1, Math.round(segment.speedMetersPerSecond * KMH_PER_METER_PER_SECOND))}`],
    ...(segment.oneway === 0 ? [] : [['oneway', 'yes'] satisfies [string, string]]),
  ];
}

function primitiveBlock(strings: readonly string[], group: ProtoWriter): ProtoWriter {
  const table = new ProtoWriter(1024);
  for (const text of strings) table.text(1, text);
  const block = new ProtoWriter(group.length + table.length + 32);
  block.message(1, table);
  block.message(2, group);
  return block;
}

function writeBlob(file: ProtoWriter, type: string, content: ProtoWriter): void {
  const body = new ProtoWriter(content.length + 16);
  body.message(1, content);
  body.number(2, content.length);
  const head = new ProtoWriter(64);
  head.text(1, type);
  head.number(3, body.length);
  file.bigEndian32(head.length);
  file.append(head);
  file.append(body);
}

/** Protocol buffers, as much as is needed: numbers are whole and below 2^53. */
class ProtoWriter {
  length = 0;
  #buffer: Uint8Array;

  constructor(capacity: number) {
    this.#buffer = new Uint8Array(capacity);
  }

  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.length);
  }

  varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 128) {
      this.#buffer[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.length++] = rest;
  }

  signed(value: number): void {
    this.varint(value >= 0 ? 2 * value : -2 * value - 1);
  }

  number(field: number, value: number): void {
    this.varint(field * 8);
    this.varint(value);
  }

  message(field: number, content: ProtoWriter): void {
    this.varint(field * 8 + 2);
    this.varint(content.length);
    this.append(content);
  }

  text(field: number, text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.varint(field * 8 + 2);
    this.varint(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  bigEndian32(value: number): void {
    this.#reserve(4);
    new DataView(this.#buffer.buffer).setUint32(this.length, value);
    this.length += 4;
  }

  append(other: ProtoWriter): void {
    this.#reserve(other.length);
    this.#buffer.set(other.#buffer.subarray(0, other.length), this.length);
    this.length += other.length;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.length + more, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.length));
    this.#buffer = larger;
  }
}
