import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withDeployment } from '@beatline/db/engine/database';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { fixColumnsOf } from '@beatline/shared/coverage/fixes';
import { latticeCellOf } from '@beatline/shared/geo/lattice';
import { createProjection } from '@beatline/shared/geo/projection';
import { eachEngine } from './engines';

const CELL_METERS = 100;
const STEP_MS = 12_000;
/** Off the lattice lines: a way along an edge belongs to one square here and to two in PostGIS. */
const ORIGIN = { x: 450_037.35, y: 4_300_061.75 };
const projection = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');

/** Whole decimetres, so that no fix lies on a lattice line. */
const stepMeters = fc.integer({ min: -1400, max: 1400 }).map((decimeters) => decimeters / 10);

/** A car's way over the lattice: up to 200 m a step, well inside the speed limit, never standing (a point has no length for PostGIS to share). */
const walk = fc
  .array(
    fc.tuple(stepMeters, stepMeters).filter(([dx, dy]) => dx !== 0 || dy !== 0),
    { minLength: 20, maxLength: 60 },
  )
  .map((steps) => {
    let position = ORIGIN;
    return [position, ...steps.map(([dx, dy]) => (position = { x: position.x + dx, y: position.y + dy }))];
  });

function secondsBySquare(positions: readonly { x: number; y: number }[]): Map<string, number> {
  const fixes = positions.map((position, i) => {
    const [lng, lat] = projection.toLngLat(position);
    return { instantMs: i * STEP_MS, lng, lat };
  });
  const { intervals } = creditPresence(
    { unitId: 1, mode: 'vehicle', kind: 'sworn', duty: 'patrol', intervalSeconds: 15, fixes: fixColumnsOf(fixes) },
    { projection, cellMeters: CELL_METERS },
  );
  const seconds = new Map<string, number>();
  for (let row = 0; row < intervals.length; row++) {
    if (intervals.seenOnly[row] === 1) continue;
    const { column, row: latticeRow } = latticeCellOf(intervals.squareId[row] ?? 0);
    const key = `${column},${latticeRow}`;
    seconds.set(key, (seconds.get(key) ?? 0) + ((intervals.endMs[row] ?? 0) - (intervals.startMs[row] ?? 0)) / 1000);
  }
  return seconds;
}

eachEngine('presence by clipping', (open) => {
  test('is what PostGIS finds when it cuts every segment with every square', async () => {
    const database = await open();
    for (const positions of fc.sample(walk, { numRuns: 8, seed: 20_261_121 })) {
      const ours = secondsBySquare(positions);
      const rows = await withDeployment(database, async (scoped) => {
        const segments = positions.slice(1).map((to, i) => [positions[i]?.x, positions[i]?.y, to.x, to.y]);
        const answer = await scoped.session.query<{ c: number; r: number; seconds: number }>(
          `WITH segment AS (
             SELECT ST_MakeLine(ST_MakePoint((s->>0)::float8, (s->>1)::float8), ST_MakePoint((s->>2)::float8, (s->>3)::float8)) AS geom
             FROM jsonb_array_elements($1::jsonb) AS s)
           SELECT c, r, sum($2::float8 * ST_Length(ST_Intersection(geom, ST_MakeEnvelope(c * $3::float8, r * $3::float8, (c + 1) * $3::float8, (r + 1) * $3::float8))) / ST_Length(geom))::float8 AS seconds
           FROM segment,
             LATERAL generate_series(floor(ST_XMin(geom) / $3::float8)::integer, floor(ST_XMax(geom) / $3::float8)::integer) AS c,
             LATERAL generate_series(floor(ST_YMin(geom) / $3::float8)::integer, floor(ST_YMax(geom) / $3::float8)::integer) AS r
           WHERE ST_Length(geom) > 0 GROUP BY c, r`,
          [JSON.stringify(segments), STEP_MS / 1000, CELL_METERS],
        );
        return answer.rows;
      });
      const truth = new Map(rows.filter((row) => row.seconds > 0).map((row) => [`${row.c},${row.r}`, row.seconds]));
      // Each crossing is rounded to a millisecond; a square is crossed at most twice by each of a few dozen segments.
      for (const key of new Set([...ours.keys(), ...truth.keys()])) {
        expect(Math.abs((ours.get(key) ?? 0) - (truth.get(key) ?? 0)), key).toBeLessThan(0.002 * positions.length);
      }
      const total = [...ours.values()].reduce((sum, seconds) => sum + seconds, 0);
      expect(total).toBeCloseTo(((positions.length - 1) * STEP_MS) / 1000, 6);
    }
  });
});
