import { describe, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { listBatches, rejectsOfBatch } from '@beatline/db/queries/batches';
import { deploymentCounts } from '@beatline/db/queries/deployment';
import { incidentsInWindow } from '@beatline/db/queries/incidents';
import { listBaseFeatures, loadStreetSegments } from '@beatline/db/queries/streets';
import { listUnits } from '@beatline/db/queries/units';
import { listPlaces } from '@beatline/db/queries/places';
import { listZones } from '@beatline/db/queries/zones';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importPlaces, importZones } from '@beatline/server/imports/import_places';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importUnits } from '@beatline/server/imports/import_units';
import { Refusal } from '@beatline/shared/model/refusal';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { eachEngine } from '../db/engines';
import { makeGround, ORIGIN, type Ground } from '../db/ground';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const ALL_TIME = { fromMs: Date.parse('2026-01-01T00:00:00Z'), toMs: Date.parse('2027-01-01T00:00:00Z') };
const STREET_FILTER = { patrolClasses: ['street', 'indoor', 'non_police', 'remote'], sources: ['citizen', 'officer'] } as const;

const contextOf = (database: Database, lines: string[] = []) => ({
  database,
  scope: DEPLOYMENT_SCOPE,
  nowMs: () => NOW_MS,
  log: (line: string) => void lines.push(line),
});
const file = (text: string, name = 'a.csv') => ({ name, bytes: new TextEncoder().encode(text) });
const polygon = (corners: readonly LngLat[]) => ({ type: 'Polygon', coordinates: [[...corners, corners[0]]] });
const geoJson = (features: readonly { readonly properties: object; readonly geometry: object | null }[]) =>
  file(JSON.stringify({ type: 'FeatureCollection', features: features.map((f) => ({ type: 'Feature', ...f })) }), 'a.geojson');

/** What must not change when something is refused. */
const stateOf = async (database: Database) => ({
  counts: await withDeployment(database, deploymentCounts),
  batches: (await withDeployment(database, listBatches)).length,
});

eachEngine('imports', (open) => {
  let database: Database;
  let ground: Ground;

  test('loads incidents: counts, places, sources and hours, and keeps rejects with row, column, value and reason', async () => {
    database = await open();
    ground = await makeGround(database);
    const [lng, lat] = ground.at(250, 250);
    const rows = [
      '编号,发生时间,警情类别,警情来源,经度,纬度,地址,报警人',
      `A1,2026-03-01 08:10:00,盗窃,110,${lng},${lat},路口,张某`,
      `A2,2026-03-01 09:10:00,打架,巡逻发现,${lng},${lat},路口,李某`,
      'A3,2026-03-01 10:10:00,盗窃,110,0,0,,王某',
      'A4,2026-03-01 11:10:00,盗窃,110,120.5,30.5,,赵某',
      'A5,昨天,盗窃,110,117,36,,',
      'A6,2026-03-02 10:10:00,,110,117,36,,',
      'A7,2026-03-02 10:10:00,新类别,110,东边,36,,',
    ];
    const lines: string[] = [];
    const answer = await importIncidents(contextOf(database, lines), file(rows.join('\n')));
    expect(answer).toEqual({
      batch: answer.batch,
      rows: 7,
      loaded: 4,
      updated: 0,
      unchanged: 0,
      unlocated: 1,
      outside: 1,
      rejected: 3,
      reasons: { time_unreadable: 1, category_missing: 1, coordinate_unreadable: 1 },
      unlocatedReasons: { no_coordinates: 1 },
      geocoded: 0,
      unmappedCategories: [],
      droppedColumns: ['报警人'],
      crs: 'EPSG:4326',
      source: 'citizen',
    });
    expect(lines.join('\n')).toMatch(/WGS 84/);
    const rejects = await withDeployment(database, (scoped) => rejectsOfBatch(scoped, answer.batch ?? -1));
    expect(rejects?.columns).toEqual(['编号', '发生时间', '警情类别', '警情来源', '经度', '纬度', '地址']);
    expect(rejects?.rejects.map(({ cells: _cells, ...reject }) => reject)).toEqual([
      { rowNumber: 6, column: '发生时间', value: '昨天', reason: 'time_unreadable' },
      { rowNumber: 7, column: '警情类别', value: '', reason: 'category_missing' },
      { rowNumber: 8, column: '经度', value: '东边', reason: 'coordinate_unreadable' },
    ]);
    const stored = await withDeployment(database, (scoped) => incidentsInWindow(scoped, ALL_TIME, STREET_FILTER));
    expect(stored.length).toBe(4);
    expect(stored.instantMs[0]).toBe(Date.parse('2026-03-01T08:10:00+08:00'));
    expect(await withDeployment(database, (scoped) => incidentsInWindow(scoped, ALL_TIME, { sources: ['officer'] }))).toMatchObject({
      length: 1,
    });
  });

  test('changes nothing when the same incidents come again, and updates a corrected one', async () => {
    const [lng, lat] = ground.at(250, 250);
    const text = (category: string) =>
      `编号,发生时间,警情类别,警情来源,经度,纬度,地址,报警人\nA1,2026-03-01 08:10:00,${category},110,${lng},${lat},路口,张某\n`;
    expect(await importIncidents(contextOf(database), file(text('盗窃')))).toMatchObject({ rows: 1, loaded: 0, updated: 0, unchanged: 1 });
    expect(await importIncidents(contextOf(database), file(text('扒窃')))).toMatchObject({ loaded: 0, updated: 1, unchanged: 0 });
  });

  test('keeps fully identical rows apart, and finds them again', async () => {
    const text = `date,type\n${'2026-04-01,Mischief\n'.repeat(3)}2026-04-02,Mischief\n`;
    expect(await importIncidents(contextOf(database), file(text))).toMatchObject({ rows: 4, loaded: 4, unlocated: 4 });
    expect(await importIncidents(contextOf(database), file(text))).toMatchObject({ rows: 4, loaded: 0, unchanged: 4 });
    const stored = await withDeployment(database, (scoped) =>
      incidentsInWindow(scoped, { fromMs: Date.parse('2026-03-31T00:00:00Z'), toMs: Date.parse('2026-04-03T00:00:00Z') }, STREET_FILTER),
    );
    expect([...stored.hourKnown]).toEqual([0, 0, 0, 0]);
  });

  test('reads projected coordinates by EPSG code to the same place, and knows GCJ-02 and BD-09 by name', async () => {
    const before = await withDeployment(database, deploymentCounts);
    const place = { x: ORIGIN.x + 650, y: ORIGIN.y + 350 };
    const answer = await importIncidents(contextOf(database), file(`date,type,x,y\n2026-05-01,Mischief,${place.x},${place.y}\n`), {
      crs: 'EPSG:32650',
    });
    expect(answer).toMatchObject({ loaded: 1, unlocated: 0, outside: 0, crs: 'EPSG:32650' });
    const stored = await withDeployment(database, (scoped) =>
      incidentsInWindow(scoped, { fromMs: Date.parse('2026-04-30T00:00:00Z'), toMs: Date.parse('2026-05-02T00:00:00Z') }, STREET_FILTER),
    );
    const expected = ground.at(650, 350);
    expect(Math.abs(stored.lng[0] - expected[0])).toBeLessThan(1e-8);
    expect(Math.abs(stored.lat[0] - expected[1])).toBeLessThan(1e-8);
    for (const crs of ['GCJ-02', 'BD-09'])
      expect(
        await importIncidents(contextOf(database), file(`date,type,lng,lat\n2026-05-03,Mischief,${expected[0]},${expected[1]}\n`), {
          crs,
          dryRun: true,
        }),
      ).toMatchObject({ crs, unlocated: 0 });
    expect((await withDeployment(database, deploymentCounts)).incidents).toBe(before.incidents + 1);
  });

  test('does everything in a dry run and keeps nothing', async () => {
    const before = await stateOf(database);
    expect(await importIncidents(contextOf(database), file('date,type\n2026-06-01,Mischief\n'), { dryRun: true })).toMatchObject({
      batch: null,
      rows: 1,
      loaded: 1,
    });
    expect(await stateOf(database)).toEqual(before);
  });

  test('takes a heap at midnight for an unknown hour', async () => {
    const hours = [...Array.from({ length: 30 }, () => 0), ...Array.from({ length: 24 }, (_, hour) => hour)];
    const text = `year,month,day,hour,minute,type\n${hours.map((hour, i) => `2026,7,${(i % 28) + 1},${hour},0,Mischief`).join('\n')}\n`;
    await importIncidents(contextOf(database), file(text));
    const stored = await withDeployment(database, (scoped) =>
      incidentsInWindow(
        scoped,
        { fromMs: Date.parse('2026-07-01T00:00:00+08:00'), toMs: Date.parse('2026-08-01T00:00:00+08:00') },
        STREET_FILTER,
      ),
    );
    expect(stored.length).toBe(54);
    expect([...stored.hourKnown].filter((known) => known === 0)).toHaveLength(31);
  });

  describe('bad input', () => {
    test.each([
      ['an empty file', file('')],
      ['no table', file('nothing to see here')],
      ['a header without rows', file('date,type\n')],
      ['no category', file('date,colour\n2026-01-01,red\n')],
      ['only broken rows', file('date,type\nyesterday,\n')],
      ['an image', { name: 'a.csv', bytes: Uint8Array.from({ length: 400 }, (_, i) => (i * 7) % 256) }],
    ])('refuses %s with a sentence and leaves nothing behind', async (_name, bad) => {
      const before = await stateOf(database);
      const error: unknown = await importIncidents(contextOf(database), bad).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Refusal);
      expect((error as Refusal).message.length).toBeGreaterThan(10);
      expect((error as Refusal).hint?.length).toBeGreaterThan(3);
      expect(await stateOf(database)).toEqual(before);
    });

    test.each([['EPSG:999999'], ['mercator'], ['auto']])('refuses coordinates in %s', async (crs) => {
      const before = await stateOf(database);
      await expect(
        importIncidents(contextOf(database), file('date,type,x,y\n2026-01-01,Mischief,500000,4000000\n'), { crs }),
      ).rejects.toThrow(Refusal);
      expect(await stateOf(database)).toEqual(before);
    });

    test('refuses an unknown time zone', async () => {
      await expect(
        importIncidents(contextOf(database), file('date,type\n2026-01-01,Mischief\n'), { timeZone: 'Mars/Olympus' }),
      ).rejects.toMatchObject({ code: 'time_zone' });
    });

    test('needs a deployment for incidents and tracks, and says how to set it', async () => {
      const empty = await open();
      await expect(importIncidents(contextOf(empty), file('date,type\n2026-01-01,Mischief\n'))).rejects.toMatchObject({
        code: 'no_deployment',
      });
    });
  });

  test('loads units and counts rows that are none', async () => {
    expect(await importUnits(contextOf(database), file('编号,巡逻方式,力量,民警数\n京A1,车巡,民警,2\n无,坦克,,\n'))).toMatchObject({
      loaded: 1,
      rejected: 1,
    });
    const units = await withDeployment(database, listUnits);
    expect(units.find(({ code }) => code === '京A1')).toMatchObject({ mode: 'vehicle', kind: 'sworn', crewSworn: 2 });
  });

  test('loads places and zones from GeoJSON and names what it knows', async () => {
    const area = polygon([ground.at(100, 100), ground.at(200, 100), ground.at(200, 200), ground.at(100, 200)]);
    const places = geoJson([
      { properties: { name: '第一小学', kind: '学校', visitsPerDay: 2, dwellSeconds: 600 }, geometry: area },
      { properties: { name: '东市场', kind: 'market' }, geometry: { type: 'Point', coordinates: ground.at(300, 300) } },
      { properties: { name: '不明', kind: 'castle' }, geometry: { type: 'Point', coordinates: ground.at(300, 300) } },
    ]);
    expect(await importPlaces(contextOf(database), places)).toMatchObject({ loaded: 2, rejected: 1, reasons: { kind_unknown: 1 } });
    expect((await withDeployment(database, listPlaces)).map(({ name, kind }) => [name, kind])).toEqual([
      ['东市场', 'market'],
      ['第一小学', 'school'],
    ]);
    expect(
      await importZones(contextOf(database), geoJson([{ properties: { title: '机场', kind: '禁飞区' }, geometry: area }]), {
        map: { name: 'title' },
      }),
    ).toMatchObject({ loaded: 1, rejected: 0 });
    expect(await withDeployment(database, listZones)).toMatchObject([{ name: '机场', kind: 'no-fly' }]);
    await expect(
      importZones(contextOf(database), geoJson([{ properties: { name: 'x', kind: 'no-fly' }, geometry: null }])),
    ).rejects.toMatchObject({ code: 'nothing_loaded' });
  });

  test('loads jurisdictions by property names without case, and counts features without area', async () => {
    const area = polygon([ground.at(0, 0), ground.at(400, 0), ground.at(400, 400), ground.at(0, 400)]);
    const grids = geoJson([
      { properties: { CODE: 'G1', Title: '第一网格' }, geometry: area },
      { properties: { CODE: 'G2', Title: '' }, geometry: { type: 'Point', coordinates: [116, 39] } },
    ]);
    expect(await importJurisdictions(contextOf(database), grids, { level: 'community-grid', code: 'code', name: 'title' })).toMatchObject({
      loaded: 1,
      repaired: 0,
      overlapsSquareMeters: 0,
      holesSquareMeters: 0,
      rejected: 1,
    });
    await expect(
      importJurisdictions(contextOf(database), grids, { level: 'community-grid', code: 'nummer', name: 'title' }),
    ).rejects.toMatchObject({ code: 'column_missing' });
  });

  test('loads streets before a deployment is set, replaces them as a whole and keeps the old ones when the new file is broken', async () => {
    const fresh = await open();
    const osm = (tail = '</osm>') =>
      file(
        `<osm version="0.6">${[0, 1, 2, 3].map((i) => `<node id="${i + 1}" lat="36.${i % 2}" lon="117.${i}"/>`).join('')}
        <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="9"/><tag k="highway" v="primary"/><tag k="name" v="大街"/></way>
        <way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="service"/></way>
        <way id="3"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/><tag k="name" v="东楼"/></way>${tail}`,
        'city.osm',
      );
    const answer = await importStreets(contextOf(fresh), osm());
    expect(answer).toMatchObject({ ways: 2, segments: 2, missingNodes: 1, buildings: 1, places: 0 });
    expect(answer.lengthMeters).toBeGreaterThan(10_000);
    await importStreets(contextOf(fresh), osm());
    const segments = await withDeployment(fresh, loadStreetSegments);
    expect(segments.map(({ name, highwayClass }) => [name, highwayClass])).toEqual([
      ['大街', 'primary'],
      ['', 'service'],
    ]);
    await expect(importStreets(contextOf(fresh), osm(''))).rejects.toMatchObject({ code: 'osm_xml_malformed' });
    expect(await withDeployment(fresh, loadStreetSegments)).toHaveLength(2);
    expect(await withDeployment(fresh, (scoped) => listBaseFeatures(scoped, ['building']))).toHaveLength(1);
  });
});
