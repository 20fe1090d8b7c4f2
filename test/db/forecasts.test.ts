import { expect, test } from 'vitest';
import { withDeployment, withScope, type Database } from '@beatline/db/engine/database';
import {
  backtestOrigins,
  dueForecasts,
  insertForecasts,
  insertForecastScore,
  newestForecastEnds,
  pendingForecasts,
  readForecast,
  readForecastGround,
  recordChoices,
  replaceBacktest,
  scoredForecasts,
  type NewForecast,
} from '@beatline/db/queries/forecasts';
import { scoreForecast } from '@beatline/shared/evaluation/forecast_score';
import { eachEngine } from './engines';
import { makeGround, type Ground } from './ground';

const DAY_MS = 86_400_000;
const ISSUED_MS = Date.parse('2026-11-20T10:00:00Z');
const MIDNIGHT_MS = Date.parse('2026-11-20T16:00:00Z');

const GROUND = {
  version: 'a',
  proj4: '+proj=utm +zone=50',
  cellMeters: 100,
  squareId: Float64Array.of(8_796_093_022_209, 8_796_093_022_210, 8_796_093_022_211),
};

function forecastOf(change: Partial<NewForecast> = {}): NewForecast {
  return {
    issuedAtMs: ISSUED_MS,
    riskId: 3,
    model: 'default',
    inForce: true,
    parameters: { kernelWeight: 2 },
    group: undefined,
    horizonDays: 1,
    window: { fromMs: MIDNIGHT_MS, toMs: MIDNIGHT_MS + DAY_MS },
    flaggedSquares: Float64Array.of(8_796_093_022_211),
    flagsAny: false,
    expected: Float32Array.of(0.25, 0.5, 1.5),
    ...change,
  };
}

const SCORE = scoreForecast({
  expectedByCell: [0.25, 0.5, 1.5],
  flagged: Int32Array.of(2),
  eventsByCell: [0, 1, 2],
  elsewhere: 1,
  flagsAny: false,
});

eachEngine('frozen forecasts', (open) => {
  let database: Database;
  let ground: Ground;
  const scoreOf = (forecastId: number) => ({
    forecastId,
    scoredAtMs: MIDNIGHT_MS + DAY_MS + 60_000,
    recordsUntilMs: MIDNIGHT_MS + DAY_MS + 1,
    score: SCORE,
  });

  test('come back as they were issued, wait for their score, and are scored once', async () => {
    database = await open();
    ground = await makeGround(database);
    await withDeployment(database, async (scoped) => {
      await insertForecasts(scoped, GROUND, [
        forecastOf(),
        forecastOf({ model: 'last-year', inForce: false, flagsAny: true }),
        forecastOf({ group: 'theft', horizonDays: 7, window: { fromMs: MIDNIGHT_MS, toMs: MIDNIGHT_MS + 7 * DAY_MS } }),
      ]);
      await insertForecasts(scoped, GROUND, [forecastOf({ window: { fromMs: MIDNIGHT_MS + DAY_MS, toMs: MIDNIGHT_MS + 2 * DAY_MS } })]);
      expect(await newestForecastEnds(scoped)).toEqual(
        new Map([
          [1, MIDNIGHT_MS + 2 * DAY_MS],
          [7, MIDNIGHT_MS + 7 * DAY_MS],
        ]),
      );
      expect(await dueForecasts(scoped, MIDNIGHT_MS + DAY_MS - 1)).toEqual([]);
      const due = await dueForecasts(scoped, MIDNIGHT_MS + DAY_MS);
      expect(due).toHaveLength(2);
      expect(due[0]).toMatchObject({ group: undefined, window: { fromMs: MIDNIGHT_MS, toMs: MIDNIGHT_MS + DAY_MS } });
      expect(await readForecastGround(scoped, due[0].groundId)).toEqual({
        proj4: GROUND.proj4,
        cellMeters: 100,
        squareId: GROUND.squareId,
      });
      expect(await readForecast(scoped, due[0].id)).toEqual({
        flaggedSquares: Float64Array.of(8_796_093_022_211),
        flagsAny: false,
        expected: Float32Array.of(0.25, 0.5, 1.5),
      });
      expect(await pendingForecasts(scoped, undefined, 1)).toEqual({
        forecasts: 2,
        newest: { issuedAtMs: ISSUED_MS, window: { fromMs: MIDNIGHT_MS + DAY_MS, toMs: MIDNIGHT_MS + 2 * DAY_MS } },
        firstDueMs: MIDNIGHT_MS + DAY_MS,
      });
      await insertForecastScore(scoped, scoreOf(due[0].id));
      const scored = await scoredForecasts(scoped, undefined, 1);
      expect(scored).toEqual([
        {
          ...SCORE,
          model: 'default',
          inForce: true,
          issuedAtMs: ISSUED_MS,
          riskId: 3,
          window: { fromMs: MIDNIGHT_MS, toMs: MIDNIGHT_MS + DAY_MS },
          squares: 3,
          cellMeters: 100,
          flagged: 1,
        },
      ]);
      expect((await dueForecasts(scoped, MIDNIGHT_MS + DAY_MS)).map(({ id }) => id)).toEqual([due[1].id]);
      expect(await recordChoices(scoped)).toEqual([{ basis: 'issued', group: undefined, horizonDays: 1, origins: 1 }]);
    });
    await expect(
      withDeployment(database, async (scoped) => {
        const [first] = await scoredForecasts(scoped, undefined, 1);
        expect(first).toBeDefined();
        await insertForecastScore(scoped, scoreOf(1));
      }),
    ).rejects.toThrow(/forecast_score_pkey/);
  });

  test('are refused once their window has begun, twice, and a score before the window has passed or the records reach its end', async () => {
    const insert = (change: Partial<NewForecast>) =>
      withDeployment(database, (scoped) => insertForecasts(scoped, GROUND, [forecastOf(change)]));
    await expect(insert({ model: 'late', issuedAtMs: MIDNIGHT_MS + 1 })).rejects.toThrow(/forecast_check/);
    await expect(insert({})).rejects.toThrow(/forecast_once/);
    const [second] = await withDeployment(database, (scoped) => dueForecasts(scoped, MIDNIGHT_MS + DAY_MS));
    for (const early of [{ scoredAtMs: MIDNIGHT_MS + DAY_MS - 1 }, { recordsUntilMs: MIDNIGHT_MS + DAY_MS - 1 }])
      await expect(withDeployment(database, (scoped) => insertForecastScore(scoped, { ...scoreOf(second.id), ...early }))).rejects.toThrow(
        /is scored after its window/,
      );
  });

  test.each([
    'UPDATE forecast SET expected = expected',
    'UPDATE forecast SET model = model WHERE false',
    'DELETE FROM forecast',
    'TRUNCATE forecast CASCADE',
    'UPDATE forecast_score SET hits = 0',
    'DELETE FROM forecast_score',
    'TRUNCATE forecast_score',
    'UPDATE forecast_ground SET cell_meters = 50',
    'DELETE FROM forecast_ground',
    'TRUNCATE forecast_ground CASCADE',
    `INSERT INTO forecast_ground (version, proj4, cell_meters, square_ids) VALUES ('a', 'x', 1, '{1}') ON CONFLICT (version) DO UPDATE SET proj4 = 'x'`,
  ])('never change: %s is refused, to the application and to the owner of the tables alike', async (statement) => {
    const count = `SELECT (SELECT count(*) FROM forecast) + (SELECT count(*) FROM forecast_score) + (SELECT count(*) FROM forecast_ground) AS kept`;
    const kept = async () => (await database.sql.transaction((session) => session.query<{ kept: number }>(count))).rows[0]?.kept;
    expect(await kept()).toBe(6);
    // as the owner, also where ordinary triggers keep still
    await expect(database.sql.transaction((session) => session.query(statement))).rejects.toThrow(/are frozen/);
    await expect(
      database.sql.transaction(async (session) => {
        await session.query("SET LOCAL session_replication_role = 'replica'");
        await session.query(statement);
      }),
    ).rejects.toThrow(/are frozen/);
    // the application may not truncate at all
    await expect(withDeployment(database, (scoped) => scoped.session.query(statement))).rejects.toThrow(/are frozen|permission denied/);
    expect(await kept()).toBe(6);
  });

  test('stay when risk versions and squares go, and a station may read but not add', async () => {
    await withDeployment(database, async (scoped) => {
      await scoped.session.query('DELETE FROM risk');
      await scoped.session.query('DELETE FROM square');
    });
    const scope = { kind: 'jurisdiction', jurisdictionId: ground.stationIds[0] } as const;
    await withScope(database, scope, async (scoped) => expect(await scoredForecasts(scoped, undefined, 1)).toHaveLength(1));
    await expect(
      withScope(database, scope, (scoped) => insertForecasts(scoped, { ...GROUND, version: 'b' }, [forecastOf({ model: 'other' })])),
    ).rejects.toThrow(/row-level security/);
  });

  test('are not what a back-test is: that is kept apart, and a newer one takes its place', async () => {
    const windows = [0, 1].map((week) => ({ fromMs: MIDNIGHT_MS - (14 - 7 * week) * DAY_MS, toMs: MIDNIGHT_MS - (7 - 7 * week) * DAY_MS }));
    const run = {
      ranAtMs: ISSUED_MS,
      group: 'theft',
      horizonDays: 7,
      cellMeters: 100,
      squares: 3,
      flaggedCount: 1,
      parameters: { kernelWeight: 2 },
      windows,
      scores: { uniform: [{ ...SCORE, hits: 4 / 3 }, SCORE], default: [SCORE, SCORE] },
    } as const;
    await withDeployment(database, async (scoped) => {
      await replaceBacktest(scoped, run);
      await replaceBacktest(scoped, run);
      const origins = await backtestOrigins(scoped, 'theft', 7);
      expect(origins.map(({ model, inForce, hits }) => [model, inForce, hits])).toEqual([
        ['default', true, 2],
        ['uniform', false, 4 / 3],
        ['default', true, 2],
        ['uniform', false, 2],
      ]);
      expect(origins[0]).toEqual({
        ...SCORE,
        model: 'default',
        inForce: true,
        issuedAtMs: windows[0].fromMs,
        riskId: undefined,
        window: windows[0],
        squares: 3,
        cellMeters: 100,
        flagged: 1,
      });
      expect(await recordChoices(scoped)).toContainEqual({ basis: 'backtest', group: 'theft', horizonDays: 7, origins: 2 });
      expect(await scoredForecasts(scoped, 'theft', 7)).toEqual([]);
    });
  });
});
