import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDeployment, type Database } from '@beatline/db/engine/database';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';
import { decodeColumn } from '@beatline/shared/formats/binary_column';
import { TIERS } from '@beatline/shared/model/tier';
import { eachEngine } from '../db/engines';
import { serveApp, type ServedApp } from './served_app';
import { HOT_SPOT, loadTown, NOW_MS, TOWN, townLngLat } from './small_town';

const DAY_MS = 86_400_000;
const iso = (instantMs: number): string => new Date(instantMs).toISOString();
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
/** Single precision columns. */
const FLOAT32_DIGITS = 4;

eachEngine('the risk of places', (open) => {
  let database: Database;
  let served: ServedApp;
  const count = async (select: string) =>
    withDeployment(database, async (scoped) => (await scoped.session.query<{ n: number }>(`SELECT (${select}) AS n`)).rows[0].n);
  const hot = townLngLat(HOT_SPOT.east + 20, HOT_SPOT.north + 20);

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
  });
  afterAll(() => served.stop());

  test('before any fit every question is refused with what to do, never answered with zeros', async () => {
    await setDeploymentTo(served.app, TOWN);
    const { risk } = served.client;
    const window = { from: iso(NOW_MS - DAY_MS), to: iso(NOW_MS) };
    for (const ask of [
      () => risk.whyCell.query({ lngLat: hot }),
      () => risk.tiers.query(),
      () => risk.byCell.query({ ...window, by: 'station' }),
      () => risk.hourMatrix.query(window),
    ])
      await expect(ask()).rejects.toMatchObject({
        data: { code: 'PRECONDITION_FAILED', refusal: 'no_risk', hint: expect.stringContaining('fit the risk') },
      });
  });

  test('why a square is red: its incidents with their shares, which with the even part make up the whole rate', async () => {
    await loadTown(served.app);
    const why = await served.client.risk.whyCell.query({ lngLat: hot, from: iso(NOW_MS), to: iso(NOW_MS + 7 * DAY_MS) });
    const byId = await served.client.risk.whyCell.query({ squareId: why.squareId });
    expect(byId.ratePerHour).toEqual(why.ratePerHour);
    expect(byId.expected).toBeUndefined();
    expect(why.ownFraction + why.nearbyFraction + why.evenFraction).toBeCloseTo(1, FLOAT32_DIGITS);
    expect(why.ownFraction).toBeGreaterThan(0.3);
    expect(why.incidents).toHaveLength(20);
    expect(why.contributing).toBeGreaterThan(700);
    // all weigh alike but for their age and place: newest and nearest first, and none more than a hundredth or so
    expect(why.incidents[0]).toMatchObject({ group: 'theft', inSquare: true });
    expect(why.incidents[0].rateFraction).toBeLessThan(0.02);
    expect(why.incidents[0].ageDays).toBeLessThan(90);
    expect(why.incidents.map(({ rateFraction }) => rateFraction)).toEqual(
      why.incidents.map(({ rateFraction }) => rateFraction).sort((a, b) => b - a),
    );
    expect(sum(why.byGroup.map(({ fraction }) => fraction))).toBeCloseTo(1, 1);
    expect(why.byGroup[0]?.group).toBe('theft');
    // a week holds every hour once
    expect(why.expected?.incidents).toBeCloseTo(why.ratePerHour.mean * 168, FLOAT32_DIGITS);
    expect(sum(why.byHour)).toBeCloseTo(why.ratePerHour.mean * 168, FLOAT32_DIGITS);
    const [low, high] = why.ratePerHour.interval;
    expect(low).toBeLessThan(why.ratePerHour.mean);
    expect(high).toBeGreaterThan(why.ratePerHour.mean);
    // thefts happen from 19 to 23
    for (const { slot } of why.topHours) expect(slot % 24).toBeGreaterThanOrEqual(19);
    expect(why.rank).toBeLessThanOrEqual(4);
    expect(why.incidentsNow).toBe(why.incidentsOfFit);
    const [lng, lat] = why.center;
    expect(why.sources).toEqual({
      citizenStreet: await count(
        `SELECT count(*) FROM incident WHERE ST_Distance(location::geography, ST_SetSRID(ST_MakePoint(${lng}, ${lat}), 4326)::geography) <= 150
          AND occurred_at >= (SELECT fitted_until FROM risk) - interval '365 days'`,
      ),
      citizenOther: 0,
      officer: 0,
    });
  });

  test('a quiet square says that its rate is mostly the even share and what happened around it', async () => {
    const why = await served.client.risk.whyCell.query({ lngLat: townLngLat(150, 1050) });
    expect(why.ownFraction + why.nearbyFraction + why.evenFraction).toBeCloseTo(1, FLOAT32_DIGITS);
    expect(why.rank).toBeGreaterThan(4);
    expect(why.evenFraction).toBeGreaterThan(0.001);
  });

  test('a square that does not exist, and a place outside, are refused', async () => {
    const { risk } = served.client;
    await expect(risk.whyCell.query({ squareId: 1 })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    await expect(risk.whyCell.query({ lngLat: [120, 30] })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    await expect(risk.whyCell.query({})).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
    await expect(risk.whyCell.query({ lngLat: hot, from: iso(NOW_MS), to: iso(NOW_MS - 1) })).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST' },
      message: expect.stringContaining('ends before it starts'),
    });
  });

  test('tiers of every shift band are those frozen with the fit, and red squares hold more than their share', async () => {
    const tiers = await served.client.risk.tiers.query();
    const geometry = await served.client.squares.geometry.query();
    expect(tiers.geometryVersion).toBe(geometry.version);
    // a Friday at 21:00
    expect(tiers.currentBand).toBe(2);
    expect(decodeColumn(tiers.tierByBand)).toHaveLength(6 * geometry.count);
    for (const [band, rows] of tiers.bands.entries()) {
      expect(rows.map(({ tier }) => tier)).toEqual(TIERS);
      for (const [code, { squares }] of rows.entries())
        expect(squares).toBe(await count(`SELECT count(*) FROM tier WHERE tiers[${band + 1}] = ${code}`));
      expect(sum(rows.map(({ riskFraction }) => riskFraction))).toBeCloseTo(1, 9);
    }
    const evening = tiers.bands[2]?.[0];
    expect(evening?.riskFraction).toBeGreaterThan((5 * (evening?.squares ?? 0)) / geometry.count);
  });

  test('what is expected in a window adds up, by square, cell and station, and stands beside what happened', async () => {
    const { byCell } = served.client.risk;
    const window = { from: iso(NOW_MS - 28 * DAY_MS), to: iso(NOW_MS - 2 * DAY_MS) };
    const squares = await byCell.query({ ...window, by: 'square' });
    const cells = await byCell.query({ ...window, by: 'police-cell' });
    const stations = await byCell.query({ ...window, by: 'station' });
    expect(sum(decodeColumn(squares.perSquare?.expectedIncidents ?? { type: 'float32', base64: '' }))).toBeCloseTo(
      squares.expectedIncidents,
      2,
    );
    expect(sum(cells.rows.map((row) => row.expectedIncidents))).toBeCloseTo(squares.expectedIncidents, 6);
    expect(stations.rows).toHaveLength(1);
    expect(stations.rows[0]?.fraction).toBe(1);
    expect(stations.rows[0]?.interval).toBeUndefined();
    const happened = `SELECT count(*) FROM incident JOIN square ON square.id = square_id WHERE occurred_at >= '${window.from}' AND occurred_at < '${window.to}'`;
    for (const row of cells.rows) {
      expect(row.incidents).toBe(await count(`${happened} AND square.police_cell_id = ${row.jurisdictionId}`));
      expect(row.interval?.[0]).toBeLessThan(row.expectedIncidents);
      expect(row.interval?.[1]).toBeGreaterThan(row.expectedIncidents);
    }
    expect(cells.rows[0]?.fraction).toBeGreaterThan(0.5);
    const coming = await byCell.query({ from: iso(NOW_MS), to: iso(NOW_MS + DAY_MS), by: 'police-cell' });
    expect(coming.rows.every(({ incidents }) => incidents === undefined)).toBe(true);
    expect(coming.expectedIncidents).toBeGreaterThan(0);
  });

  test('expected and observed by weekday and hour are both per hour', async () => {
    const window = { from: '2026-09-21T00:00:00+08:00', to: '2026-11-16T00:00:00+08:00' };
    const matrix = await served.client.risk.hourMatrix.query({ ...window, group: 'theft' });
    const total = await count(
      `SELECT count(*) FROM incident WHERE category_code = '盗窃' AND occurred_at >= '${window.from}' AND occurred_at < '${window.to}'`,
    );
    expect(sum(matrix.incidents.flat())).toBe(total);
    expect(matrix.unknownHour).toBe(0);
    // eight whole weeks
    expect(sum(matrix.observedPerHour.flat().map((value) => value ?? 0)) * 8).toBeCloseTo(total, 6);
    expect(sum(matrix.expectedPerHour.flat())).toBeCloseTo(total / 8, -0.5);
    const short = await served.client.risk.hourMatrix.query({ from: '2026-11-16T00:00:00+08:00', to: '2026-11-16T02:00:00+08:00' });
    expect(short.observedPerHour[0].slice(0, 3)).toEqual([expect.any(Number), expect.any(Number), null]);
  });

  test('records that came after the fit are told of', async () => {
    const { app } = served;
    const [lng, lat] = hot;
    await importIncidents(
      { database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: () => undefined },
      {
        name: 'late.csv',
        bytes: new TextEncoder().encode(`报警编号,报警时间,类别,经度,纬度\nL1,2026-11-01 12:00:00,盗窃,${lng},${lat}\n`),
      },
    );
    app.refresh();
    const why = await served.client.risk.whyCell.query({ lngLat: hot });
    expect(why.incidentsNow).toBe(why.incidentsOfFit + 1);
  });
});
