import { expect, test } from 'vitest';
import { withDeployment } from '@beatline/db/engine/database';
import { distanceByMode, insertTrackPieces } from '@beatline/db/queries/tracks';
import { ensureUnits } from '@beatline/db/queries/units';
import { fixColumnsOf } from '@beatline/shared/coverage/fixes';
import { modeCodeOf } from '@beatline/shared/model/patrol_mode';
import { eachEngine } from './engines';

const START_MS = Date.parse('2026-11-20T00:03:00Z');
const STEP_MS = 10_000;
/** Due north at 1e-4 degrees a step: on the ellipsoid 11.10 m at 40 degrees, 1.11 m/s. */
const STEP_DEGREES = 1e-4;
const STEPS = 360;

eachEngine('how far units went', (open) => {
  test('is the length of their course, of a window the part in it, within 0.5 % of the ellipsoid', async () => {
    const database = await open();
    const fixes = fixColumnsOf(
      Array.from({ length: STEPS + 1 }, (_, i) => ({ instantMs: START_MS + i * STEP_MS, lng: 116.3, lat: 40 + i * STEP_DEGREES })),
    );
    await withDeployment(database, async (scoped) => {
      const [unit] = (await ensureUnits(scoped, ['步1'], 'foot')).values();
      if (unit === undefined) return expect.fail('no unit');
      const { pieces } = await insertTrackPieces(scoped, { unitId: unit.id, mode: 'foot' }, fixes);
      expect(pieces).toBe(7);
      const { rows } = await scoped.session.query<{ meters: number }>(
        `SELECT ST_Length(ST_MakeLine(ST_MakePoint(116.3, 40), ST_MakePoint(116.3, ${40 + STEPS * STEP_DEGREES}))::geography)::float8 AS meters`,
      );
      const meters = rows[0]?.meters ?? 0;
      expect(meters).toBeCloseTo(3997.3, 0);
      const walked = async (fromStep: number, toStep: number) =>
        (await distanceByMode(scoped, { fromMs: START_MS + fromStep * STEP_MS, toMs: START_MS + toStep * STEP_MS })).get(
          modeCodeOf('foot'),
        ) ?? 0;

      expect(Math.abs((await walked(-10, STEPS + 10)) / meters - 1)).toBeLessThan(0.005);
      // windows that begin and end within pieces, on a fix and between two
      for (const [from, to] of [
        [100, 200],
        [33.5, 34.5],
        [0, 180.25],
      ] as const)
        expect(Math.abs((await walked(from, to)) / ((meters * (to - from)) / STEPS) - 1)).toBeLessThan(0.005);
      expect(await walked(STEPS + 1, STEPS + 100)).toBe(0);
    });
  });
});
