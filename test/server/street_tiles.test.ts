import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchChunk, type MatchGround } from '@beatline/server/matching/match_chunk';
import { createMatchGround } from '@beatline/server/matching/match_ground';
import { digestOfStreets, streetTiles } from '@beatline/server/matching/street_tiles';
import { openInputFile } from '@beatline/server/imports/input_file';
import { readOsm } from '@beatline/server/imports/read_osm';
import { readOsmPbf } from '@beatline/server/imports/osm_pbf';
import { generateDemo, osmFileOf } from '@beatline/server/demo/generate_demo';
import { DEMO_PROJ4 } from '@beatline/server/demo/city_frame';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import { fixColumnsOf } from '@beatline/shared/coverage/fixes';
import { createOsmCollector } from '@beatline/shared/formats/osm_data';
import { writeStreetPbf } from '@beatline/shared/formats/street_pbf';
import { createProjection } from '@beatline/shared/geo/projection';
import { streetsFromOsm } from '@beatline/shared/geo/streets_from_osm';
import type { StreetSegment } from '@beatline/shared/model/street_segment';
import { buildStreetGraph } from '@beatline/shared/planning/street_graph';
import { courseScore } from '../fixtures/course_score';
import { drawDrive } from '../fixtures/synthetic_drives';

const vancouverFile = join(process.env['BEATLINE_REAL_DATA'] ?? '../shared/data', 'vancouver', 'vancouver_canada.osm.pbf');
const UTM_10N = '+proj=utm +zone=10 +datum=WGS84 +units=m +no_defs';
const folder = mkdtempSync(join(tmpdir(), 'beatline_tiles_'));
let segments: readonly StreetSegment[];

beforeAll(async () => {
  segments = streetsFromOsm(await readOsm(await openInputFile(osmFileOf(generateDemo(1, Date.parse('2026-11-20T13:00:00Z')))))).segments;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('segments written for the tile builder are read back as they were: ends that meet, directions, permissions', async () => {
  const collector = createOsmCollector();
  await readOsmPbf(Readable.from([packed(writeStreetPbf(segments))]), collector);
  const data = collector.finish();
  expect(data.ways.length).toBe(segments.length);
  const byId = new Map(data.ways.map((way) => [way.id, way]));
  const nodeOf = new Map<number, number>();
  const wrong = segments.filter((segment) => {
    const way = byId.get(segment.id);
    if (way === undefined) return true;
    const refs = segment.oneway === -1 ? way.refs.toReversed() : way.refs;
    const isPlaced = refs.every((ref, i) => {
      const [lng, lat] = data.location(ref) ?? [0, 0];
      return Math.hypot(lng - segment.coordinates[i][0], lat - segment.coordinates[i][1]) < 1e-7;
    });
    const meets = ([node, ref]: readonly [node: number, ref: number]): boolean => {
      const known = nodeOf.get(node) ?? ref;
      nodeOf.set(node, ref);
      return known === ref;
    };
    const isJoined = meets([segment.fromNode, refs[0]]) && meets([segment.toNode, refs[refs.length - 1]]);
    const isTagged =
      way.tags['motor_vehicle'] === (segment.vehicleAllowed ? 'yes' : 'no') &&
      way.tags['foot'] === (segment.footAllowed ? 'yes' : 'no') &&
      way.tags['oneway'] === (segment.oneway === 0 ? undefined : 'yes');
    return refs.length !== segment.coordinates.length || !isPlaced || !isJoined || !isTagged;
  });
  expect(wrong).toEqual([]);
});

test('tiles are made once, made again when they are gone, the same to the byte; of other streets one network is kept', async () => {
  const digest = digestOfStreets(segments);
  const first = await streetTiles(folder, digest, segments);
  const before = bytesOf(first);
  expect(Object.keys(before).length).toBeGreaterThan(0);
  rmSync(first, { recursive: true });
  expect(bytesOf(await streetTiles(folder, digest, segments))).toEqual(before);
  const fewer = [segments.slice(0, 2000), segments.slice(0, 1000)];
  for (const part of fewer) await streetTiles(folder, digestOfStreets(part), part);
  expect(readdirSync(folder).length).toBe(2);
});

test('of synthetic drives over the demo city, 5 to 10 m of noise and 1 to 10 s apart, 99 % of the matched length is where the car was', async () => {
  const score = await drivesScore(segments, DEMO_PROJ4, 8, 100);
  expect(score.correct / score.matched).toBeGreaterThanOrEqual(0.99);
  expect(score.found / score.truth).toBeGreaterThanOrEqual(0.97);
});

// Every day the demo city does: this one takes the drives of a working day and its streets ten times as long to build.
/** Of the long suite: not a test that CI leaves out. */
const testLong = existsSync(vancouverFile) && process.env['BEATLINE_LONG'] === '1' ? test : () => undefined;

testLong('of synthetic drives over the streets of Vancouver 99 % of the matched length is where the car was', async () => {
  const { segments: streets } = streetsFromOsm(await readOsm(await openInputFile({ path: vancouverFile })));
  const score = await drivesScore(streets, UTM_10N, 60, 500);
  expect(score.correct / score.matched).toBeGreaterThanOrEqual(0.99);
  expect(score.found / score.truth).toBeGreaterThanOrEqual(0.97);
});

async function drivesScore(streets: readonly StreetSegment[], proj4: string, drives: number, firstSeed: number) {
  const tileFolder = await streetTiles(folder, digestOfStreets(streets), streets);
  const speedMetersPerSecond = new Float32Array(streets.length + 1);
  for (const { id, speedMetersPerSecond: speed } of streets) speedMetersPerSecond[id] = speed;
  const ground: MatchGround = await createMatchGround({ tileFolder, proj4, speedMetersPerSecond });
  const projection = createProjection(proj4);
  const graph = buildStreetGraph(streets, projection);
  const total = { matched: 0, correct: 0, truth: 0, found: 0 };
  for (let drive = 0; drive < drives; drive++) {
    const driven = drawDrive(graph, projection, firstSeed + drive, {
      mode: 'vehicle',
      legs: 3,
      noiseMeters: [5, 10],
      intervals: [1, 2, 3, 5, 10],
      startMs: Date.parse('2026-11-20T10:00:00Z'),
      legMeters: 5000,
    });
    const { kept } = cleanFixes(fixColumnsOf(driven.fixes), 'vehicle');
    const score = courseScore(driven, kept.instantMs, await matchChunk(ground, { mode: 'vehicle', observedLimitMs: 30_000, fixes: kept }));
    for (const key of ['matched', 'correct', 'truth', 'found'] as const) total[key] += score[key];
  }
  return total;
}

function bytesOf(tiles: string): Record<string, string> {
  const files = readdirSync(tiles, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gph'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(tiles, name)).toString('base64')]));
}

/** The same file with its blocks compressed: the reader knows no other, and Valhalla takes both. */
function packed(file: Uint8Array): Buffer {
  const parts: Buffer[] = [];
  const bytes = Buffer.from(file);
  for (let at = 0; at < bytes.length;) {
    const headLength = bytes.readUInt32BE(at);
    const [typeLength] = varintAt(bytes, at + 5);
    const type = bytes.subarray(at + 6, at + 6 + typeLength);
    const [bodyLength] = varintAt(bytes, at + 7 + typeLength);
    const body = at + 4 + headLength;
    const [contentLength, content] = varintAt(bytes, body + 1);
    const blob = deflateSync(bytes.subarray(content, content + contentLength));
    const newBody = Buffer.concat([Buffer.from([16]), varint(contentLength), Buffer.from([26]), varint(blob.length), blob]);
    const newHead = Buffer.concat([Buffer.from([10]), varint(typeLength), type, Buffer.from([24]), varint(newBody.length)]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(newHead.length);
    parts.push(length, newHead, newBody);
    at = body + bodyLength;
  }
  return Buffer.concat(parts);
}

function varintAt(bytes: Buffer, at: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; ; i++) {
    value += (bytes[at + i] & 127) * 128 ** i;
    if (bytes[at + i] < 128) return [value, at + i + 1];
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
