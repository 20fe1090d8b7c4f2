import { beforeAll, describe, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { listPlaces } from '@beatline/db/queries/places';
import { listRoadSections } from '@beatline/db/queries/roads';
import { rejectsOfBatch } from '@beatline/db/queries/batches';
import { listZones } from '@beatline/db/queries/zones';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importPlaces, importZones } from '@beatline/server/imports/import_places';
import { importRoads } from '@beatline/server/imports/import_roads';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importerOf } from '@beatline/server/imports/importers';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { eachEngine } from '../db/engines';
import { makeGround, type Ground } from '../db/ground';

const contextOf = (database: Database, lines: string[] = []) => ({
  database,
  scope: DEPLOYMENT_SCOPE,
  nowMs: () => Date.parse('2026-11-21T12:00:00Z'),
  log: (line: string) => void lines.push(line),
});
const file = (text: string, name: string) => ({ name, bytes: new TextEncoder().encode(text) });
const geoJson = (features: readonly { readonly properties: object; readonly geometry: object | null }[]) =>
  file(JSON.stringify({ type: 'FeatureCollection', features: features.map((f) => ({ type: 'Feature', ...f })) }), 'a.geojson');
const polygon = (corners: readonly LngLat[]) => ({ type: 'Polygon', coordinates: [[...corners, corners[0]]] });

/** The kinds of place and zone an operator's register has, in its own words. */
const PLACE_WORDS =
  '学校 幼儿园 广场 农贸市场 商超 公交站 商业网点 寄递物流 汽车销售 小旅店 银行 医院 小区 警务室 警企服务站 文明劝导站 高风险企业 其他'.split(
    ' ',
  );
const ZONE_WORDS = '校区 商区 影视区 产业园区 住宅区'.split(' ');

eachEngine('imports of the ground', (open) => {
  let database: Database;
  let ground: Ground;
  const box = (x: number, y: number, width: number, height: number): LngLat[] => [
    ground.at(x, y),
    ground.at(x + width, y),
    ground.at(x + width, y + height),
    ground.at(x, y + height),
  ];

  beforeAll(async () => {
    database = await open();
    ground = await makeGround(database);
  });

  describe('jurisdictions', () => {
    test('list what was repaired, and where areas overlap or leave a hole, with sizes', async () => {
      const [a, b, c, d] = box(2000, 0, 100, 100);
      const unclosed = { type: 'Polygon', coordinates: [box(2100, 0, 100, 100)] };
      const features = geoJson([
        // A bow tie: two triangles that meet in the middle.
        { properties: { code: 'G1' }, geometry: polygon([a, c, b, d]) },
        { properties: { code: 'G2' }, geometry: unclosed },
        // 10 m over its neighbour along 100 m.
        { properties: { code: 'G3' }, geometry: polygon(box(2190, 0, 110, 100)) },
        // A frame of four around a hole of 100 m by 100 m.
        { properties: { code: 'G4' }, geometry: polygon(box(3000, 0, 300, 100)) },
        { properties: { code: 'G5' }, geometry: polygon(box(3000, 200, 300, 100)) },
        { properties: { code: 'G6' }, geometry: polygon(box(3000, 100, 100, 100)) },
        { properties: { code: 'G7' }, geometry: polygon(box(3200, 100, 100, 100)) },
        { properties: { code: '' }, geometry: polygon(box(0, 0, 10, 10)) },
        { properties: { code: 'G9' }, geometry: { type: 'Point', coordinates: ground.at(0, 0) } },
        { properties: { code: 'G10' }, geometry: polygon([ground.at(0, 0), [200, 95], ground.at(10, 10)]) },
      ]);
      const answer = await importJurisdictions(contextOf(database), features, { level: 'community-grid', code: 'code', name: 'code' });
      expect(answer).toMatchObject({ loaded: 7, repaired: 2, rejected: 3, reasons: { no_code: 1, no_area: 1, outside_world: 1 } });
      expect(answer.repairs.map(({ code, what }) => [code, what])).toEqual([
        ['G1', ['self_crossing']],
        ['G2', ['ring_closed']],
      ]);
      // Two triangles of half the height: half of 100 m x 100 m, within what UTM stretches here.
      expect(Math.abs(answer.repairs[0].squareMeters / 5000 - 1)).toBeLessThan(0.002);
      expect(answer.overlaps.map(({ codes }) => codes)).toEqual([['G2', 'G3']]);
      expect(Math.abs(answer.overlapsSquareMeters / 1000 - 1)).toBeLessThan(0.002);
      expect(answer.holes).toHaveLength(1);
      expect(Math.abs(answer.holesSquareMeters / 10_000 - 1)).toBeLessThan(0.002);
      const rejects = await withDeployment(database, (scoped) => rejectsOfBatch(scoped, answer.batch));
      expect(rejects).toMatchObject({
        columns: ['code'],
        rejects: [
          { rowNumber: 8, column: 'code', value: '', reason: 'no_code' },
          { rowNumber: 9, column: 'geometry', reason: 'no_area', cells: ['G9'] },
          { rowNumber: 10, column: 'geometry', reason: 'outside_world', cells: ['G10'] },
        ],
      });
    });

    test('come from KML too, by the name of the placemark, in one area for features of one code', async () => {
      const ring = (x: number) => [...box(x, 5000, 100, 100), ground.at(x, 5000)].map(([lng, lat]) => `${lng},${lat},0`).join(' ');
      const placemark = (code: string, x: number) =>
        `<Placemark><name>网格 ${code}</name><ExtendedData><SchemaData><SimpleData name="编号">${code}</SimpleData></SchemaData></ExtendedData>
        <MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates> ${ring(x)} </coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>`;
      const kml = `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
        ${placemark('K1', 0)}${placemark('K1', 500)}${placemark('K2', 200)}</Folder></Document></kml>`;
      const answer = await importJurisdictions(contextOf(database), file(kml, 'a.kml'), {
        level: 'community-grid',
        code: '编号',
        name: 'Name',
      });
      expect(answer).toMatchObject({ loaded: 2, repaired: 0, rejected: 0, crs: 'EPSG:4326' });
      const stored = (await withDeployment(database, listJurisdictions)).filter(({ code }) => code.startsWith('K'));
      expect(stored.map(({ code, name }) => [code, name])).toEqual([
        ['K1', '网格 K1'],
        ['K2', '网格 K2'],
      ]);
      expect(Math.abs(stored[0].areaSquareMeters / 20_000 - 1)).toBeLessThan(0.002);
    });

    test('one corner typed wrong is refused instead of being covered with squares', async () => {
      const before = (await withDeployment(database, listJurisdictions)).length;
      const spike = geoJson([{ properties: { code: 'X1' }, geometry: polygon([ground.at(0, 0), ground.at(0.2, 0), [170, 80]]) }]);
      await expect(
        importJurisdictions(contextOf(database), spike, { level: 'community-grid', code: 'code', name: 'code' }),
      ).rejects.toMatchObject({ code: 'too_many_squares' });
      expect(await withDeployment(database, listJurisdictions)).toHaveLength(before);
    });

    test('need a level, and the first look says so', async () => {
      const features = geoJson([{ properties: { code: 'L1' }, geometry: polygon(box(0, 0, 10, 10)) }]);
      const importer = importerOf('jurisdictions');
      expect((await importer.inspect(contextOf(database), features, {})).missing).toEqual(['level']);
      await expect(importer.load(contextOf(database), features, {})).rejects.toMatchObject({ code: 'setting_missing' });
      const inspection = await importer.inspect(contextOf(database), features, { level: 'station' });
      expect(inspection).toMatchObject({ missing: [], format: 'geojson', header: ['code'] });
      expect(inspection.preview.areas).toHaveLength(1);
    });
  });

  test('places come in every kind a register has, from a table as from a layer', async () => {
    const rows = PLACE_WORDS.map((word, i) => `P${i},${word}${i},${word},${ground.at(10 * i, 100).join(',')}`);
    const table = file(['编号,名称,类型,经度,纬度,联系电话', ...rows.map((row) => `${row},13800138000`)].join('\n'), 'places.csv');
    const answer = await importPlaces(contextOf(database), table);
    expect(answer).toMatchObject({ loaded: PLACE_WORDS.length, rejected: 0, droppedColumns: ['联系电话'] });
    const kinds = new Set((await withDeployment(database, listPlaces)).map(({ kind }) => kind));
    expect(kinds.size).toBe(PLACE_WORDS.length);
  });

  test('a place drawn as a ring that is not closed stands at its centre', async () => {
    const features = geoJson([
      { properties: { name: '开口小区', kind: '小区' }, geometry: { type: 'Polygon', coordinates: [box(100, 100, 100, 100)] } },
    ]);
    await importPlaces(contextOf(database), features);
    const place = (await withDeployment(database, listPlaces)).find(({ name }) => name === '开口小区');
    const center = ground.at(150, 150);
    // 1e-6 degrees is 0.1 m.
    expect(Math.abs((place?.location[0] ?? 0) - center[0])).toBeLessThan(1e-6);
    expect(Math.abs((place?.location[1] ?? 0) - center[1])).toBeLessThan(1e-6);
  });

  test('places that cannot be taken are kept with field, value and reason', async () => {
    const table = [
      '名称,类型,经度,纬度,每日巡逻次数,停留秒数,联系人',
      `甲,城堡,${ground.at(0, 0).join(',')},,,张三`,
      `,银行,${ground.at(0, 0).join(',')},,,张三`,
      '乙,银行,,,,,张三',
      `丙,银行,${ground.at(0, 0).join(',')},很多,600,张三`,
      `丁,银行,${ground.at(0, 0).join(',')},2,600,张三`,
    ].join('\n');
    const answer = await importPlaces(contextOf(database), file(table, 'places.csv'));
    expect(answer).toMatchObject({
      loaded: 1,
      rejected: 4,
      reasons: { kind_unknown: 1, no_name: 1, no_geometry: 1, number_unreadable: 1 },
    });
    const kept = await withDeployment(database, (scoped) => rejectsOfBatch(scoped, answer.batch));
    expect(JSON.stringify(kept)).not.toContain('张三');
    expect(kept?.rejects.map(({ rowNumber, column, value, reason }) => [rowNumber, column, value, reason])).toEqual([
      [2, '类型', '城堡', 'kind_unknown'],
      [3, '名称', '', 'no_name'],
      [4, 'geometry', '', 'no_geometry'],
      [5, '每日巡逻次数', '很多', 'number_unreadable'],
    ]);
  });

  test('functional zones load beside those with a rule', async () => {
    const features = geoJson([
      ...ZONE_WORDS.map((word, i) => ({ properties: { 名称: `${word}${i}`, 类型: word }, geometry: polygon(box(100 * i, 0, 50, 50)) })),
      { properties: { 名称: '机场', 类型: '禁飞区' }, geometry: polygon(box(900, 0, 50, 50)) },
    ]);
    expect(await importZones(contextOf(database), features)).toMatchObject({ loaded: 6, rejected: 0 });
    const zones = await withDeployment(database, listZones);
    expect(zones.map(({ kind }) => kind).sort()).toEqual([
      'campus',
      'commercial',
      'film_tourism',
      'industrial_park',
      'no-fly',
      'residential',
    ]);
  });

  test('road sections come as lines or by the name of their street; the chief is a post, never a name', async () => {
    const node = (id: number, x: number, y: number) => {
      const [lng, lat] = ground.at(x, y);
      return `<node id="${id}" lat="${lat}" lon="${lng}"/>`;
    };
    const osm = `<osm version="0.6">${node(1, 0, 0)}${node(2, 300, 0)}${node(3, 600, 0)}
      <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="中山路"/></way></osm>`;
    await importStreets(contextOf(database), file(osm, 'city.osm'));
    const table = [
      '路段编号,路段名称,道路,路长,风险等级',
      'R1,中山路全段,中山路,中心派出所副所长,重大风险',
      'R2,没有的路,不存在路,中心派出所所长,黄',
      'R3,某路,中山路,张伟,黄',
      'R4,某路,中山路,交警二中队中队长,紫',
      'R5,,中山路,,',
      'R6,某路,,,蓝',
    ].join('\n');
    const answer = await importRoads(contextOf(database), file(table, 'roads.csv'));
    expect(answer).toMatchObject({
      loaded: 1,
      rejected: 5,
      reasons: { street_unknown: 1, chief_is_no_post: 1, risk_unknown: 1, no_name: 1, no_line: 1 },
    });
    const drawn = geoJson([
      {
        properties: { name: '滨河路段', chief: '社区民警', risk: 'blue' },
        geometry: { type: 'LineString', coordinates: [ground.at(0, 50), ground.at(400, 50)] },
      },
    ]);
    expect(await importRoads(contextOf(database), drawn)).toMatchObject({ loaded: 1, rejected: 0 });
    const stored = await withDeployment(database, listRoadSections);
    expect(stored).toMatchObject([
      { code: 'R1', name: '中山路全段', chiefPost: '中心派出所副所长', riskLevel: 'red' },
      { code: '滨河路段', chiefPost: '社区民警', riskLevel: 'blue' },
    ]);
    // 600 m and 400 m in UTM, whose scale here is within 0.1 % of one.
    expect(Math.abs(stored[0].lengthMeters / 600 - 1)).toBeLessThan(0.001);
    expect(Math.abs(stored[1].lengthMeters / 400 - 1)).toBeLessThan(0.001);
  });
});
