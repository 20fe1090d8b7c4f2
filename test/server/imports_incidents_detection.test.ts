import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import gcoord from 'gcoord';
import { expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { setDeployment } from '@beatline/db/queries/deployment';
import { generateDemo, incidentsFileOf, osmFileOf } from '@beatline/server/demo/generate_demo';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importStreets } from '@beatline/server/imports/import_streets';
import { inspectIncidents } from '@beatline/server/imports/inspect_incidents';
import { eachEngine } from '../db/engines';
import { makeGround } from '../db/ground';
import { encodeGb18030, encodeGbk, encodeUtf16, encodeUtf8WithMark } from './encode_text';

const UNTIL_MS = Date.parse('2026-11-20T12:00:00Z');
const utf8 = (text: string) => new TextEncoder().encode(text);
const contextOf = (database: Database, lines: string[] = []) => ({
  database,
  scope: DEPLOYMENT_SCOPE,
  nowMs: () => UNTIL_MS,
  log: (line: string) => void lines.push(line),
});

eachEngine('incidents in every encoding and format', (open) => {
  const header = ['案发时间', '警情类别', '经度', '纬度', '案发地点'];
  const rows = [
    ['2026-11-19 08:05:00', '盗窃', '117.2', '36.7', '“平安”大街，12号〇'],
    ['2026-11-19 08:05:00', '盗窃', '117.2', '36.7', '“平安”大街，12号〇'],
    ['2026-11-19 09:15:00', '打架', '117.21', '36.71', '学府路与建设街路口 A-3, "北门"'],
  ];
  const csv = (rare: string): string =>
    [header, ...rows.map((row) => [...row.slice(0, 4), `${row[4]}${rare}`])]
      .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
      .join('\r\n');

  test('gives equal rows', async () => {
    const database = await open();
    await makeGround(database);
    const load = (name: string, bytes: Uint8Array) => importIncidents(contextOf(database), { name, bytes }, { crs: 'EPSG:4326' });
    for (const [rare, copies] of [
      ['', { gbk: encodeGbk(csv('')) }],
      ['𠮷', { gb18030: encodeGb18030(csv('𠮷')) }],
    ] as const) {
      const text = csv(rare);
      expect(await load('plain.csv', utf8(text))).toMatchObject({ rows: 3, loaded: 3 });
      const book = new exceljs.Workbook();
      book.addWorksheet('警情').addRows([header, ...rows.map((row) => [...row.slice(0, 4), `${row[4]}${rare}`])]);
      const all: Record<string, Uint8Array> = {
        ...copies,
        marked: encodeUtf8WithMark(text),
        utf16le: encodeUtf16(text, 'le', true),
        utf16be: encodeUtf16(text, 'be', true),
        unmarked16: encodeUtf16(text, 'le', false),
        packed: gzipSync(encodeUtf16(text, 'be', true)),
        'book.xlsx': new Uint8Array(await book.xlsx.writeBuffer()),
      };
      for (const [name, bytes] of Object.entries(all))
        expect({ name, ...(await load(name, bytes)) }).toMatchObject({ name, rows: 3, loaded: 0, updated: 0, unchanged: 3, rejected: 0 });
    }
    const { rows: stored } = await database.sql.transaction((session) =>
      session.query<{ address: string; rows: number }>(
        `SELECT address, count(*)::integer AS rows FROM incident GROUP BY 1 ORDER BY address COLLATE "C"`,
      ),
    );
    expect(stored.map(({ rows: times }) => times)).toEqual([2, 2, 1, 1]);
    expect(stored.map(({ address }) => address).join()).toContain('学府路与建设街路口');
  });

  test('reads points of GeoJSON like the same table', async () => {
    const database = await open();
    await makeGround(database);
    const features = rows.map(([time, category, lng, lat]) => ({
      type: 'Feature',
      properties: { time, category, id: `${time} ${category} ${lng}` },
      geometry: { type: 'Point', coordinates: [Number(lng), Number(lat)] },
    }));
    const answer = await importIncidents(
      contextOf(database),
      { name: 'calls.geojson', bytes: utf8(JSON.stringify({ type: 'FeatureCollection', features })) },
      { map: { externalId: 'id', occurredAt: 'time', category: 'category', lng: 'lng', lat: 'lat' } },
    );
    expect(answer).toMatchObject({ rows: 3, loaded: 2, unchanged: 1, unlocated: 0, crs: 'EPSG:4326' });
  });
});

eachEngine('coordinate systems over the streets of the demo city', (open) => {
  test('are detected by the streets, with the score in the inspection, and loaded to where they were', async () => {
    const database = await open();
    await withDeployment(database, (scoped) =>
      setDeployment(scoped, { name: '演示', crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100 }),
    );
    const demo = generateDemo(1, UNTIL_MS);
    await importStreets(contextOf(database), osmFileOf(demo));
    const [, ...raw] = parse(new TextDecoder('gb18030').decode(incidentsFileOf(demo).bytes));
    const truth = raw.filter((row) => row[3] !== '').slice(0, 1000);

    for (const [crs, system, limitMeters] of [
      ['GCJ-02', gcoord.GCJ02, 1],
      ['BD-09', gcoord.BD09, 2],
      ['EPSG:4326', gcoord.WGS84, 0.01],
    ] as const) {
      // As exports sorted by category begin: with rows whose place is withheld, more than are looked at first.
      const withheld = Array.from({ length: 600 }, (_, i) => `W${crs}-${i},2026-11-19 08:05:00,求助,,`);
      const lines = truth.map((row, i) => {
        const [lng, lat] = gcoord.transform([Number(row[3]), Number(row[4])], gcoord.WGS84, system);
        return `${crs}-${i},${row[1]},${row[2]},${lng},${lat}`;
      });
      const file = { name: `${crs}.csv`, bytes: utf8(`编号,发生时间,警情类别,经度,纬度\n${[...withheld, ...lines].join('\n')}\n`) };
      const found = await inspectIncidents(contextOf(database), file, {});
      expect(found.crs).toMatchObject({ crs, decidedBy: 'streets' });
      expect(found.missing).toEqual([]);
      expect(found.crs?.candidates.map((candidate) => candidate.crs).sort()).toEqual(['BD-09', 'EPSG:4326', 'GCJ-02']);
      const [first, second] = found.crs?.candidates ?? [];
      expect(first?.nearStreetFraction).toBeGreaterThan((second?.nearStreetFraction ?? 1) + 0.1);

      const told: string[] = [];
      expect(await importIncidents(contextOf(database, told), file)).toMatchObject({
        loaded: truth.length + 600,
        unlocated: 600,
        crs,
      });
      expect(told.join('\n')).toContain(`coordinates are taken for ${crs}`);
      const { rows } = await database.sql.transaction((session) =>
        session.query<{ id: string; lng: number; lat: number }>(
          `SELECT external_id AS id, ST_X(location) AS lng, ST_Y(location) AS lat FROM incident WHERE external_id LIKE $1`,
          [`${crs}-%`],
        ),
      );
      const farthest = Math.max(
        ...rows.map(({ id, lng, lat }) => {
          const row = truth[Number(id.slice(crs.length + 1))];
          return Math.hypot((lng - Number(row?.[3])) * 93_600, (lat - Number(row?.[4])) * 110_900);
        }),
      );
      expect(rows).toHaveLength(truth.length);
      expect(farthest).toBeLessThan(limitMeters);
    }
  });

  test('stay undecided where the streets do not tell: the page has to choose, the command line refuses and keeps nothing', async () => {
    const database = await open();
    await makeGround(database);
    const demo = generateDemo(1, UNTIL_MS);
    await importStreets(contextOf(database), osmFileOf(demo));
    const {
      rows: [extent],
    } = await database.sql.transaction((session) =>
      session.query<{ west: number; south: number; east: number; north: number }>(
        `SELECT min(ST_XMin(geom)) AS west, min(ST_YMin(geom)) AS south, max(ST_XMax(geom)) AS east, max(ST_YMax(geom)) AS north FROM street_segment`,
      ),
    );
    if (extent === undefined) throw new Error('no streets');
    let state = 7;
    const draw = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const lines = Array.from({ length: 400 }, (_, i) => {
      const lng = extent.west + (0.2 + 0.6 * draw()) * (extent.east - extent.west);
      const lat = extent.south + (0.2 + 0.6 * draw()) * (extent.north - extent.south);
      return `U${i},2026-11-19 08:05:00,盗窃,${lng},${lat}`;
    });
    const file = { name: 'anywhere.csv', bytes: utf8(`编号,发生时间,警情类别,经度,纬度\n${lines.join('\n')}\n`) };
    const found = await inspectIncidents(contextOf(database), file, {});
    expect(found.crs).toMatchObject({ crs: 'auto', decidedBy: 'undecided' });
    expect(found.missing).toEqual(['crs']);
    await expect(importIncidents(contextOf(database), file)).rejects.toMatchObject({
      code: 'crs_undecided',
      hint: expect.stringContaining('--crs EPSG:4326, GCJ-02 or BD-09'),
    });
    expect(await importIncidents(contextOf(database), file, { crs: 'GCJ-02' })).toMatchObject({ loaded: 400, crs: 'GCJ-02' });
    const named = { ...file, bytes: utf8(`编号,发生时间,警情类别,经度(高德),纬度(高德)\n${lines.join('\n')}\n`) };
    const map = { externalId: '编号', occurredAt: '发生时间', category: '警情类别', lng: '经度(高德)', lat: '纬度(高德)' };
    expect((await inspectIncidents(contextOf(database), named, { map })).crs).toMatchObject({ crs: 'GCJ-02', decidedBy: 'file' });
  });
});
