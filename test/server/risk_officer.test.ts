import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDeployment, type Database } from '@beatline/db/engine/database';
import { latestRisk } from '@beatline/db/queries/risk';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import type { RiskFitProgress } from '@beatline/shared/model/views/risk_view';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import { eachEngine } from '../db/engines';
import { followEvents, serveApp, type ServedApp } from './served_app';
import { HOT_SPOT, loadTown, NOW_MS, townLngLat } from './small_town';

const HOUR_MS = 3_600_000;
const DRUNK = CATEGORY_GROUPS.indexOf('drunk');
/** Where patrols stand a lot, and where they never come. */
const QUIET = { east: 150, north: 450 } as const;

eachEngine('a risk with what officers came upon', (open) => {
  let database: Database;
  let served: ServedApp;
  const query = async <T extends object>(text: string): Promise<T[]> =>
    withDeployment(database, async (scoped) => (await scoped.session.query<T>(text)).rows);
  const squareAt = async ({ east, north }: { readonly east: number; readonly north: number }): Promise<number> => {
    const [lng, lat] = townLngLat(east, north);
    const [row] = await query<{ id: number }>(
      `SELECT id::float8 AS id FROM square WHERE ST_Contains(geom, ST_SetSRID(ST_MakePoint(${lng}, ${lat}), 4326))`,
    );
    return row?.id ?? expect.fail('no square there');
  };
  const fit = async (input: { readonly officer?: boolean }): Promise<RiskFitProgress> => {
    const { jobId } = await served.client.risk.fit.mutate(input);
    const steps = await followEvents<RiskFitProgress>(
      served,
      'risk.progress',
      { jobId },
      ({ state }) => state === 'done' || state === 'failed',
    );
    return steps.at(-1) ?? expect.fail('no progress');
  };
  const ratesOfDrunk = async () => {
    const risk = await withDeployment(database, latestRisk);
    if (risk === undefined) return expect.fail('no risk');
    return {
      risk,
      at: (squareId: number) => risk.ratesPerHour[risk.squareId.indexOf(squareId) * risk.groups + DRUNK],
      sum: risk.ratesPerHour.reduce((total, rate, i) => total + (i % risk.groups === DRUNK ? rate : 0), 0),
    };
  };

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
    await loadTown(served.app);
    const finds = [HOT_SPOT, QUIET].flatMap(({ east, north }, place) =>
      Array.from({ length: 30 }, (_, i) => {
        const time = new Date(NOW_MS - (i % 5) * HOUR_MS - 60_000 * (i + 1) + 8 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
        return `F${place}-${i},${time},醉酒滋事,${townLngLat(east, north).join(',')}`;
      }),
    );
    // one from long before any patrol was on record
    finds.push(`F-old,2026-03-01 12:00:00,醉酒滋事,${townLngLat(QUIET.east, QUIET.north).join(',')}`);
    const { app } = served;
    await importIncidents(
      { database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: () => undefined },
      { name: 'finds.csv', bytes: new TextEncoder().encode(`编号,发生时间,类别,经度,纬度\n${finds.join('\n')}\n`) },
      { source: 'officer' },
    );
    app.refresh();
  });
  afterAll(() => served.stop());

  test('leaves it out unless it is asked for', async () => {
    expect(await fit({})).toMatchObject({ state: 'done' });
    const { risk, sum } = await ratesOfDrunk();
    expect(sum).toBe(0);
    expect(risk.incidents).toBeLessThanOrEqual(1095);
    expect(risk.notes.map(({ code }) => code)).not.toContain('officer_incidents');

    const basis = await served.client.risk.basis.query();
    const [counted] = await query<{ street: number; all: number }>(
      `SELECT count(*) FILTER (WHERE patrol_class = 'street' AND location IS NOT NULL)::int AS street, count(*)::int AS all
       FROM incident JOIN category ON code = category_code WHERE source = 'citizen'`,
    );
    expect(basis.incidents).toEqual({
      street: counted?.street,
      other: (counted?.all ?? 0) - (counted?.street ?? 0),
      officer: 61,
    });
    expect(basis.current).toMatchObject({ riskVersion: risk.id, incidents: risk.incidents });
    expect(basis.current?.officer).toBeUndefined();
  });

  test('weighs it by how long patrols were there, from the first patrol on, and names squares that are not estimable from patrol', async () => {
    const [hot, quiet] = [await squareAt(HOT_SPOT), await squareAt(QUIET)];
    // three months of a post at the crossing, within the hours on record
    await query(
      `INSERT INTO presence (square_id, hour_at, mode, unit_seconds, patrol_seconds, seen_seconds)
       SELECT ${hot}, to_timestamp(${NOW_MS / 1000}) - make_interval(hours => n), 4, 3600, 3600, 3600 FROM generate_series(10, 2200) n`,
    );
    expect(await fit({ officer: true })).toMatchObject({ state: 'done' });
    const { risk, at } = await ratesOfDrunk();
    expect(risk.notes).toContainEqual({ code: 'officer_incidents', incidents: 60, beforePatrols: 1 });

    // the weights by hand: all seconds on record (no hour has two modes in one of these squares), an hour more for each square
    const seconds = await query<{ id: number; seconds: number }>(
      `SELECT square.id::float8 AS id, coalesce(sum(patrol_seconds), 0)::float8 AS seconds FROM square LEFT JOIN presence ON square_id = square.id GROUP BY square.id`,
    );
    const exposure = new Map(seconds.map((row) => [row.id, row.seconds + 3600] as const));
    const mean = [...exposure.values()].reduce((sum, value) => sum + value, 0) / exposure.size;
    const capped = [...exposure].flatMap(([id, value]) => (mean / value >= 10 ? [id] : [])).sort((a, b) => a - b);
    expect(capped.length).toBeGreaterThan(0);
    expect(capped).toContain(quiet);
    expect(capped).not.toContain(hot);
    const named = risk.notes.find((note) => note.code === 'not_estimable_from_patrol');
    expect(named).toEqual({ code: 'not_estimable_from_patrol', squares: capped });
    const { current } = await served.client.risk.basis.query();
    expect(current?.officer).toMatchObject({ incidents: 60, beforePatrols: 1, notEstimable: capped.length });
    expect(current?.officer?.named.map(({ squareId }) => squareId)).toEqual(capped.slice(0, 30));
    // as many finds in both: the quiet square's count ten times, those of the crossing mean / exposure times
    const weightOfHot = mean / (exposure.get(hot) ?? 0);
    expect(weightOfHot).toBeLessThan(0.01);
    expect(at(quiet)).toBeGreaterThan(50 * at(hot));
  });

  test('is refused where no patrol is on record', async () => {
    await query('DELETE FROM presence');
    expect(await fit({ officer: true })).toMatchObject({ state: 'failed', error: expect.stringMatching(/no patrol is on record/) });
  });
});
