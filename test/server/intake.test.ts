import gcoord from 'gcoord';
import { beforeAll, afterAll, expect, test } from 'vitest';
import type { Database } from '@beatline/db/engine/database';
import { createApp } from '@beatline/server/create_app';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importUnits } from '@beatline/server/imports/import_units';
import { eachEngine } from '../db/engines';
import {
  addDevice,
  derivedOf,
  ledgerOf,
  loadTownGround,
  seeded,
  shuffled,
  storedFixes,
  tokenOf,
  trackFile,
  untidyTrack,
} from './intake_town';
import { serveApp, type ServedApp } from './served_app';
import { NOW_MS, townLngLat } from './small_town';

eachEngine('live intake', (open, engine) => {
  let database: Database;
  let served: ServedApp;

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
    await loadTownGround(served.app);
  });
  afterAll(async () => {
    await served.app.sources.close();
    await served.stop();
    expect(served.bugs).toEqual([]);
  });

  const send = (path: string, init: RequestInit = {}) => fetch(`${served.url}${path}`, init);
  const batch = (token: string, body: unknown) =>
    send('/intake/fixes', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('an OsmAnd report is stored once, with its token in the address or in the header, and seen live', async () => {
    const token = tokenOf(await addDevice(served, { code: 'phone1', protocol: 'osmand', unitCode: '手01', mode: 'foot' }));
    const [lng, lat] = townLngLat(300, 300);
    const seconds = NOW_MS / 1000 - 5;
    const query = `id=phone1&timestamp=${seconds}&lat=${lat}&lon=${lng}&speed=0&bearing=0&altitude=50&accuracy=4&batt=80`;
    expect((await send(`/intake/osmand?${query}&token=${token}`)).status).toBe(200);
    expect((await send(`/intake/osmand?${query}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect(await storedFixes(database, '手01')).toEqual([{ at: seconds * 1000, lng, lat, accuracy: 4 }]);
    const live = await served.client.units.live.query();
    expect(live.find((unit) => unit.code === '手01')).toMatchObject({ mode: 'foot', location: [lng, lat], ageSeconds: 5 });
    expect((await served.client.sources.list.query()).find(({ code }) => code === 'phone1')).toMatchObject({
      state: 'live',
      fixes: 1,
      duplicates: 1,
      lagSeconds: 5,
      fixesPerMinute: 0.2,
      rejects: [],
    });
  });

  test('nothing is stored without the right token, and who it was is told apart', async () => {
    const added = await addDevice(served, { code: 'phone2', protocol: 'osmand', unitCode: '手02', mode: 'foot' });
    const at = `timestamp=${NOW_MS / 1000}&lat=39.9&lon=116.3`;
    expect((await send(`/intake/osmand?id=phone2&${at}&token=wrong`)).status).toBe(401);
    expect((await send(`/intake/osmand?id=phone2&${at}`)).status).toBe(401);
    expect((await send(`/intake/osmand?id=nobody&${at}&token=${tokenOf(added)}`)).status).toBe(401);
    expect((await batch(tokenOf(added), { fixes: [] })).status).toBe(401);
    await served.client.sources.revokeDevice.mutate({ code: 'phone2' });
    expect((await send(`/intake/osmand?id=phone2&${at}&token=${tokenOf(added)}`)).status).toBe(403);
    const units = await served.client.units.list.query();
    expect(units.some((unit) => unit.code === '手02')).toBe(false);
    const health = (await served.client.sources.list.query()).find(({ code }) => code === 'phone2');
    expect(health).toMatchObject({ state: 'revoked', fixes: 0 });
    expect(health?.rejects).toEqual([
      { reason: 'wrong_token', count: 2 },
      { reason: 'revoked', count: 1 },
    ]);
    const { entrances } = await served.client.sources.entrances.query();
    expect(entrances.find(({ protocol }) => protocol === 'osmand')?.rejects).toEqual([{ reason: 'unknown_device', count: 1 }]);
    const again = await served.client.sources.renewDevice.mutate({ code: 'phone2' });
    expect(again.token).not.toBe(added.token);
    expect((await send(`/intake/osmand?id=phone2&${at}&token=${tokenOf(added)}`)).status).toBe(401);
    expect((await send(`/intake/osmand?id=phone2&${at}&token=${tokenOf(again)}`)).status).toBe(200);
  });

  test('a token is shown once and stored only as its digest', async () => {
    const added = await addDevice(served, { code: 'phone3', protocol: 'osmand', unitCode: '手03' });
    const token = tokenOf(added);
    expect(JSON.stringify(await served.client.sources.devices.query())).not.toContain(token);
    const { rows } = await database.sql.transaction((session) => session.query<{ row: string }>('SELECT device::text AS row FROM device'));
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(token);
    await expect(addDevice(served, { code: 'phone3', protocol: 'osmand', unitCode: '手03' })).rejects.toThrow(/phone3/);
    await expect(addDevice(served, { code: '999', protocol: 'mavlink', unitCode: '机' })).rejects.toThrow(/999/);
    await expect(served.client.sources.revokeDevice.mutate({ code: 'none' })).rejects.toThrow(/none/);
  });

  test('OwnTracks sends by basic authentication and is answered an empty list', async () => {
    const token = tokenOf(await addDevice(served, { code: 'walker', protocol: 'owntracks', unitCode: '手04', mode: 'foot' }));
    const post = (password: string, body: unknown) =>
      send('/intake/owntracks', {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`walker:${password}`).toString('base64')}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const message = { _type: 'location', tst: NOW_MS / 1000 - 30, lat: 39.901, lon: 116.301, acc: 8, vel: 4, cog: 90 };
    const answer = await post(token, message);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual([]);
    expect((await post(token, { _type: 'transition', event: 'enter' })).status).toBe(200);
    const refused = await post('wrong', message);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect(await storedFixes(database, '手04')).toEqual([{ at: NOW_MS - 30_000, lng: 116.301, lat: 39.901, accuracy: 8 }]);
  });

  test('a batch may be of one unit or of many, and says by place what it did not take', async () => {
    const one = tokenOf(await addDevice(served, { code: 'car-box', protocol: 'batch', unitCode: '批01' }));
    const at = (seconds: number) => new Date(NOW_MS - seconds * 1000).toISOString();
    const answer = await batch(one, {
      fixes: [
        { at: at(30), lng: 116.301, lat: 39.901 },
        { at: at(20), lng: 116.302, lat: 39.901, accuracyMeters: 5 },
        { at: 'yesterday', lng: 116.301, lat: 39.901 },
        { at: at(20), lng: 116.302, lat: 39.901, accuracyMeters: 9 },
        { at: at(10), lng: 216.302, lat: 39.901 },
        { at: at(-7200), lng: 116.302, lat: 39.901 },
        { at: at(40 * 86_400), lng: 116.302, lat: 39.901 },
        { at: at(9), lng: 0, lat: 0 },
      ],
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      stored: 2,
      duplicates: 1,
      late: 0,
      refused: [
        { index: 2, reason: 'no_time' },
        { index: 4, reason: 'bad_position' },
        { index: 5, reason: 'clock_ahead' },
        { index: 6, reason: 'too_old' },
        { index: 7, reason: 'no_position' },
      ],
    });
    const gateway = tokenOf(await addDevice(served, { code: 'gateway', protocol: 'batch', unitCode: '*' }));
    const many = await batch(gateway, {
      fixes: [
        { at: at(30), lng: 116.301, lat: 39.901, unit: '批02' },
        { at: at(30), lng: 116.302, lat: 39.901, unit: '批03' },
        { at: at(30), lng: 116.302, lat: 39.901 },
      ],
    });
    expect(await many.json()).toEqual({ stored: 2, duplicates: 0, late: 0, refused: [{ index: 2, reason: 'malformed' }] });
    expect((await batch(gateway, { fixes: 'none' })).status).toBe(400);
    expect(
      (
        await send('/intake/fixes', {
          method: 'POST',
          headers: { authorization: `Bearer ${gateway}`, 'content-type': 'application/json' },
          body: '{',
        })
      ).status,
    ).toBe(400);
    expect((await storedFixes(database, '批03')).length).toBe(1);
  });

  test('a device in GCJ-02 lands where it is, within a metre', async () => {
    const token = tokenOf(await addDevice(served, { code: 'gcj', protocol: 'batch', unitCode: '偏01', crs: 'GCJ-02' }));
    const truth = townLngLat(600, 600);
    const [lng, lat] = gcoord.transform(truth, gcoord.WGS84, gcoord.GCJ02);
    expect((await batch(token, { fixes: [{ at: NOW_MS, lng, lat }] })).status).toBe(200);
    const [stored] = await storedFixes(database, '偏01');
    expect(Math.hypot((stored.lng - truth[0]) * 85_400, (stored.lat - truth[1]) * 111_000)).toBeLessThan(1);
  });

  test('a clock that is an hour ahead is refused and measured; once an operator agrees to it, its fixes come in at the right time', async () => {
    const token = tokenOf(await addDevice(served, { code: 'ahead', protocol: 'batch', unitCode: '快01' }));
    const report = (k: number) =>
      batch(token, { fixes: [{ at: NOW_MS + 3_600_000 - k * 1000 - 400, lng: 116.301, lat: 39.901 + k * 1e-5 }] });
    for (let k = 0; k < 6; k++)
      expect(await (await report(k)).json()).toMatchObject({ stored: 0, refused: [{ index: 0, reason: 'clock_ahead' }] });
    const before = (await served.client.sources.list.query()).find(({ code }) => code === 'ahead');
    expect(before?.clockSkewSeconds).toBeCloseTo(3599.6, 3);
    await served.client.sources.acceptSkew.mutate({ code: 'ahead', seconds: 3600 });
    expect(await (await report(7)).json()).toMatchObject({ stored: 1, refused: [] });
    expect((await storedFixes(database, '快01'))[0].at).toBe(NOW_MS - 7400);
  });

  test('fixes in any order, late, doubled and batched anyhow leave the ledger that one file of them leaves', async () => {
    const context = { database, scope: served.app.scope, nowMs: () => NOW_MS, log: () => undefined };
    const codes = { vehicle: ['文车', '流车', '散车'], foot: ['文步', '流步', '散步'] };
    const rows = Object.entries(codes).flatMap(([mode, list]) => list.map((code) => `${code},sworn,${mode},10`));
    await importUnits(context, { name: 'u.csv', bytes: new TextEncoder().encode(`code,kind,mode,intervalSeconds\n${rows.join('\n')}\n`) });
    served.app.refresh();
    const token = tokenOf(await addDevice(served, { code: 'replay', protocol: 'batch', unitCode: '*' }));
    const random = seeded(11);
    for (const [mode, [inFile, inOrder, scattered]] of Object.entries(codes)) {
      const track = mode === 'foot' ? untidyTrack(NOW_MS - 3 * 3_600_000, 1, 12) : untidyTrack(NOW_MS - 3 * 3_600_000, 2);
      await importTracks(context, trackFile(inFile, track));
      served.app.refresh();
      const sendAll = async (unit: string, fixes: typeof track, size: () => number): Promise<void> => {
        for (let from = 0; from < fixes.length;) {
          const part = fixes.slice(from, from + size());
          from += part.length;
          const body = { fixes: part.map(({ instantMs, ...rest }) => ({ at: instantMs, unit, ...rest })) };
          expect((await batch(token, body)).status).toBe(200);
        }
      };
      await sendAll(inOrder, track, () => 25);
      await sendAll(scattered, shuffled(track, random), () => 1 + Math.floor(random() * 60));
      // Sent again by a device that was not told: changes nothing.
      await sendAll(scattered, track.slice(100, 200), () => 100);
      await served.app.intake.settle();

      const truth = await ledgerOf(database, inFile);
      expect(truth.length).toBeGreaterThan(100);
      const truthDerived = await derivedOf(database, inFile);
      for (const unit of [inOrder, scattered]) {
        expect(await storedFixes(database, unit)).toEqual(await storedFixes(database, inFile));
        expect(await ledgerOf(database, unit), unit).toEqual(truth);
        expect(await derivedOf(database, unit), unit).toEqual(truthDerived);
      }
    }
    expect((await served.client.sources.list.query()).find(({ code }) => code === 'replay')?.late).toBeGreaterThan(100);
  });

  test('the figures in memory are those of the database after a track was settled', async () => {
    const window = { fromMs: NOW_MS - 3 * 3_600_000, toMs: NOW_MS };
    const sums = async () => {
      let seconds = 0;
      for (const part of await served.app.ledger.rows(window))
        for (let i = 0; i < part.length; i++) seconds += (part.endMs[i] - part.startMs[i]) / 1000;
      return seconds;
    };
    const inMemory = await sums();
    served.app.refresh();
    expect(await sums()).toBe(inMemory);
  });

  test('a track that a killed server left unsettled is settled by the next one', async () => {
    const token = tokenOf(await addDevice(served, { code: 'cut-off', protocol: 'batch', unitCode: '断01', mode: 'vehicle' }));
    const track = untidyTrack(NOW_MS - 2 * 3_600_000, 5);
    const context = { database, scope: served.app.scope, nowMs: () => NOW_MS, log: () => undefined };
    await importTracks(context, trackFile('断00', track));
    const half = track.length / 2;
    const body = (fixes: typeof track) => ({ fixes: fixes.map(({ instantMs, ...rest }) => ({ at: instantMs, ...rest })) });
    await batch(token, body(track.slice(half)));
    await batch(token, body(track.slice(0, half)));
    // Nothing but the database is left of the first server.
    let nowMs = NOW_MS;
    const next = createApp(database, { threads: false, log: () => undefined, nowMs: () => nowMs });
    await next.intake.resume();
    nowMs += 60_000;
    await expect
      .poll(async () => (await database.sql.transaction((session) => session.query('SELECT 1 FROM unsettled_track'))).rows.length, {
        timeout: 20_000,
      })
      .toBe(0);
    const kinds = (lines: string[]) => lines.map((line) => line.split(' ').slice(0, 3).join(' '));
    expect(kinds(await ledgerOf(database, '断01'))).toEqual(kinds(await ledgerOf(database, '断00')));
    await next.baseMap.close();
  });

  test('health survives a restart', async () => {
    await served.app.sources.health.flush();
    const before = (await served.client.sources.list.query()).find(({ code }) => code === 'replay');
    const next = createApp(database, { threads: false, log: () => undefined, nowMs: () => NOW_MS });
    const after = await next.sources.health.of('replay');
    expect(after).toMatchObject({ fixes: before?.fixes, duplicates: before?.duplicates, late: before?.late });
    expect(before?.fixes).toBeGreaterThan(500);
    await next.baseMap.close();
    expect(engine).toBe(database.engine);
  });
});
