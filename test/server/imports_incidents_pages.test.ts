import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeGbk } from './encode_text';
import type { LoadProgress } from '@beatline/server/imports/import_context';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import type { ImportProgress, ImportSettings, Upload } from '@beatline/shared/model/views/import_view';
import { eachEngine } from '../db/engines';
import { followEvents, serveApp, type ServedApp } from './served_app';
import { loadTown, NOW_MS, townLngLat } from './small_town';

/** Calls of a platform: an id card and a telephone in their rows, two of them without coordinates, one with a date nobody can read. */
function callsCsv(): Uint8Array {
  const at = (east: number, north: number) => townLngLat(east, north).join(',');
  const rows = [
    '接警编号,案发时间,警情类别,经度,纬度,案发地点,证件,联系方式',
    `J1,2026-11-19 08:05:00,盗窃,${at(150, 300)},1号街,11010519491231002X,13912345678`,
    `J2,2026-11-19 09:15:00,剐蹭,${at(450, 600)},2号街,11010519491231002X,13812345678`,
    'J3,2026-11-19 10:25:00,打架,,,无此地名的地方,11010519491231002X,13712345678',
    'J4,2026-11-19 11:35:00,纠纷,0,0,,,13612345678',
    `J5,上周四,盗窃,${at(150, 300)},3号街5栋2单元301室,,13512345678`,
    `J6,2026-11-19 13:55:00,剐蹭,${at(600, 600)},3号街5栋2单元301室,,13512345678`,
  ];
  return encodeGbk(`${rows.join('\n')}\n`);
}

eachEngine('sending a file of incidents from a page', (open) => {
  let served: ServedApp;

  beforeAll(async () => {
    served = await serveApp(await open());
    await loadTown(served.app);
  });
  afterAll(async () => {
    await served.stop();
  });

  const send = async (name: string, bytes: Uint8Array): Promise<Upload> => {
    const response = await fetch(`${served.url}/uploads?name=${encodeURIComponent(name)}`, { method: 'PUT', body: Buffer.from(bytes) });
    expect(response.status).toBe(200);
    return (await response.json()) as Upload;
  };
  const inspect = (uploadId: string, settings: ImportSettings = {}) =>
    served.client.imports.inspect.query({ uploadId, kind: 'incidents', settings });
  const finished = async (jobId: string): Promise<ImportProgress> => {
    const states = await followEvents<ImportProgress>(served, 'imports.progress', { jobId }, ({ state }) =>
      ['done', 'failed', 'cancelled'].includes(state),
    );
    const last = states.at(-1);
    if (last === undefined) throw new Error('no progress');
    return last;
  };

  test('shows format, columns, persons left out and rows that would not be taken before anything is stored', async () => {
    const before = (await served.client.deployment.get.query()).counts.incidents;
    const upload = await send('../../calls 2026.csv', callsCsv());
    expect(upload).toMatchObject({ name: 'calls 2026.csv', bytes: callsCsv().length });
    const found = await inspect(upload.uploadId);
    expect(found).toMatchObject({
      kind: 'incidents',
      format: 'csv',
      encoding: 'gb18030',
      delimiter: ',',
      droppedColumns: ['证件', '联系方式'],
      missing: [],
      timeZone: 'Asia/Shanghai',
      crs: { crs: 'EPSG:4326', decidedBy: 'range' },
    });
    expect(found.fields.filter(({ column }) => column !== undefined).map(({ field, column }) => `${field}=${column}`)).toEqual([
      'externalId=接警编号',
      'occurredAt=案发时间',
      'category=警情类别',
      'lng=经度',
      'lat=纬度',
      'address=案发地点',
    ]);
    expect(JSON.stringify(found.sample)).not.toMatch(/11010519491231002X|139123|138123/);
    expect(found.preview.points).toHaveLength(3);
    expect(found.problems).toEqual([{ rowNumber: 6, column: '案发时间', value: '上周四', reason: 'time_unreadable' }]);
    expect((await served.client.deployment.get.query()).counts.incidents).toBe(before);
  });

  test('names what is missing instead of refusing, until the page says which column it is', async () => {
    const { uploadId } = await send('odd.csv', new TextEncoder().encode('wann,was,lng,lat\n2026-11-19 08:05:00,盗窃,116.301,39.901\n'));
    expect(await inspect(uploadId)).toMatchObject({ missing: ['occurredAt', 'category'] });
    expect(await inspect(uploadId, { map: { occurredAt: 'wann', category: 'was', lng: 'lng', lat: 'lat' } })).toMatchObject({
      missing: [],
    });
    await expect(
      served.client.imports.load.mutate({ uploadId, kind: 'incidents', settings: {} }).then(({ jobId }) => finished(jobId)),
    ).resolves.toMatchObject({
      state: 'failed',
      error: { code: 'mapping_unclear' },
    });
  });

  test('loads it with progress and a report, and offers the agreed columns for the next file of the header', async () => {
    const { uploadId } = await send('calls.csv', callsCsv());
    const map = { externalId: '接警编号', occurredAt: '案发时间', category: '警情类别', lng: '经度', lat: '纬度', address: '案发地点' };
    const settings: ImportSettings = { map, crs: 'EPSG:4326', source: 'citizen' };
    const { jobId } = await served.client.imports.load.mutate({ uploadId, kind: 'incidents', settings, saveMapping: true });
    const progress = await finished(jobId);
    expect(progress).toMatchObject({ state: 'done', fractionDone: 1 });
    expect(progress.report).toMatchObject({
      rows: 6,
      loaded: 5,
      unlocated: 2,
      unlocatedReasons: { no_coordinates: 2 },
      rejected: 1,
      reasons: { time_unreadable: 1 },
      unmappedCategories: ['剐蹭'],
      droppedColumns: ['证件', '联系方式'],
    });
    const again = await send('calls.csv', callsCsv());
    expect(await inspect(again.uploadId)).toMatchObject({
      mappingSavedAt: '2026-11-20T21:00:00+08:00',
      crs: { crs: 'EPSG:4326', decidedBy: 'caller' },
    });
    expect((await inspect(again.uploadId, { map })).mappingSavedAt).toBeUndefined();
    const other = await send('other.csv', new TextEncoder().encode('接警编号,案发时间,警情类别\nJ9,2026-11-19 08:05:00,盗窃\n'));
    expect((await inspect(other.uploadId)).mappingSavedAt).toBeUndefined();
  });

  test('lists categories nobody has mapped first, and maps them', async () => {
    const [first] = await served.client.categories.list.query();
    expect(first).toMatchObject({ code: '剐蹭', group: 'other', patrolClass: 'street', isMapped: false, incidents: 2 });
    await served.client.categories.save.mutate({ rules: [{ code: '剐蹭', group: 'traffic', patrolClass: 'non_police' }] });
    const rules = await served.client.categories.list.query();
    expect(rules.every((rule) => rule.isMapped)).toBe(true);
    expect(rules.find((rule) => rule.code === '剐蹭')).toEqual({
      code: '剐蹭',
      group: 'traffic',
      patrolClass: 'non_police',
      isMapped: true,
      incidents: 2,
    });
    for (const code of ['盗窃', '扒窃', '车内盗窃', '打架', '醉酒滋事', '扰乱秩序', '纠纷', '交通', '求助', '电诈', '其他'])
      expect(rules.map((rule) => rule.code)).toContain(code);
  });

  test('lists incidents that are not on the map, places one by a click, and a second load of the file leaves it there', async () => {
    const { client } = served;
    const waiting = await client.incidents.unlocated.query({});
    expect(waiting.map(({ category, address, reason }) => ({ category, address, reason }))).toEqual([
      { category: '纠纷', address: null, reason: 'no_coordinates' },
      { category: '打架', address: '无此地名的地方', reason: 'no_coordinates' },
    ]);
    expect(waiting[1]?.occurredAt).toBe('2026-11-19T10:25:00+08:00');
    expect(await client.incidents.unlocated.query({ limit: 1, beforeId: waiting[0]?.id })).toEqual([waiting[1]]);
    const id = waiting[1]?.id ?? -1;
    const { jurisdictions } = await client.deployment.get.query();
    const cell = jurisdictions.find((area) => area.code === 'C4');
    await client.incidents.place.mutate({ id, location: townLngLat(900, 930) });
    await expect(client.incidents.place.mutate({ id: 999_999, location: townLngLat(1, 1) })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    });

    const { uploadId } = await send('calls.csv', callsCsv());
    const { jobId } = await client.imports.load.mutate({ uploadId, kind: 'incidents', settings: {} });
    expect((await finished(jobId)).report).toMatchObject({ loaded: 0, updated: 0, unchanged: 5 });
    expect(await client.incidents.unlocated.query({})).toHaveLength(1);
    const placed = await served.app.query((scoped) =>
      scoped.session.query<{ cell: number; square: boolean; east: number; address: string }>(
        `SELECT police_cell_id AS cell, square_id IS NOT NULL AS square, ST_X(location) AS east, address FROM incident WHERE id = $1`,
        [id],
      ),
    );
    expect(placed.rows).toEqual([{ cell: cell?.id, square: true, east: townLngLat(900, 930)[0], address: '无此地名的地方' }]);
  });

  test('places an export that has addresses only, and says how it found them and what it did not find', async () => {
    const text = '编号,发生时间,警情类别,地址\nG1,2026-11-19 08:05:00,盗窃,3号街与5号路路口\nG2,2026-11-19 09:05:00,打架,天涯海角\n';
    const { uploadId } = await send('addresses.csv', new TextEncoder().encode(text));
    const { jobId } = await served.client.imports.load.mutate({ uploadId, kind: 'incidents', settings: {} });
    expect((await finished(jobId)).report).toMatchObject({
      loaded: 2,
      geocoded: 1,
      unlocated: 1,
      unlocatedReasons: { address_not_found: 1 },
    });
    const { rows } = await served.app.query((scoped) =>
      scoped.session.query<{ lng: number; lat: number; origin: string; level: string; score: number }>(
        `SELECT ST_X(location) AS lng, ST_Y(location) AS lat, location_origin AS origin, geocode_level AS level, geocode_score AS score
         FROM incident WHERE external_id = 'G1'`,
      ),
    );
    const [lng, lat] = townLngLat(4 * 150, 2 * 150);
    expect(rows).toMatchObject([{ origin: 'geocoded', level: 'crossing' }]);
    expect(rows[0]?.lng).toBeCloseTo(lng, 5);
    expect(rows[0]?.lat).toBeCloseTo(lat, 5);
    expect(rows[0]?.score).toBeGreaterThan(0.65);
    const again = await send('addresses.csv', new TextEncoder().encode(text));
    const second = await served.client.imports.load.mutate({ uploadId: again.uploadId, kind: 'incidents', settings: {} });
    expect((await finished(second.jobId)).report).toMatchObject({ loaded: 0, updated: 0, unchanged: 2 });
  });

  test('stores of a household only its building, in incidents and in rejects', async () => {
    const { rows } = await served.app.query((scoped) =>
      scoped.session.query<{ text: string }>(
        `SELECT address AS text FROM incident WHERE external_id = 'J6' UNION ALL SELECT content FROM import_reject WHERE value = '上周四'`,
      ),
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { text } of rows) {
      expect(text).toContain('3号街5栋');
      expect(text).not.toMatch(/单元|301室/);
    }
  });

  test('gives a load up without leaving anything of it', async () => {
    const rows = Array.from({ length: 90_000 }, (_, i) => `K${i},2026-11-19 08:05:00,盗窃,116.301,39.901`);
    const { uploadId } = await send('long.csv', new TextEncoder().encode(`id,occurredAt,category,lng,lat\n${rows.join('\n')}\n`));
    const before = (await served.client.deployment.get.query()).counts.incidents;
    const { jobId } = await served.client.imports.load.mutate({ uploadId, kind: 'incidents', settings: { crs: 'EPSG:4326' } });
    let hasRun = false;
    const queued = served.app.imports.start(async () => ({ hasRun: (hasRun = true) }));
    const states: ImportProgress[] = await followEvents<ImportProgress>(
      served,
      'imports.progress',
      { jobId },
      ({ rows: read }) => read > 0,
    );
    expect(states.at(-1)?.rows).toBeGreaterThan(5000);
    await served.client.imports.cancel.mutate({ jobId: queued });
    await served.client.imports.cancel.mutate({ jobId });
    expect(await finished(jobId)).toMatchObject({ state: 'cancelled' });
    expect(await finished(queued)).toMatchObject({ state: 'cancelled' });
    expect(hasRun).toBe(false);
    served.app.refresh();
    expect((await served.client.deployment.get.query()).counts.incidents).toBe(before);
  });

  test('tells how far a load is, by what has been read of the file', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `K${i},2026-11-19 08:05:00,盗窃,116.301,39.901`);
    const bytes = new TextEncoder().encode(`id,occurredAt,category,lng,lat\n${rows.join('\n')}\n`);
    const told: LoadProgress[] = [];
    const context = { database: served.app.database, scope: served.app.scope, nowMs: () => NOW_MS, log: () => undefined };
    const onProgress = (progress: LoadProgress) => void told.push(progress);
    await importIncidents({ ...context, onProgress }, { name: 'long.csv', bytes }, { crs: 'EPSG:4326', dryRun: true });
    const fractions = told.flatMap(({ fractionDone }) => (fractionDone === undefined ? [] : [fractionDone]));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(fractions[0]).toBeGreaterThan(0.2);
    expect(fractions[0]).toBeLessThan(0.8);
    expect(told.at(-1)).toMatchObject({ stage: 'storing', rows: 60_000 });
  });

  test('refuses an upload without a name, and one that is gone', async () => {
    expect((await fetch(`${served.url}/uploads`, { method: 'PUT', body: 'x' })).status).toBe(400);
    await expect(inspect('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
    expect(served.bugs).toEqual([]);
  });
});
