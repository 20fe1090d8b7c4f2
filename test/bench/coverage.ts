// Crediting presence: segments cut with the lattice in TypeScript against the same segments cut by PostGIS, in one run; then how each grows.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, withDeployment, type Database } from '@beatline/db/engine/database';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { fixColumnsOf, type FixColumns } from '@beatline/shared/coverage/fixes';
import { createProjection } from '@beatline/shared/geo/projection';

const CELL_METERS = 100;
const STEP_MS = 12_000;
const projection = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');

/** A car's way at 4 to 12 m/s that turns a little at every fix; the same for the same number. */
function wayOf(segments: number): { x: number; y: number }[] {
  let state = 20_261_121;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const way = [{ x: 450_037.35, y: 4_300_061.75 }];
  let bearing = 0;
  for (let i = 0; i < segments; i++) {
    bearing += (draw() - 0.5) * 1.2;
    const meters = ((4 + 8 * draw()) * STEP_MS) / 1000;
    const last = way[i];
    if (last !== undefined) way.push({ x: last.x + meters * Math.cos(bearing), y: last.y + meters * Math.sin(bearing) });
  }
  return way;
}

function fixesOf(way: readonly { x: number; y: number }[]): FixColumns {
  return fixColumnsOf(
    way.map((position, i) => {
      const [lng, lat] = projection.toLngLat(position);
      return { instantMs: i * STEP_MS, lng, lat };
    }),
  );
}

/** Minimum, mean and spread of several runs, seconds. */
function timed(runs: number, work: () => void): { min: number; mean: number; spread: number } {
  const seconds = Array.from({ length: runs }, () => {
    const started = performance.now();
    work();
    return (performance.now() - started) / 1000;
  });
  const min = Math.min(...seconds);
  return { min, mean: seconds.reduce((sum, each) => sum + each, 0) / runs, spread: Math.max(...seconds) - min };
}

async function postgisSeconds(database: Database, way: readonly { x: number; y: number }[]): Promise<number> {
  return withDeployment(database, async (scoped) => {
    const wkt = `LINESTRING(${way.map(({ x, y }) => `${x} ${y}`).join(',')})`;
    const started = performance.now();
    await scoped.session.query(
      `SELECT c, r, sum($2::float8 * ST_Length(ST_Intersection(geom, ST_MakeEnvelope(c * 100, r * 100, (c + 1) * 100, (r + 1) * 100))) / ST_Length(geom)) AS seconds
       FROM (SELECT (ST_DumpSegments($1::geometry)).geom) segment,
         LATERAL generate_series(floor(ST_XMin(geom) / 100)::integer, floor(ST_XMax(geom) / 100)::integer) AS c,
         LATERAL generate_series(floor(ST_YMin(geom) / 100)::integer, floor(ST_YMax(geom) / 100)::integer) AS r
       GROUP BY c, r`,
      [wkt, STEP_MS / 1000],
    );
    return (performance.now() - started) / 1000;
  });
}

const track = { unitId: 1, mode: 'vehicle', kind: 'sworn', duty: 'patrol', intervalSeconds: 15 } as const;
const dataFolder = mkdtempSync(join(tmpdir(), 'beatline_bench_'));
const database = await openDatabase({ dataFolder });
const rows: Record<string, number | string>[] = [];
for (const segments of [1000, 4000, 16_000, 64_000]) {
  const way = wayOf(segments);
  const fixes = fixesOf(way);
  const ours = timed(5, () => creditPresence({ ...track, fixes }, { projection, cellMeters: CELL_METERS }));
  const theirs = await postgisSeconds(database, way);
  rows.push({
    segments,
    'ours, segments/s': Math.round(segments / ours.min),
    'ours, mean s': Number(ours.mean.toFixed(4)),
    'ours, spread s': Number(ours.spread.toFixed(4)),
    'PostGIS, segments/s': Math.round(segments / theirs),
    ratio: Number((theirs / ours.min).toFixed(1)),
  });
}
await database.close();
rmSync(dataFolder, { recursive: true, force: true });
console.log(`coverage: crediting presence, projection included, against PostGIS on ${database.engine}`);
console.table(rows);
console.log(JSON.stringify({ bench: 'coverage', baseline: `postgis-${database.engine}`, rows }));
