import { afterAll, beforeAll, expect, test } from 'vitest';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';
import type { NearRepeatProgress } from '@beatline/shared/model/views/spots_view';
import { seededRandom } from '@beatline/shared/planning/seeded_random';
import { eachEngine } from '../db/engines';
import { followEvents, serveApp, type ServedApp } from './served_app';
import { loadTown, NOW_MS, TOWN, townLngLat } from './small_town';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Incidents at positions in metres from the town's corner and hours before now. */
async function report(
  served: ServedApp,
  name: string,
  rows: readonly (readonly [hoursAgo: number, category: string, east: number, north: number])[],
) {
  const { app } = served;
  const lines = rows.map(([hoursAgo, category, east, north], i) =>
    [
      `${name}${i}`,
      new Date(NOW_MS - hoursAgo * HOUR_MS + 8 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' '),
      category,
      ...townLngLat(east, north),
    ].join(','),
  );
  await importIncidents(
    { database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: () => undefined },
    { name: `${name}.csv`, bytes: new TextEncoder().encode(`报警编号,发生时间,类别,经度,纬度\n${lines.join('\n')}\n`) },
    { crs: 'EPSG:4326' },
  );
  app.refresh();
}

eachEngine('emerging and fading spots, trends and near repeats', (open) => {
  let served: ServedApp;

  beforeAll(async () => {
    served = await serveApp(await open());
  });
  afterAll(() => served.stop());

  test('without incidents nothing is tested, and why is said', async () => {
    await setDeploymentTo(served.app, TOWN);
    const { risk } = served.client;
    const spots = await risk.spots.query({});
    expect(spots).toMatchObject({
      emerging: [],
      fading: [],
      trends: [],
      tested: 0,
      missing: { code: 'too_few_incidents', incidents: 0, needed: 100 },
      trendsMissing: { code: 'no_police_cells' },
    });
    await expect(risk.nearRepeat.mutate({})).rejects.toMatchObject({ data: { refusal: 'too_few_incidents', hint: expect.any(String) } });
  });

  test('a town that stays as it is has no spots and no trends, and the level of significance stands beside them', async () => {
    await loadTown(served.app);
    const spots = await served.client.risk.spots.query({});
    expect(spots).toMatchObject({ emerging: [], fading: [], falseDiscoveryRate: 0.05, neighborMeters: 150 });
    expect(spots.missing).toBeUndefined();
    expect(spots.tested).toBeGreaterThan(20);
    expect(Date.parse(spots.recent.to) - Date.parse(spots.recent.from)).toBe(28 * DAY_MS);
    expect(spots.earlier.to).toBe(spots.recent.from);
    // records begin on 20 November a year ago: eleven whole months
    expect(spots).toMatchObject({ trends: [], trendMonths: 11, trendsMissing: { code: 'short_history', months: 11, needed: 12 } });
    const rare = await served.client.risk.spots.query({ group: 'pickpocket' });
    expect(rare.missing).toEqual({ code: 'too_few_incidents', incidents: 0, needed: 100 });
  });

  test('a place where much happens all at once is found, named, and lies where it was planted', async () => {
    const [east, north] = [320, 250];
    const random = seededRandom(11);
    await report(
      served,
      'P',
      Array.from(
        { length: 14 },
        () => [30 + random() * 24 * 24, '打架', east + (random() - 0.5) * 60, north + (random() - 0.5) * 60] as const,
      ),
    );
    const spots = await served.client.risk.spots.query({});
    expect(spots.emerging).toHaveLength(1);
    const [spot] = spots.emerging;
    const { projection } = await served.app.ground.current();
    const [found, planted] = [spot.center, townLngLat(east, north)].map((position) => projection.toMeters(position));
    expect(Math.hypot(found.x - planted.x, found.y - planted.y)).toBeLessThan(150);
    expect(spot.recentIncidents).toBeGreaterThanOrEqual(10);
    expect(spot.expectedIncidents).toBeLessThan(4);
    expect(spot.z).toBeGreaterThan(2);
    expect(spot.probability).toBeLessThan(0.01);
    expect(spot.placeName).not.toBe('');
    expect(spot.policeCellName).toContain('中心');
    expect(spots.fading).toEqual([]);
    expect((await served.client.risk.spots.query({ group: 'theft' })).emerging).toEqual([]);
  });

  test('a police cell that rises month by month is found as rising, the others are not', async () => {
    const rows: (readonly [number, string, number, number])[] = [];
    const random = seededRandom(12);
    for (let month = 1; month <= 24; month++) {
      // the south-eastern quarter: less the longer ago
      const count = Math.max(0, 40 - 2 * month + Math.round(4 * random()));
      for (let k = 0; k < count; k++) rows.push([(month + random()) * 30 * 24, '损毁财物', 650 + random() * 500, 50 + random() * 500]);
      for (let k = 0; k < 6; k++) rows.push([(month + random()) * 30 * 24, '损毁财物', random() * 590, random() * 590]);
    }
    await report(served, 'T', rows);
    const spots = await served.client.risk.spots.query({ group: 'damage' });
    expect(spots.trendsMissing).toBeUndefined();
    expect(spots.trends.map(({ name, direction }) => [name, direction])).toEqual([['中心 02', 'rising']]);
    expect(spots.trends[0]?.months).toHaveLength(spots.trendMonths);
    expect(spots.trends[0]?.tau).toBeGreaterThan(0.5);
    expect(spots.trendsTested).toBeGreaterThanOrEqual(2);
  });

  test('near repeats are found where they were planted, with progress, and not where times are dealt out by chance', async () => {
    const random = seededRandom(13);
    const rows: (readonly [number, string, number, number])[] = [];
    for (let k = 0; k < 60; k++) {
      const at: readonly [number, number, number] = [100 + random() * 24 * 300, random() * 1100, random() * 1100];
      rows.push([at[0], '入室盗窃', at[1], at[2]]);
      // half of them draw another near by within three days
      if (k % 2 === 0) rows.push([at[0] - random() * 72, '入室盗窃', at[1] + (random() - 0.5) * 100, at[2] + (random() - 0.5) * 100]);
    }
    for (let k = 0; k < 120; k++) rows.push([100 + random() * 24 * 300, '其他', random() * 1100, random() * 1100]);
    await report(served, 'K', rows);
    const told = async (group: 'burglary' | 'other') => {
      const { jobId } = await served.client.risk.nearRepeat.mutate({ group });
      return followEvents<NearRepeatProgress>(
        served,
        'risk.nearRepeatProgress',
        { jobId },
        ({ state }) => state === 'done' || state === 'failed',
      );
    };
    const burglary = (await told('burglary')).at(-1);
    expect(burglary).toMatchObject({ state: 'done', fractionDone: 1 });
    expect(burglary?.result).toMatchObject({
      group: 'burglary',
      incidents: 90,
      permutations: 999,
      significance: 0.05,
      headline: { withinMeters: 200, withinDays: 7, isSignificant: true },
    });
    expect(burglary?.result?.headline.pairs).toBeGreaterThanOrEqual(30);
    expect(burglary?.result?.headline.ratio).toBeGreaterThan(2);
    expect(burglary?.result?.headline.probability).toBe(1 / 1000);
    expect(burglary?.result?.rows).toHaveLength(9);
    const chance = (await told('other')).at(-1);
    expect(chance?.result).toMatchObject({ incidents: 120, headline: { isSignificant: false } });
    expect(chance?.result?.rows.filter(({ isSignificant }) => isSignificant)).toEqual([]);
  });
});
