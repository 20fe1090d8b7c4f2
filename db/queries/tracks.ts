import { sql } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { PATROL_MODES, modeCodeOf, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { copyRows, stageRows, type CopyValue } from '../engine/copy_rows';
import { fetchColumns, sqlInstant, sqlNumber } from '../engine/fetch_columns';
import { instant } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';

/** A stretch of a unit's cleaned track, at most an hour long and at least two fixes. */
export interface TrackPiece {
  readonly unitId: number;
  readonly mode: PatrolMode;
  readonly lng: Float64Array;
  readonly lat: Float64Array;
  /** Ascending. */
  readonly instantMs: Float64Array;
}

/** A stretch as it is read back, with the call sign. */
export interface NamedTrackPiece extends TrackPiece {
  readonly unitCode: string;
}

/** Contact of a unit with a square; consecutive presence is one contact. Instants are epoch milliseconds. */
export interface SquareContact {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly fromMs: number;
  readonly toMs: number;
  readonly seconds: number;
}

export interface NearPiece {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly nearestAtMs: number;
  readonly distanceMeters: number;
}

/** A piece is at most this long (a check of the table), so a window need not look further back. */
const LONGEST_PIECE_MS = 3_600_000;
/** EWKB type of a LineStringM with a coordinate system. */
const EWKB_LINE_STRING_M = 0x6000_0002;
const WGS84_SRID = 4326;
/** Metres in a degree of latitude, the smallest on the ellipsoid rounded down: bounds made with it never lose a candidate. */
const METERS_PER_DEGREE = 110_000;

function ewkbHexOf(piece: TrackPiece): string {
  const points = piece.lng.length;
  const bytes = Buffer.alloc(13 + points * 24);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt32LE(EWKB_LINE_STRING_M, 1);
  bytes.writeUInt32LE(WGS84_SRID, 5);
  bytes.writeUInt32LE(points, 9);
  for (let i = 0; i < points; i++) {
    bytes.writeDoubleLE(piece.lng[i]!, 13 + i * 24);
    bytes.writeDoubleLE(piece.lat[i]!, 21 + i * 24);
    bytes.writeDoubleLE(piece.instantMs[i]!, 29 + i * 24);
  }
  return bytes.toString('hex');
}

function* pieceRows(pieces: Iterable<TrackPiece>): Generator<CopyValue[]> {
  for (const piece of pieces) {
    const last = piece.instantMs.length - 1;
    yield [piece.unitId, new Date(piece.instantMs[0]!).toISOString(), new Date(piece.instantMs[last]!).toISOString(), modeCodeOf(piece.mode), ewkbHexOf(piece)];
  }
}

/** Adds pieces; one that starts at the same instant of the same unit is replaced. */
export async function insertTrackPieces(scoped: Scoped, pieces: readonly TrackPiece[]): Promise<void> {
  if (pieces.length === 0) return;
  const [existing] = await scoped.tx.execute<{ found: boolean }>(sql`SELECT EXISTS (SELECT FROM track_piece) AS found`);
  if (existing?.found !== true && scoped.scope.kind === 'deployment') {
    await copyRows(scoped, 'track_piece', ['unit_id', 'from_at', 'to_at', 'mode', 'geom'], pieceRows(pieces));
    return;
  }
  await stageRows(scoped, 'new_piece', 'unit_id integer, from_at timestamptz, to_at timestamptz, mode smallint, geom geometry', pieceRows(pieces));
  await scoped.tx.execute(sql`
    INSERT INTO track_piece (unit_id, from_at, to_at, mode, geom) SELECT unit_id, from_at, to_at, mode, geom FROM new_piece
    ON CONFLICT (unit_id, from_at) DO UPDATE SET to_at = excluded.to_at, mode = excluded.mode, geom = excluded.geom`);
}

/** Takes a unit's pieces that start in the range away, before its track is cut anew. */
export async function deleteTrackPieces(scoped: Scoped, unitId: number, range: InstantRange): Promise<void> {
  await scoped.tx.execute(sql`
    DELETE FROM track_piece WHERE unit_id = ${unitId}::integer AND from_at >= ${instant(range.fromMs)} AND from_at < ${instant(range.toMs)}`);
}

/** Pieces that touch the range, by unit and time; `modes` empty means all. */
export async function tracksInWindow(scoped: Scoped, range: InstantRange, modes: readonly PatrolMode[]): Promise<NamedTrackPiece[]> {
  const codes = modes.map((mode) => sqlNumber(modeCodeOf(mode))).join(', ');
  const rows = await fetchColumns(
    scoped,
    { unitId: 'int4', unitCode: 'text', mode: 'int2', wkb: 'bytes' },
    `SELECT p.unit_id, unit.code, p.mode, ST_AsBinary(p.geom, 'NDR') FROM track_piece p JOIN unit ON unit.id = p.unit_id
     WHERE p.from_at >= ${sqlInstant(range.fromMs - LONGEST_PIECE_MS)} AND p.from_at < ${sqlInstant(range.toMs)} AND p.to_at > ${sqlInstant(range.fromMs)}
       ${codes === '' ? '' : `AND p.mode IN (${codes})`} ORDER BY p.unit_id, p.from_at`,
  );
  return Array.from({ length: rows.length }, (_, i) => ({
    unitId: rows.unitId[i]!,
    unitCode: rows.unitCode[i]!,
    mode: PATROL_MODES[rows.mode[i]!]!,
    ...verticesOf(rows.wkb[i]!),
  }));
}

function verticesOf(wkb: Uint8Array): { lng: Float64Array; lat: Float64Array; instantMs: Float64Array } {
  const view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength);
  const points = view.getUint32(5, true);
  const lng = new Float64Array(points);
  const lat = new Float64Array(points);
  const instantMs = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    lng[i] = view.getFloat64(9 + i * 24, true);
    lat[i] = view.getFloat64(17 + i * 24, true);
    instantMs[i] = view.getFloat64(25 + i * 24, true);
  }
  return { lng, lat, instantMs };
}

/** Contacts closer than this are one, as visits are (METHODS 4). */
const SAME_CONTACT_MS = 120_000;

/**
 * Who was in a square: units whose track crosses it by geometry, with the times the ledger has for them, newest first. Both the spatial index of the
 * pieces and the ledger's index by square serve it.
 */
export async function tracksInSquare(scoped: Scoped, squareId: number, range: InstantRange): Promise<SquareContact[]> {
  const rows = await scoped.tx.execute<{ code: string; mode: number; start_at: number; end_at: number }>(sql`
    WITH crossing AS MATERIALIZED (
      SELECT DISTINCT p.unit_id FROM square JOIN track_piece p ON ST_Intersects(p.geom, square.geom)
      WHERE square.id = ${squareId}::bigint AND p.from_at >= ${instant(range.fromMs - LONGEST_PIECE_MS)} AND p.from_at < ${instant(range.toMs)}
    )
    SELECT unit.code, i.mode, i.start_at, i.end_at
    FROM crossing JOIN unit ON unit.id = crossing.unit_id JOIN presence_interval i ON i.unit_id = crossing.unit_id
    WHERE i.square_id = ${squareId}::bigint AND NOT i.seen_only
      AND i.start_at >= ${instant(range.fromMs)} - interval '24 hours' AND i.start_at < ${instant(range.toMs)} AND i.end_at > ${instant(range.fromMs)}
    ORDER BY unit.code, i.mode, i.start_at`);
  const contacts: { unitCode: string; mode: PatrolMode; fromMs: number; toMs: number; seconds: number }[] = [];
  for (const row of rows) {
    const last = contacts.at(-1);
    const mode = PATROL_MODES[row.mode]!;
    const seconds = (row.end_at - row.start_at) / 1000;
    if (last !== undefined && last.unitCode === row.code && last.mode === mode && row.start_at - last.toMs <= SAME_CONTACT_MS) {
      last.toMs = row.end_at;
      last.seconds += seconds;
    } else contacts.push({ unitCode: row.code, mode, fromMs: row.start_at, toMs: row.end_at, seconds });
  }
  return contacts.toSorted((a, b) => b.fromMs - a.fromMs);
}

/** Units whose track came within a distance of a point, each with its nearest moment, nearest first. Distance on the ellipsoid. */
export async function tracksNear(scoped: Scoped, position: LngLat, radiusMeters: number, range: InstantRange, limit = 100): Promise<NearPiece[]> {
  const [lng, lat] = position;
  const latMargin = radiusMeters / METERS_PER_DEGREE;
  const lngMargin = latMargin / Math.max(0.01, Math.cos((Math.min(89, Math.abs(lat) + latMargin) * Math.PI) / 180));
  const point = sql`ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326)`;
  const bounds = sql`ST_MakeEnvelope(${lng - lngMargin}::float8, ${lat - latMargin}::float8, ${lng + lngMargin}::float8, ${lat + latMargin}::float8, 4326)`;
  const rows = await scoped.tx.execute<{ code: string; mode: number; nearest_at: number; distance: number }>(sql`
    SELECT DISTINCT ON (distance, unit.code) unit.code, near.mode, near.nearest_at, near.distance FROM (
      SELECT DISTINCT ON (p.unit_id) p.unit_id, p.mode,
        ST_Distance(ST_Force2D(p.geom)::geography, ${point}::geography) AS distance, ST_InterpolatePoint(p.geom, ${point}) AS nearest_at
      FROM track_piece p
      WHERE p.geom && ${bounds} AND p.from_at >= ${instant(range.fromMs - LONGEST_PIECE_MS)} AND p.from_at < ${instant(range.toMs)} AND p.to_at > ${instant(range.fromMs)}
        AND ST_DWithin(ST_Force2D(p.geom)::geography, ${point}::geography, ${radiusMeters}::float8)
      ORDER BY p.unit_id, distance
    ) near JOIN unit ON unit.id = near.unit_id ORDER BY distance, unit.code LIMIT ${limit}::integer`);
  return rows.map((row) => ({ unitCode: row.code, mode: PATROL_MODES[row.mode]!, nearestAtMs: row.nearest_at, distanceMeters: row.distance }));
}
