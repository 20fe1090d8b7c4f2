import { stageColumns } from '@beatline/db/engine/copy_rows';
import { withDeployment, type Database } from '@beatline/db/engine/database';
import { clipSegment } from '@beatline/shared/coverage/clip_segment';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { takeFixes, type FixColumns } from '@beatline/shared/coverage/fixes';
import { PieceBuffer } from '@beatline/shared/coverage/piece_buffer';
import { BENCH_PROJECTION, CELL_METERS, type BenchTracks } from './coverage_tracks';

const OBSERVED_MS = 30_000;
/** PostGIS cuts this many fixes; all would take it minutes. */
const POSTGIS_FIXES = 100_000;

/** Segments close enough in time to be observed, projected, one after the other in columns. */
interface Segments {
  readonly count: number;
  readonly x0: Float64Array;
  readonly y0: Float64Array;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
}

function segmentsOf(units: readonly FixColumns[]): Segments {
  const most = units.reduce((sum, unit) => sum + unit.length, 0);
  const column = () => new Float64Array(most);
  const segments = { x0: column(), y0: column(), x1: column(), y1: column(), startMs: column(), endMs: column() };
  let count = 0;
  for (const unit of units) {
    for (let i = 1; i < unit.length; i++) {
      const startMs = unit.instantMs[i - 1] ?? 0;
      const endMs = unit.instantMs[i] ?? 0;
      if (endMs - startMs > OBSERVED_MS) continue;
      const from = BENCH_PROJECTION.toMeters([unit.lng[i - 1] ?? 0, unit.lat[i - 1] ?? 0]);
      const to = BENCH_PROJECTION.toMeters([unit.lng[i] ?? 0, unit.lat[i] ?? 0]);
      segments.x0[count] = from.x;
      segments.y0[count] = from.y;
      segments.x1[count] = to.x;
      segments.y1[count] = to.y;
      segments.startMs[count] = startMs;
      segments.endMs[count++] = endMs;
    }
  }
  return { count, ...segments };
}

function clipAll({ count, x0, y0, x1, y1, startMs, endMs }: Segments, out: PieceBuffer): void {
  out.length = 0;
  for (let i = 0; i < count; i++)
    clipSegment(x0[i] ?? 0, y0[i] ?? 0, startMs[i] ?? 0, x1[i] ?? 0, y1[i] ?? 0, endMs[i] ?? 0, CELL_METERS, out);
}

/** Smallest of several runs, seconds. */
function fastest(runs: number, work: () => void): number {
  let least = Infinity;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    work();
    least = Math.min(least, (performance.now() - started) / 1000);
  }
  return least;
}

/** Clipping alone, and crediting whole (order, projection, gaps, stops, sight), on one core. */
export function clipRow(tracks: BenchTracks): Record<string, number | string> {
  const segments = segmentsOf(tracks.units);
  const out = new PieceBuffer(segments.count * 2);
  const clipSeconds = fastest(5, () => clipAll(segments, out));
  const pieces = out.length;
  const creditSeconds = fastest(3, () => tracks.units.forEach((fixes, i) => credit(i + 1, fixes, tracks.intervalSeconds)));
  return {
    tracks: tracks.name,
    fixes: tracks.fixes,
    segments: segments.count,
    pieces,
    'clipped segments/s': Math.round(segments.count / clipSeconds),
    'credited fixes/s': Math.round(tracks.fixes / creditSeconds),
  };
}

export function credit(unitId: number, fixes: FixColumns, intervalSeconds: number) {
  return creditPresence(
    { unitId, mode: 'vehicle', kind: 'sworn', duty: 'patrol', intervalSeconds, fixes },
    { projection: BENCH_PROJECTION, cellMeters: CELL_METERS },
  );
}

/**
 * The SQL way on the same fixes: each segment cut with the squares its box touches, its time shared by length, summed by square and hour. Both begin from positions in
 * metres that are there already and end at sums: PostGIS in its own tables, ours in columns.
 */
export async function againstPostgis(database: Database, tracks: BenchTracks): Promise<Record<string, number | string>> {
  let left = POSTGIS_FIXES;
  const units = tracks.units.map((unit) => {
    const taken = takeFixes(unit, [...unit.instantMs.keys()].slice(0, left));
    left -= taken.length;
    return taken;
  });
  const segments = segmentsOf(units);
  const out = new PieceBuffer(segments.count * 2);
  const ours = fastest(3, () => {
    clipAll(segments, out);
    sumByHour(out);
  });
  const theirs = await withDeployment(database, async (scoped) => {
    const columns = (['x0', 'y0', 'x1', 'y1', 'startMs', 'endMs'] as const).map((name) => ({
      name,
      type: 'float8' as const,
      values: segments[name],
    }));
    await stageColumns(scoped, 'bench_segment', columns, segments.count);
    await scoped.session.query('ANALYZE bench_segment');
    const started = performance.now();
    await scoped.session.query(
      `WITH line AS (SELECT ST_MakeLine(ST_MakePoint(x0, y0), ST_MakePoint(x1, y1)) AS geom, endMs - startMs AS ms, floor(startMs / 3600000) AS hour FROM bench_segment)
       SELECT c, r, hour, sum(CASE WHEN ST_Length(geom) = 0 THEN ms ELSE
         ms * ST_Length(ST_Intersection(geom, ST_MakeEnvelope(c * $1::float8, r * $1::float8, (c + 1) * $1::float8, (r + 1) * $1::float8))) / ST_Length(geom) END) AS ms
       FROM line, LATERAL generate_series(floor(ST_XMin(geom) / $1::float8)::integer, floor(ST_XMax(geom) / $1::float8)::integer) AS c,
         LATERAL generate_series(floor(ST_YMin(geom) / $1::float8)::integer, floor(ST_YMax(geom) / $1::float8)::integer) AS r GROUP BY c, r, hour`,
      [CELL_METERS],
    );
    return (performance.now() - started) / 1000;
  });
  return {
    tracks: tracks.name,
    engine: database.engine,
    segments: segments.count,
    'ours, segments/s': Math.round(segments.count / ours),
    'PostGIS, segments/s': Math.round(segments.count / theirs),
    ratio: Number((theirs / ours).toFixed(1)),
  };
}

function sumByHour(pieces: PieceBuffer): Map<number, Map<number, number>> {
  const hours = new Map<number, Map<number, number>>();
  for (let i = 0; i < pieces.length; i++) {
    const hour = Math.floor((pieces.startMs[i] ?? 0) / 3_600_000);
    let sums = hours.get(hour);
    if (sums === undefined) hours.set(hour, (sums = new Map()));
    const square = pieces.squareId[i] ?? 0;
    sums.set(square, (sums.get(square) ?? 0) + (pieces.endMs[i] ?? 0) - (pieces.startMs[i] ?? 0));
  }
  return hours;
}
