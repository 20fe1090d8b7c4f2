import { beforeAll, afterAll, expect, test } from 'vitest';
import { decodeColumn } from '@beatline/shared/formats/binary_column';
import { createIntake } from '@beatline/server/ingest/ingest_fixes';
import type { PlanProgress } from '@beatline/shared/model/plan';
import type { LiveUpdate } from '@beatline/shared/model/views/live_view';
import { eachEngine } from '../db/engines';
import { followEvents, serveApp, type ServedApp } from './served_app';
import { HOT_SPOT, loadTown, NOW_MS, townLngLat } from './small_town';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const iso = (instantMs: number): string => new Date(instantMs).toISOString();
const HOUR_MS = 3_600_000;
/** The last six hours, in which the town was patrolled. */
const WINDOW = { from: iso(NOW_MS - 6 * HOUR_MS), to: iso(NOW_MS) };
/** Float32 columns against float64 sums. */
const FLOAT32_DIGITS = 4;

eachEngine('the API over HTTP', (open) => {
  let served: ServedApp;

  beforeAll(async () => {
    served = await serveApp(await open());
  });
  afterAll(async () => {
    await served.stop();
  });

  test('an empty database answers its page and refuses figures with what to do', async () => {
    const deployment = await served.client.deployment.get.query();
    expect(deployment.bounds).toBeUndefined();
    expect(deployment.counts.incidents).toBe(0);
    await expect(served.client.coverage.summary.query(WINDOW)).rejects.toMatchObject({
      data: { code: 'PRECONDITION_FAILED', hint: expect.stringContaining('deployment set') },
    });
  });

  test('a town loaded through the importers is told as it is', async () => {
    await loadTown(served.app);
    const deployment = await served.client.deployment.get.query();
    expect(deployment.name).toBe('小城');
    expect(deployment.now).toBe('2026-11-20T21:00:00+08:00');
    expect(deployment.windows.shift).toEqual({ from: '2026-11-20T16:00:00+08:00', to: '2026-11-21T00:00:00+08:00' });
    expect(deployment.jurisdictions.map((area) => area.level)).toEqual([
      'bureau',
      'district',
      'station',
      ...Array.from({ length: 4 }, () => 'police-cell'),
    ]);
    expect(deployment.counts).toMatchObject({ incidents: 1095, units: 3, fixes: 4320 });
    expect(deployment.counts.squares).toBeGreaterThan(120);
    expect(deployment.riskVersion?.model).toBe('default');
    expect(deployment.streamAgesSeconds.vehicle).toBeCloseTo(10, 0);
  });

  test('squares, strip, areas and summary of a window are one set of figures', async () => {
    const { client } = served;
    const geometry = await client.squares.geometry.query();
    const squares = await client.coverage.squares.query(WINDOW);
    expect(squares.geometryVersion).toBe(geometry.version);
    const gap = decodeColumn(squares.gapIncidents);
    const expected = decodeColumn(squares.expectedIncidents);
    expect(gap.length).toBe(geometry.count);
    expect(gap.every((value, square) => value <= expected[square] + 1e-6)).toBe(true);

    const summary = await client.coverage.summary.query(WINDOW);
    expect(sum(expected)).toBeCloseTo(summary.expectedIncidents, FLOAT32_DIGITS);
    expect(sum(gap)).toBeCloseTo(summary.gapIncidents[0], FLOAT32_DIGITS);
    expect(summary.riskWeightedCoverage?.[0]).toBeCloseTo(1 - summary.gapIncidents[1] / summary.expectedIncidents, 9);
    expect(summary.highRiskCoverage?.[0]).toBeGreaterThan(0.1);
    expect(summary.visiblePresenceRate).toBeGreaterThan(0);
    expect(summary.patrolSeconds).toBeLessThanOrEqual(summary.unitSeconds);
    // Two units, six hours less the last interval of each, inside the town.
    expect(summary.unitSeconds).toBeGreaterThan(2 * 6 * 3600 * 0.95);
    expect(summary.reachFractions?.[2]).toBeGreaterThan(0.9);

    const effort = await client.coverage.effort.query(WINDOW);
    expect(sum(effort.map((row) => row.unitSeconds))).toBeCloseTo(summary.unitSeconds, 6);
    expect(effort.map(({ mode, turns, units }) => ({ mode, turns, units }))).toEqual([
      { mode: 'vehicle', turns: 1, units: 1 },
      { mode: 'foot', turns: 1, units: 1 },
    ]);
    for (const row of effort) expect(row.distanceMeters).toBeGreaterThan(0);

    const strip = await client.coverage.strip.query({ ...WINDOW, binSeconds: 900 });
    expect(strip.bins).toHaveLength(24);
    expect(sum(strip.bins.map((bin) => bin.gapIncidents))).toBeCloseTo(summary.gapIncidents[0], 6);

    const areas = await client.coverage.byArea.query({ ...WINDOW, level: 'police-cell' });
    expect(sum(areas.map((area) => area.gapIncidents))).toBeCloseTo(summary.gapIncidents[0], 6);
    expect(sum(areas.map((area) => area.riskFraction))).toBeCloseTo(1, 6);
    // The hot spot lies in the fourth quarter.
    expect(areas[0]?.name).toBe('中心 04');
  });

  test('a window that counts foot patrols only is covered less', async () => {
    const all = await served.client.coverage.summary.query(WINDOW);
    const foot = await served.client.coverage.summary.query({ ...WINDOW, modes: ['foot'] });
    expect(foot.gapIncidents[0]).toBeGreaterThan(all.gapIncidents[0]);
    expect(foot.unitSeconds).toBeLessThan(all.unitSeconds);
  });

  test('gaps come ranked, named and explained by the same numbers', async () => {
    const { client } = served;
    const gaps = await client.gaps.list.query({ ...WINDOW, limit: 20 });
    const values = gaps.rows.map((row) => row.gapIncidents);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(gaps.rows.map((row) => row.rank)).toEqual(values.map((_, i) => i + 1));
    expect(gaps.redTotal).toBeGreaterThan(0);
    const [worst] = gaps.rows;
    if (worst === undefined) throw new Error('no gap in the town');
    expect(worst.stationName).toBe('中心派出所');
    expect(worst.placeName).not.toBe('');

    const why = await client.cells.explain.query({ ...WINDOW, squareId: worst.squareId });
    expect(why.gapIncidents[0]).toBeCloseTo(worst.gapIncidents, 9);
    expect(why.riskByHour).toHaveLength(24);
    expect(why.ratePerHour.interval[0]).toBeLessThanOrEqual(why.ratePerHour.mean);
    expect(why.provenance.riskVersion).toBe(1);

    const hot = (await client.gaps.list.query({ ...WINDOW, limit: 500 })).rows.find(
      (row) => row.lastVisit?.unitCode.includes('车01') === true,
    );
    expect(hot?.lastVisit?.heldSeconds).toBeGreaterThanOrEqual(0);
    await expect(client.cells.explain.query({ ...WINDOW, squareId: 1 })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  });

  test('an officer sees the own cell, its squares by urgency and its places', async () => {
    const { client } = served;
    const { jurisdictions } = await client.deployment.get.query();
    const cell = jurisdictions.find((area) => area.code === 'C4');
    const mine = await client.cells.mine.query({ policeCellId: cell?.id ?? -1 });
    expect(mine.cell).toMatchObject({ name: '中心 04', stationName: '中心派出所' });
    expect(mine.places.map((place) => place.name)).toContain('中心市场');
    const order = ['red', 'orange', 'yellow', 'blue'];
    const tiers = mine.rows.map((row) => order.indexOf(row.tier));
    expect(tiers).toEqual([...tiers].sort((a, b) => a - b));
    expect(mine.lastVisit?.unitCode).toContain('车01');
  });

  test('a jurisdiction and its outline drawn by hand hold the same', async () => {
    const { client } = served;
    const { jurisdictions } = await client.deployment.get.query();
    const station = jurisdictions.find((area) => area.level === 'station');
    const byId = await client.cells.coverage.query({ ...WINDOW, jurisdictionId: station?.id ?? -1 });
    const ring: [number, number][] = [townLngLat(0, 0), townLngLat(1200, 0), townLngLat(1200, 1200), townLngLat(0, 1200)];
    const byRing = await client.cells.coverage.query({ ...WINDOW, ring });
    expect(byRing.squares).toBe(byId.squares);
    expect(byRing.presence).toEqual(byId.presence);
    expect(byId.streetMeters).toBeGreaterThan(18 * 1190);
    await expect(client.cells.coverage.query(WINDOW)).rejects.toThrow('give either jurisdictionId or ring');
  });

  test('incidents are counted alike in heat, matrix and comparison, and cluster at the hot spot', async () => {
    const { client } = served;
    const current = { from: iso(NOW_MS - 28 * 24 * HOUR_MS), to: iso(NOW_MS) };
    const previous = { from: iso(NOW_MS - 56 * 24 * HOUR_MS), to: current.from };
    const compared = await client.incidents.compare.query({ current, previous });
    expect(compared.total.current).toBe(sum(compared.byGroup.map((row) => row.current)));
    expect(compared.total.change?.interval[0]).toBeLessThan(0);
    const heat = await client.incidents.heat.query(current);
    expect(heat.total).toBe(compared.total.current);
    // One at the edge may lie in a square whose centre is outside the town.
    expect(heat.total - sum(decodeColumn(heat.smoothedIncidents))).toBeLessThan(2);
    const matrix = await client.incidents.matrix.query(current);
    expect(sum(matrix.incidents.flat())).toBe(heat.total);
    expect(sum(matrix.patrolSeconds.flat())).toBeGreaterThan(0);

    const [spot] = await client.hotspots.inArea.query(current);
    const [lng, lat] = townLngLat(HOT_SPOT.east, HOT_SPOT.north);
    expect(spot?.center[0]).toBeCloseTo(lng, 3);
    expect(spot?.center[1]).toBeCloseTo(lat, 3);
    expect(spot?.topGroup).toBe('theft');
  });

  test('tracks are found by window, by square and by distance', async () => {
    const { client } = served;
    const tracks = await client.tracks.window.query(WINDOW);
    expect(new Set(tracks.paths.map((path) => path.unitCode))).toEqual(new Set(['车01', '步01']));
    expect(decodeColumn(tracks.startIndex).length).toBe(tracks.paths.length + 1);
    const [lng, lat] = townLngLat(HOT_SPOT.east, HOT_SPOT.north + 40);
    const near = await client.tracks.near.query({ ...WINDOW, lng, lat, radiusMeters: 60 });
    expect(near.map((track) => track.unitCode)).toEqual(['车01']);
    expect(near[0]?.distanceMeters).toBeCloseTo(40, 0);
    const [worst] = (await client.gaps.list.query({ ...WINDOW, limit: 500 })).rows.filter((row) => row.lastVisit !== undefined);
    const visits = await client.tracks.inCell.query({ ...WINDOW, squareId: worst?.squareId ?? 0 });
    expect(visits.length).toBeGreaterThan(0);
  });

  test('a suggestion reports progress, closes gap, is kept, approved and exported', async () => {
    const { client } = served;
    const window = { from: iso(NOW_MS), to: iso(NOW_MS + 3 * HOUR_MS) };
    const { jobId } = await client.plans.suggest.mutate({ ...window, vehicles: 2, foot: 1, iterations: 30, seed: 3 });
    const steps = await followEvents<PlanProgress>(
      served,
      'plans.progress',
      { jobId },
      (step) => step.state !== 'queued' && step.state !== 'running',
    );
    const last = steps.at(-1);
    expect(last?.state, last?.error).toBe('done');
    const plan = last?.plan;
    if (plan === undefined) throw new Error('done without a plan');
    expect(plan.plan).toMatch(/^1120-\d\d$/);
    expect(plan.start?.name).toBe('中心派出所');
    expect(plan.routes.map((route) => route.mode)).toEqual(['vehicle', 'vehicle', 'foot']);
    expect(plan.gapAfter).toBeLessThan(plan.gapBefore);
    expect(plan.gapAfter).toBeLessThanOrEqual(plan.greedyGapAfter + 1e-9);
    expect(plan.zeroTravelGapBound).toBeLessThanOrEqual(plan.gapAfter + 1e-9);
    expect(plan.routes[0]?.stops[0]?.name).not.toBe('');

    const stored = await client.plans.get.query({ plan: plan.plan });
    expect(stored.gapAfter).toBe(plan.gapAfter);
    expect(stored.routes.map((route) => route.stops.length)).toEqual(plan.routes.map((route) => route.stops.length));
    expect((await client.plans.list.query()).map((row) => [row.plan, row.state, row.lines])).toEqual([[plan.plan, 'draft', 3]]);
    expect((await client.plans.approve.mutate({ plan: plan.plan })).state).toBe('approved');
    await expect(client.plans.approve.mutate({ plan: plan.plan })).rejects.toThrow(plan.plan);

    const gpx = await client.plans.export.query({ plan: plan.plan, line: plan.routes[0]?.unit ?? '', format: 'gpx' });
    expect(gpx.text.match(/<wpt /g)).toHaveLength(plan.routes[0]?.stops.length ?? -1);
    const features = JSON.parse((await client.plans.export.query({ plan: plan.plan, format: 'geojson' })).text) as {
      features: { geometry: { type: string } }[];
    };
    expect(features.features.filter((feature) => feature.geometry.type === 'LineString')).toHaveLength(3);
  });

  test('the same seed and iterations give the same plan', async () => {
    const ask = async () => {
      const { jobId } = await served.client.plans.suggest.mutate({
        from: iso(NOW_MS),
        to: iso(NOW_MS + 2 * HOUR_MS),
        vehicles: 1,
        iterations: 20,
        seed: 9,
      });
      const steps = await followEvents<PlanProgress>(
        served,
        'plans.progress',
        { jobId },
        (step) => step.plan !== undefined || step.state === 'failed',
      );
      return steps.at(-1)?.plan;
    };
    const [first, second] = [await ask(), await ask()];
    expect(first?.routes).toEqual(second?.routes);
    expect(first?.plan).not.toBe(second?.plan);
  });

  test('a suggestion that cannot be made ends as a failed job that says why', async () => {
    const { jobId } = await served.client.plans.suggest.mutate({ from: iso(NOW_MS), to: iso(NOW_MS + HOUR_MS), units: ['车99'] });
    const steps = await followEvents<PlanProgress>(served, 'plans.progress', { jobId }, (step) => step.state === 'failed');
    expect(steps.at(-1)?.error).toContain('车99');
    await expect(served.client.plans.cancel.mutate({ jobId: 'none' })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  });

  test('live fixes are stored, credited, and told to whoever follows', async () => {
    const { app, client } = served;
    const before = await client.coverage.summary.query({ from: WINDOW.to, to: iso(NOW_MS + HOUR_MS) });
    const following = followEvents<LiveUpdate>(served, 'live.updates', undefined, (update) =>
      update.units.some((unit) => unit.code === '车02'),
    );
    served.setNow(NOW_MS + 20 * 60_000);
    const intake = createIntake(app);
    const [lng, lat] = townLngLat(HOT_SPOT.east, HOT_SPOT.north);
    for (let minute = 0; minute < 20; minute++) {
      const fixes = Array.from({ length: 6 }, (_, i) => ({
        instantMs: NOW_MS + minute * 60_000 + i * 10_000,
        lng,
        lat,
        accuracyMeters: 5,
      }));
      const report = await intake.ingest([{ unitCode: '车02', mode: 'vehicle', fixes }]);
      expect(report).toEqual({ stored: 6, duplicates: 0, late: 0 });
    }
    const again = await intake.ingest([{ unitCode: '车02', mode: 'vehicle', fixes: [{ instantMs: NOW_MS, lng, lat }] }]);
    expect(again).toMatchObject({ stored: 0, duplicates: 1 });
    await intake.finish();

    const updates = await following;
    expect(updates.at(-1)?.coverageVersion).toBeGreaterThan(0);
    const live = await client.units.live.query();
    expect(live.find((unit) => unit.code === '车02')).toMatchObject({ mode: 'vehicle', stale: false });
    const after = await client.coverage.summary.query({ from: WINDOW.to, to: iso(NOW_MS + HOUR_MS) });
    expect(after.gapIncidents[0]).toBeLessThan(before.gapIncidents[0]);
    // What is in memory is what is in the database.
    app.refresh();
    const fresh = await client.coverage.summary.query({ from: WINDOW.to, to: iso(NOW_MS + HOUR_MS) });
    expect(fresh.gapIncidents[0]).toBeCloseTo(after.gapIncidents[0], 9);
    const near = await client.tracks.near.query({ from: WINDOW.to, to: iso(NOW_MS + HOUR_MS), lng, lat, radiusMeters: 50 });
    expect(near.map((track) => track.unitCode)).toContain('车02');
    served.setNow(NOW_MS);
  });

  test('tiles draw the streets, and nothing where there is nothing', async () => {
    served.app.baseMap.rebuild('test');
    const [lng, lat] = townLngLat(600, 600);
    const tile = (zoom: number, east: number, north: number) => {
      const x = Math.floor(((east + 180) / 360) * 2 ** zoom);
      const y = Math.floor(
        ((1 - Math.log(Math.tan((north * Math.PI) / 180) + 1 / Math.cos((north * Math.PI) / 180)) / Math.PI) / 2) * 2 ** zoom,
      );
      return `${served.url}/tiles/${zoom}/${x}/${y}.pbf`;
    };
    const drawn = await fetch(tile(14, lng, lat));
    expect(drawn.status).toBe(200);
    expect(drawn.headers.get('content-type')).toBe('application/x-protobuf');
    const text = new TextDecoder('latin1').decode(await drawn.arrayBuffer());
    expect(text).toContain('road');
    expect(text).toContain('boundary');
    const unchanged = await fetch(tile(14, lng, lat), { headers: { 'if-none-match': drawn.headers.get('etag') ?? '' } });
    expect(unchanged.status).toBe(304);
    expect((await fetch(tile(14, lng + 5, lat))).status).toBe(204);
    expect((await fetch(`${served.url}/tiles/14/99999999/1.pbf`)).status).toBe(404);
  });

  test('pages, headers and refusals of the server itself', async () => {
    const { url } = served;
    const root = await fetch(url, { redirect: 'manual' });
    expect(root.headers.get('location')).toBe('/command');
    for (const page of ['/command', '/district', '/station', '/station/any/thing']) {
      const answer = await fetch(`${url}${page}`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('<title>Beatline</title>');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    expect((await fetch(`${url}/nothing/here`)).status).toBe(404);
    expect((await fetch(`${url}/..%2f..%2fpackage.json`)).status).not.toBe(200);
    expect((await fetch(`${url}/trpc/risk.fit`, { method: 'POST', headers: { origin: 'http://elsewhere.example' } })).status).toBe(403);
  });

  test('wrong input is refused in one sentence', async () => {
    await expect(served.client.coverage.summary.query({ from: WINDOW.to, to: WINDOW.from })).rejects.toThrow(
      'the window ends before it starts',
    );
    await expect(served.client.coverage.summary.query({ from: 'yesterday', to: WINDOW.to })).rejects.toThrow(/from: /);
    await expect(served.client.coverage.strip.query({ ...WINDOW, binSeconds: 1 })).rejects.toThrow(/binSeconds/);
    expect(served.bugs).toEqual([]);
  });
});
