import { sql } from 'drizzle-orm';
import { clipSegment } from '@beatline/shared/coverage/clip_segment';
import { PieceBuffer } from '@beatline/shared/coverage/piece_buffer';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import { createProjection } from '@beatline/shared/geo/projection';
import { PATROL_MODES, modeCodeOf, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { courseLengthMeters } from '@beatline/shared/geo/great_circle';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Scoped } from '../engine/scope';
import { copyColumns, stageColumns, type BinaryCopyColumn } from '../engine/copy_rows';
import { fetchColumns, sqlInstant } from '../engine/fetch_columns';
import { instant } from '../engine/instant_sql';
import { readTrack, trackBinary } from '../engine/well_known_binary';
import { requireGround } from './deployment';
import { boxAround, pointSql } from './near_sql';

/** Pieces are cut at these steps of UTC, so that the same fixes give the same pieces however they arrive. */
export const TRACK_PIECE_MS = 600_000;
/** A silence longer than this parts a track (METHODS 3: beyond it nothing is credited). */
const SILENCE_MS = 300_000;
/** The longest a piece can be: its step and the silence before the fix that closes it. */
const LONGEST_PIECE_MS = TRACK_PIECE_MS + SILENCE_MS;

/**
 * Writes a unit's track as pieces of at most ten minutes for the map and for distance searches. `fixes` ascend strictly and are all the fixes of the unit
 * between their first and last instant: pieces that start in that time are replaced. Live callers pass the fixes from the start of the current ten minutes.
 */
export async function insertTrackPieces(
  scoped: Scoped,
  unit: { readonly unitId: number; readonly mode: PatrolMode },
  fixes: FixColumns,
): Promise<{ readonly pieces: number }> {
  if (fixes.length === 0) return { pieces: 0 };
  await scoped.tx.execute(sql`
    DELETE FROM track_piece WHERE unit_id = ${unit.unitId} AND from_at BETWEEN ${instant(fixes.instantMs[0])} AND ${instant(fixes.instantMs[fixes.length - 1])}`);
  const cuts = cutPieces(fixes.instantMs.subarray(0, fixes.length));
  const instants = (index: (cut: readonly [from: number, to: number]) => number) =>
    Float64Array.from(cuts, (cut) => fixes.instantMs[index(cut)]);
  const columns: BinaryCopyColumn[] = [
    { name: 'unit_id', type: 'int4', values: new Int32Array(cuts.length).fill(unit.unitId) },
    { name: 'from_at', type: 'instant', values: instants(([from]) => from) },
    { name: 'to_at', type: 'instant', values: instants(([, to]) => to - 1) },
    { name: 'mode', type: 'int2', values: new Uint8Array(cuts.length).fill(modeCodeOf(unit.mode)) },
    { name: 'geom', type: 'geometry', values: cuts.map(([from, to]) => trackBinary(fixes.lng, fixes.lat, fixes.instantMs, from, to)) },
    { name: 'length_meters', type: 'float4', values: cuts.map(([from, to]) => courseLengthMeters(fixes.lng, fixes.lat, from, to)) },
  ];
  if (scoped.scope.kind === 'deployment') await copyColumns(scoped, 'track_piece', columns, cuts.length);
  else {
    await stageColumns(scoped, 'staged_piece', columns, cuts.length);
    await scoped.tx.execute(
      sql`INSERT INTO track_piece (unit_id, from_at, to_at, mode, geom, length_meters)
          SELECT unit_id, from_at, to_at, mode, geom, length_meters FROM staged_piece`,
    );
  }
  return { pieces: cuts.length };
}

/** Index ranges [from, to) of pieces; each shares its last fix with the next one's first, unless a silence parts them. */
function cutPieces(instantMs: Float64Array): (readonly [from: number, to: number])[] {
  const cuts: (readonly [number, number])[] = [];
  let from = 0;
  for (let i = 1; i <= instantMs.length; i++) {
    const silent = i === instantMs.length || instantMs[i] - instantMs[i - 1] > SILENCE_MS;
    const newStep = !silent && Math.floor(instantMs[i] / TRACK_PIECE_MS) !== Math.floor(instantMs[from] / TRACK_PIECE_MS);
    if (silent) {
      if (i - from >= 2) cuts.push([from, i]);
      from = i;
    } else if (newStep) {
      cuts.push([from, i + 1]);
      from = i;
    }
  }
  return cuts;
}

/** Tracks of a window: path i covers positions [startIndex[i], startIndex[i + 1]). */
export interface Tracks {
  readonly paths: readonly { readonly unitId: number; readonly unitCode: string; readonly mode: PatrolMode }[];
  readonly startIndex: Uint32Array;
  /** 2 per fix: lng, lat. */
  readonly positions: Float64Array;
  readonly instantMs: Float64Array;
  /** True when fixes were left out to stay under the limit. */
  readonly thinned: boolean;
}

interface Path {
  readonly unitId: number;
  readonly mode: PatrolMode;
  readonly unitCode: string;
  readonly positions: number[];
  readonly instantMs: number[];
}

/** Tracks of a window, by unit and time, pieces joined where they meet; at most about `maxFixes` positions, thinned evenly beyond. */
export async function tracksInWindow(
  scoped: Scoped,
  range: InstantRange,
  options: { readonly modes?: readonly PatrolMode[]; readonly maxFixes?: number } = {},
): Promise<Tracks> {
  const modes = (options.modes ?? PATROL_MODES).map(modeCodeOf).filter((code) => code >= 0);
  const rows = await fetchColumns(
    scoped,
    { unitId: 'int4', code: 'text', mode: 'int2', course: 'bytes' },
    `SELECT unit_id, unit.code, track_piece.mode, ST_AsBinary(geom, 'NDR') FROM track_piece JOIN unit ON unit.id = unit_id
     WHERE from_at < ${sqlInstant(range.toMs)} AND from_at > ${sqlInstant(range.fromMs - LONGEST_PIECE_MS)} AND to_at > ${sqlInstant(range.fromMs)}
       AND track_piece.mode = ANY ('{${modes.join(',')}}') ORDER BY unit_id, from_at`,
  );
  const paths: Path[] = [];
  for (let i = 0; i < rows.length; i++) {
    const mode = PATROL_MODES[rows.mode[i]] ?? 'vehicle';
    appendPiece(paths, { unitId: rows.unitId[i], unitCode: rows.code[i], mode }, readTrack(rows.course[i]), range);
  }
  return flatten(
    paths.filter((path) => path.instantMs.length >= 2),
    options.maxFixes ?? Infinity,
  );
}

function appendPiece(
  paths: Path[],
  unit: Pick<Path, 'unitId' | 'unitCode' | 'mode'>,
  piece: ReturnType<typeof readTrack>,
  range: InstantRange,
): void {
  let path = paths.at(-1);
  if (path === undefined || path.unitId !== unit.unitId || path.instantMs.at(-1) !== piece.instantMs[0]) {
    path = { ...unit, positions: [], instantMs: [] };
    paths.push(path);
  }
  for (let i = 0; i < piece.instantMs.length; i++) {
    const instantMs = piece.instantMs[i];
    if (instantMs < range.fromMs || instantMs >= range.toMs || instantMs === path.instantMs.at(-1)) continue;
    path.positions.push(piece.positions[2 * i], piece.positions[2 * i + 1]);
    path.instantMs.push(instantMs);
  }
}

function flatten(paths: readonly Path[], maxFixes: number): Tracks {
  const total = paths.reduce((sum, path) => sum + path.instantMs.length, 0);
  const step = Math.max(1, Math.ceil(total / maxFixes));
  const startIndex = new Uint32Array(paths.length + 1);
  const positions: number[] = [];
  const instantMs: number[] = [];
  paths.forEach((path, p) => {
    const last = path.instantMs.length - 1;
    for (let i = 0; i <= last; i++) {
      if (i % step !== 0 && i !== last) continue;
      positions.push(path.positions[2 * i], path.positions[2 * i + 1]);
      instantMs.push(path.instantMs[i]);
    }
    startIndex[p + 1] = instantMs.length;
  });
  return {
    paths: paths.map(({ unitId, unitCode, mode }) => ({ unitId, unitCode, mode })),
    startIndex,
    positions: Float64Array.from(positions),
    instantMs: Float64Array.from(instantMs),
    thinned: step > 1,
  };
}

/** Metres each mode went in a window, by its code; of pieces that reach beyond the window only the part in it. Silences that part a track are not bridged. */
export async function distanceByMode(scoped: Scoped, range: InstantRange): Promise<ReadonlyMap<number, number>> {
  const [from, to] = [instant(range.fromMs), instant(range.toMs)];
  const rows = await scoped.tx.execute<{ mode: number; meters: number }>(sql`
    SELECT mode, sum(CASE WHEN from_at >= ${from} AND to_at < ${to} THEN length_meters
      ELSE coalesce(ST_Length(ST_Force2D(ST_LocateBetween(geom, ${range.fromMs}::float8, ${range.toMs}::float8))::geography, false), 0) END)::float8 AS meters
    FROM track_piece WHERE from_at < ${to} AND from_at > ${instant(range.fromMs - LONGEST_PIECE_MS)} AND to_at > ${from} GROUP BY mode`);
  return new Map(rows.map(({ mode, meters }) => [mode, meters]));
}

/** One stay of a unit in a square, as its track shows it. */
export interface SquarePassage {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly fromMs: number;
  readonly toMs: number;
  readonly seconds: number;
}

/**
 * Who passed through a square when, newest first: the database finds the pieces whose course meets the square, the lattice clipping of the ledger gives the
 * times. Stays less than two minutes apart are one.
 */
export async function tracksInSquare(scoped: Scoped, squareId: number, range: InstantRange): Promise<SquarePassage[]> {
  const { proj4, cellMeters } = await requireGround(scoped);
  const projection = createProjection(proj4);
  const rows = await scoped.tx.execute<{ unitCode: string; mode: number; course: Uint8Array }>(tracksInSquareSql(squareId, range));
  const passages: SquarePassage[] = [];
  for (const row of rows) {
    const pieces = new PieceBuffer(64);
    const track = readTrack(row.course);
    const meters = Array.from(track.instantMs, (_, i) => projection.toMeters([track.positions[2 * i], track.positions[2 * i + 1]]));
    for (let i = 1; i < meters.length; i++) {
      if (track.instantMs[i] - track.instantMs[i - 1] > SILENCE_MS) continue;
      clipSegment(
        meters[i - 1].x,
        meters[i - 1].y,
        track.instantMs[i - 1],
        meters[i].x,
        meters[i].y,
        track.instantMs[i],
        cellMeters,
        pieces,
      );
    }
    for (let k = 0; k < pieces.length; k++) {
      if (pieces.squareId[k] !== squareId) continue;
      addStay(
        passages,
        row.unitCode,
        PATROL_MODES[row.mode] ?? 'vehicle',
        Math.max(range.fromMs, pieces.startMs[k]),
        Math.min(range.toMs, pieces.endMs[k]),
      );
    }
  }
  return passages.sort((a, b) => b.fromMs - a.fromMs);
}

const SAME_STAY_MS = 120_000;

function addStay(passages: SquarePassage[], unitCode: string, mode: PatrolMode, fromMs: number, toMs: number): void {
  if (toMs <= fromMs) return;
  const seconds = (toMs - fromMs) / 1000;
  const last = passages.at(-1);
  if (last?.unitCode === unitCode && fromMs - last.toMs <= SAME_STAY_MS)
    passages[passages.length - 1] = { ...last, toMs, seconds: last.seconds + seconds };
  else passages.push({ unitCode, mode, fromMs, toMs, seconds });
}

/** The search behind {@link tracksInSquare}, apart so that a test can read its plan. */
export function tracksInSquareSql(squareId: number, range: InstantRange) {
  return sql`
    SELECT unit.code AS "unitCode", p.mode, ST_AsBinary(p.geom, 'NDR') AS course
    FROM square s JOIN track_piece p ON p.geom && s.geom AND ST_Intersects(p.geom, s.geom) JOIN unit ON unit.id = p.unit_id
    WHERE s.id = ${squareId} AND p.from_at < ${instant(range.toMs)} AND p.to_at > ${instant(range.fromMs)}
    ORDER BY unit.id, p.from_at`;
}

/** The nearest a unit came to a position. */
export interface NearPassage {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly nearestAtMs: number;
  readonly distanceMeters: number;
}

/** Units whose track came within a radius of a position in a window, nearest first: distance on the ellipsoid, instant by interpolation along the track. */
export async function tracksNear(
  scoped: Scoped,
  input: { readonly position: LngLat; readonly radiusMeters: number; readonly range: InstantRange },
): Promise<NearPassage[]> {
  const rows = await scoped.tx.execute<{ unitCode: string; mode: number; nearestAtMs: number; distanceMeters: number }>(
    tracksNearSql(input),
  );
  return rows.map((row) => ({ ...row, mode: PATROL_MODES[row.mode] ?? 'vehicle' }));
}

/** The search behind {@link tracksNear}, apart so that a test can read its plan. */
export function tracksNearSql(input: { readonly position: LngLat; readonly radiusMeters: number; readonly range: InstantRange }) {
  const point = pointSql(input.position);
  return sql`
    SELECT * FROM (
      SELECT DISTINCT ON (unit.id) unit.code AS "unitCode", p.mode, ST_InterpolatePoint(p.geom, ${point}) AS "nearestAtMs",
             ST_Distance(p.geom::geography, ${point}::geography) AS "distanceMeters"
      FROM track_piece p JOIN unit ON unit.id = p.unit_id
      WHERE p.geom && ${boxAround(input.position, input.radiusMeters)} AND ST_DWithin(p.geom::geography, ${point}::geography, ${input.radiusMeters})
        AND p.from_at < ${instant(input.range.toMs)} AND p.to_at > ${instant(input.range.fromMs)}
      ORDER BY unit.id, ST_Distance(p.geom::geography, ${point}::geography)
    ) nearest ORDER BY "distanceMeters", "unitCode"`;
}
