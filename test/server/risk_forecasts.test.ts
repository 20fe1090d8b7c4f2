import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '@beatline/db/engine/database';
import { withDeployment } from '@beatline/db/engine/database';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';
import { keepTrackRecord } from '@beatline/server/services/risk/forecast_job';
import { scoreDueForecasts } from '@beatline/server/services/risk/forecast_score';
import type { ReplayProgress } from '@beatline/shared/model/views/scorecard_view';
import { eachEngine } from '../db/engines';
import { followEvents, serveApp, type ServedApp } from './served_app';
import { HOT_SPOT, loadTown, NOW_MS, TOWN, townLngLat } from './small_town';

const DAY_MS = 86_400_000;
const MODELS = ['uniform', 'last-year', 'all-history', 'kernel-500ft', 'default'];

/** Incidents as a file brings them: position in metres east and north of the town's corner. */
async function report(
  served: ServedApp,
  rows: readonly (readonly [code: string, time: string, category: string, east: number, north: number])[],
) {
  const lines = rows.map(([code, time, category, east, north]) => [code, time, category, ...townLngLat(east, north)].join(','));
  const { app } = served;
  await importIncidents(
    { database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: () => undefined },
    { name: 'later.csv', bytes: new TextEncoder().encode(`报警编号,报警时间,类别,经度,纬度\n${lines.join('\n')}\n`) },
  );
  app.refresh();
}

eachEngine('the track record of forecasts', (open) => {
  let database: Database;
  let served: ServedApp;
  const count = async (select: string) =>
    withDeployment(database, async (scoped) => (await scoped.session.query<{ n: number }>(`SELECT (${select}) AS n`)).rows[0].n);

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
  });
  afterAll(() => served.stop());

  test('without a risk there is none, and the scorecard says so', async () => {
    await setDeploymentTo(served.app, TOWN);
    expect(await keepTrackRecord(served.app)).toEqual({ scored: 0, issued: 0, backtests: 0 });
    const card = await served.client.risk.scorecard.query({});
    expect(card).toMatchObject({ basis: 'issued', missing: { code: 'no_risk' }, models: [], calibration: [], origins: [], available: [] });
    expect(card.headline).toBeUndefined();
  });

  test('forecasts of every model, group and horizon are frozen for windows that have not begun, once', async () => {
    await loadTown(served.app);
    // all together, theft and fight; one day and seven; five models. A back-test of the three by week, and of all by day
    expect(await keepTrackRecord(served.app)).toEqual({ scored: 0, issued: 3 * 2 * MODELS.length, backtests: 4 });
    expect(await keepTrackRecord(served.app)).toEqual({ scored: 0, issued: 0, backtests: 0 });
    // a server that was stopped in the middle of it: the rest is made up for
    await withDeployment(database, (scoped) =>
      scoped.session.query(`DELETE FROM backtest WHERE horizon_days = 1 OR category_group = 'fight'`),
    );
    expect(await keepTrackRecord(served.app)).toEqual({ scored: 0, issued: 0, backtests: 2 });
    expect(await count('SELECT count(*) FROM forecast WHERE window_from < issued_at')).toBe(0);
    const card = await served.client.risk.scorecard.query({ basis: 'issued' });
    expect(card.missing).toEqual({ code: 'none_due' });
    expect(card.pending).toEqual({
      forecasts: 1,
      newest: { issuedAt: '2026-11-20T21:00:00+08:00', from: '2026-11-21T00:00:00+08:00', to: '2026-11-28T00:00:00+08:00' },
      firstDue: '2026-11-28T00:00:00+08:00',
    });
    const rare = await served.client.risk.scorecard.query({ basis: 'issued', group: 'pickpocket' });
    expect(rare.missing).toEqual({ code: 'none_issued', incidents: 0, needed: 100 });
  });

  test('the frozen rates are what the risk expects in the window', async () => {
    const { app } = served;
    const { risk, deployment } = await app.ground.current();
    expect(deployment.cellMeters).toBe(100);
    const perHour = Array.from(risk?.ratesPerHour ?? []).reduce((sum, rate) => sum + rate, 0);
    const expected = await count(
      `SELECT sum(e) FROM forecast, unnest(expected) AS e WHERE in_force AND category_group IS NULL AND horizon_days = 7`,
    );
    // a whole week, so that the hours do not matter; single precision
    expect(expected).toBeCloseTo(perHour * 168, 3);
    const byModel = await count(
      `SELECT max(total) - min(total) FROM (SELECT sum(e) AS total FROM forecast, unnest(expected) AS e WHERE category_group IS NULL AND horizon_days = 7 GROUP BY model) AS sums`,
    );
    expect(byModel).toBeCloseTo(0, 3);
  });

  test('a day is not scored before it has passed, nor while no record reaches its end', async () => {
    served.setNow(Date.parse('2026-11-21T23:59:00+08:00'));
    expect(await scoreDueForecasts(served.app)).toEqual({ scored: 0 });
    served.setNow(Date.parse('2026-11-22T00:30:00+08:00'));
    expect(await scoreDueForecasts(served.app)).toEqual({ scored: 0 });
    const card = await served.client.risk.scorecard.query({ basis: 'issued', horizonDays: 1 });
    expect(card.missing).toEqual({ code: 'none_due' });
  });

  test('once it has passed it is scored as an independent count has it, and the next day is forecast', async () => {
    const { east, north } = HOT_SPOT;
    await report(served, [
      ['N1', '2026-11-21 20:00:00', '盗窃', east - 20, north - 20],
      ['N2', '2026-11-21 21:00:00', '盗窃', east - 20, north + 20],
      ['N3', '2026-11-21 22:00:00', '盗窃', east + 20, north + 20],
      ['N4', '2026-11-21 23:00:00', '盗窃', east + 20, north - 20],
      ['N5', '2026-11-21 03:00:00', '打架', 100, 100],
      ['N6', '2026-11-21 03:00:00', '电诈', east, north],
      ['N7', '2026-11-22 00:10:00', '盗窃', east, north],
    ]);
    expect(await keepTrackRecord(served.app)).toMatchObject({ scored: 3 * MODELS.length, issued: 3 * MODELS.length });
    const card = await served.client.risk.scorecard.query({ horizonDays: 1 });
    expect(card.basis).toBe('issued');
    expect(card.models.map(({ model, inForce }) => [model, inForce])).toEqual(MODELS.map((model) => [model, model === 'default']));
    // fraud is no street incident; the last one came after the window
    const inWindow = `occurred_at >= '2026-11-21 00:00+08' AND occurred_at < '2026-11-22 00:00+08' AND category_code <> '电诈'`;
    const hits = await count(
      `SELECT count(*) FROM incident JOIN forecast ON square_id = ANY (flagged_squares)
       WHERE ${inWindow} AND model = 'default' AND horizon_days = 1 AND category_group IS NULL AND window_from = '2026-11-21 00:00+08'`,
    );
    const squares = await count('SELECT count(*) FROM square');
    expect(hits).toBeGreaterThan(0);
    expect(card.headline).toMatchObject({
      hits,
      incidents: 5,
      hitRate: hits / 5,
      origins: 1,
      areaFraction: Math.floor(squares / 100) / squares,
    });
    expect(card.origins).toMatchObject([{ issuedAt: '2026-11-20T21:00:00+08:00', from: '2026-11-21T00:00:00+08:00', incidents: 5, hits }]);
    // a forecast without a view hits what a draw does
    const uniform = card.models.find(({ model }) => model === 'uniform');
    expect(uniform?.predictiveAccuracyIndex).toBeCloseTo(1, 9);
    expect(card.calibration.reduce((sum, { observed }) => sum + observed, 0)).toBeCloseTo(5, 9);
    const theft = await served.client.risk.scorecard.query({ horizonDays: 1, group: 'theft' });
    expect(theft.headline?.incidents).toBe(4);
    expect(await keepTrackRecord(served.app)).toMatchObject({ scored: 0, issued: 0 });
  });

  test('a server that was off catches up with scores, and forecasts no day afterwards', async () => {
    served.setNow(Date.parse('2026-11-29T09:00:00+08:00'));
    await report(served, [['N8', '2026-11-29 08:00:00', '盗窃', HOT_SPOT.east, HOT_SPOT.north]]);
    // the week from 21 November, and the single day of 23 November
    expect(await keepTrackRecord(served.app)).toMatchObject({ scored: 6 * MODELS.length, issued: 6 * MODELS.length });
    expect(
      await count(`SELECT count(*) FROM forecast WHERE window_from > '2026-11-23 00:00+08' AND window_from < '2026-11-30 00:00+08'`),
    ).toBe(0);
    const card = await served.client.risk.scorecard.query({ horizonDays: 7, basis: 'issued' });
    expect(card.headline).toMatchObject({ incidents: 6, origins: 1 });
  });

  test('the back-test is shown as one, over the last half year, and can be asked for anew', async () => {
    const { client } = served;
    const { jobId } = await client.risk.replay.mutate();
    const progress = await followEvents<ReplayProgress>(
      served,
      'risk.replayProgress',
      { jobId },
      ({ state }) => state === 'done' || state === 'failed',
    );
    expect(progress.at(-1)).toMatchObject({ state: 'done', fractionDone: 1 });
    const card = await client.risk.scorecard.query({ basis: 'backtest' });
    expect(card).toMatchObject({ basis: 'backtest', horizonDays: 7, otherGroundOrigins: 0 });
    expect(card.origins).toHaveLength(26);
    expect(card.models.map(({ model }) => model)).toEqual(MODELS);
    const { from, to } = card.headline ?? { from: '', to: '' };
    expect(to).toBe('2026-11-29T00:00:00+08:00');
    expect(Date.parse(to) - Date.parse(from)).toBe(26 * 7 * DAY_MS);
    // calls within 50 m and 30 minutes of an earlier one of their category tell of the same event
    const happened = await count(`
      SELECT count(*) FROM incident i WHERE occurred_at >= '${from}' AND occurred_at < '${to}' AND category_code <> '电诈' AND NOT EXISTS (
        SELECT FROM incident earlier WHERE earlier.category_code = i.category_code AND earlier.id <> i.id
          AND (earlier.occurred_at, earlier.id) < (i.occurred_at, i.id) AND earlier.occurred_at >= i.occurred_at - interval '30 minutes'
          AND ST_Distance(earlier.location::geography, i.location::geography) <= 50)`);
    expect(card.headline?.incidents).toBe(happened);
    // two of three incidents fall in a box of 60 m about the hot spot, which a square of 100 m holds at least a quarter of
    expect(card.headline?.hitRate).toBeGreaterThan(1 / 6);
    expect(card.models.find(({ model }) => model === 'default')?.standardError).toBeGreaterThan(0);
    expect(card.models.find(({ model }) => model === 'uniform')?.againstInForce?.meanDifference).toBeLessThan(0);
    expect(card.available).toContainEqual({ basis: 'backtest', group: 'fight', horizonDays: 7, origins: 26 });
    expect(NOW_MS).toBeLessThan(served.app.nowMs());
  });
});
