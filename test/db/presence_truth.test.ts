import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withDeployment, type Database } from '@beatline/db/engine/database';
import { stageColumns } from '@beatline/db/engine/copy_rows';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { takeFixes, type FixColumns } from '@beatline/shared/coverage/fixes';
import { latticeCellOf } from '@beatline/shared/geo/lattice';
import { HAIDIAN_PROJECTION, readHaidianTracks } from '../fixtures/haidian_tracks';
import { eachEngine } from './engines';

const FOLDER = process.env['BEATLINE_REAL_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const FILE = join(FOLDER, 'haidian', 'tracks.csv.gz');
const IS_LONG = process.env['BEATLINE_LONG'] === '1';
const CELL_METERS = 100;
const HOUR_MS = 3_600_000;
const INTERVAL_SECONDS = 15;
/** Three nominal intervals, at most 30 s (METHODS 3). */
const OBSERVED_MS = 30_000;

/** What the ledger says: milliseconds by square and UTC hour. */
function creditedMs(unitId: number, fixes: FixColumns): Map<string, number> {
  const { intervals } = creditPresence(
    { unitId, mode: 'vehicle', kind: 'sworn', duty: 'patrol', intervalSeconds: INTERVAL_SECONDS, fixes },
    { projection: HAIDIAN_PROJECTION, cellMeters: CELL_METERS },
  );
  const credited = new Map<string, number>();
  for (let row = 0; row < intervals.length; row++) {
    if (intervals.seenOnly[row] === 1) continue;
    const { column, row: latticeRow } = latticeCellOf(intervals.squareId[row] ?? 0);
    const endMs = intervals.endMs[row] ?? 0;
    for (let fromMs = intervals.startMs[row] ?? 0; fromMs < endMs;) {
      const hour = Math.floor(fromMs / HOUR_MS);
      const toMs = Math.min(endMs, (hour + 1) * HOUR_MS);
      const key = `${column},${latticeRow},${hour}`;
      credited.set(key, (credited.get(key) ?? 0) + toMs - fromMs);
      fromMs = toMs;
    }
  }
  return credited;
}

/**
 * The same by PostGIS from the positions: pairs of fixes no further apart in time than is observed, cut at full hours, each part's line cut with every square its
 * box touches and its time shared by length. Who does not move is where he is.
 */
const TRUTH = `
  WITH step AS (
    SELECT at, x, y, lead(at) OVER ordered AS at1, lead(x) OVER ordered AS x1, lead(y) OVER ordered AS y1 FROM truth_fix WINDOW ordered AS (ORDER BY at)
  ), part AS (
    SELECT hour, least(at1, (hour + 1) * 3600000) - greatest(at, hour * 3600000) AS ms,
           (greatest(at, hour * 3600000) - at)::float8 / (at1 - at) AS f0, (least(at1, (hour + 1) * 3600000) - at)::float8 / (at1 - at) AS f1, x, y, x1, y1
    FROM step, LATERAL generate_series(at / 3600000, (at1 - 1) / 3600000) AS hour WHERE at1 - at <= ${OBSERVED_MS}
  ), line AS (
    SELECT hour, ms, ST_MakeLine(ST_MakePoint(x + f0 * (x1 - x), y + f0 * (y1 - y)), ST_MakePoint(x + f1 * (x1 - x), y + f1 * (y1 - y))) AS geom FROM part
  )
  SELECT c || ',' || r || ',' || hour AS key, sum(CASE WHEN ST_Length(geom) = 0 THEN ms ELSE
           ms * ST_Length(ST_Intersection(geom, ST_MakeEnvelope(c * ${CELL_METERS}, r * ${CELL_METERS}, (c + 1) * ${CELL_METERS}, (r + 1) * ${CELL_METERS}))) / ST_Length(geom) END)::float8 AS ms
  FROM line,
    LATERAL generate_series(floor(ST_XMin(geom) / ${CELL_METERS})::integer, floor(ST_XMax(geom) / ${CELL_METERS})::integer) AS c,
    LATERAL generate_series(floor(ST_YMin(geom) / ${CELL_METERS})::integer, floor(ST_YMax(geom) / ${CELL_METERS})::integer) AS r
  GROUP BY c, r, hour`;

async function postgisMs(database: Database, fixes: FixColumns): Promise<Map<string, number>> {
  const x = new Float64Array(fixes.length);
  const y = new Float64Array(fixes.length);
  for (let i = 0; i < fixes.length; i++) {
    const meters = HAIDIAN_PROJECTION.toMeters([fixes.lng[i] ?? 0, fixes.lat[i] ?? 0]);
    x[i] = meters.x;
    y[i] = meters.y;
  }
  return withDeployment(database, async (scoped) => {
    await stageColumns(
      scoped,
      'truth_fix',
      [
        { name: 'at', type: 'int8', values: fixes.instantMs },
        { name: 'x', type: 'float8', values: x },
        { name: 'y', type: 'float8', values: y },
      ],
      fixes.length,
    );
    const { rows } = await scoped.session.query<{ key: string; ms: number }>(TRUTH);
    return new Map(rows.map(({ key, ms }) => [key, ms]));
  });
}

/** How many fixes of each person are looked at, from the first on; cutting them all takes PostgreSQL ten minutes and the embedded engine far longer. */
function fixesEach(engine: Database['engine']): number {
  if (engine === 'postgres') return IS_LONG ? Infinity : 300;
  return IS_LONG ? 2000 : 60;
}

let inFile: ReturnType<typeof readHaidianTracks> | undefined;

/** Reading the file takes as long as checking it: once for both engines. */
function tracksFor(engine: Database['engine']): ReturnType<typeof readHaidianTracks> {
  inFile ??= readHaidianTracks(FILE, fixesEach('postgres'));
  return new Map([...inFile].map(([user, fixes]) => [user, takeFixes(fixes, [...fixes.instantMs.keys()].slice(0, fixesEach(engine)))]));
}

eachEngine('real tracks, Haidian', (open, engine) => {
  describe.skipIf(!existsSync(FILE))('(skipped without BEATLINE_REAL_DATA)', () => {
    test('presence by square and hour is what PostGIS finds by cutting every segment with the squares', async () => {
      const database = await open();
      const people = tracksFor(engine);
      let totalMs = 0;
      let truthTotalMs = 0;
      let squareHours = 0;
      let worstMs = 0;
      for (const [user, raw] of people) {
        const fixes = cleanFixes(raw, 'vehicle').kept;
        const ours = creditedMs(Number(user), fixes);
        const truth = await postgisMs(database, fixes);
        for (const key of new Set([...ours.keys(), ...truth.keys()])) {
          const apartMs = Math.abs((ours.get(key) ?? 0) - (truth.get(key) ?? 0));
          if (apartMs > worstMs) worstMs = apartMs;
          squareHours++;
        }
        for (const ms of ours.values()) totalMs += ms;
        for (const ms of truth.values()) truthTotalMs += ms;
      }
      process.stdout.write(
        `${engine}: ${people.size} people, ${squareHours} square-hours, ${Math.round(totalMs / 1000)} s; worst ${worstMs.toFixed(2)} ms, total apart by ${Math.abs(totalMs / truthTotalMs - 1).toExponential(1)}\n`,
      );
      expect(people.size).toBe(122);
      expect(worstMs).toBeLessThan(1000);
      expect(Math.abs(totalMs / truthTotalMs - 1)).toBeLessThan(1e-6);
    });
  });
});
