import { createHash } from 'node:crypto';
import { createProjection } from '@beatline/shared/geo/projection';
import { CATEGORY_GROUPS, DEFAULT_CATEGORY_RULES } from '@beatline/shared/model/category';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { buildCity } from './city';
import { DEMO_PROJ4, demoProjection, groundOf, writeLngLat } from './city_frame';
import { riverHalfWidthMeters } from './city_plan';
import { FIXTURE_UNTIL_MS, fixtureDemo } from './demo_fixture';
import {
  generateDemo,
  incidentsFileOf,
  jurisdictionFileOf,
  osmFileOf,
  placesFileOf,
  unitsFileOf,
  zonesFileOf,
  type DemoFile,
} from './generate_demo';
import { INCIDENT_HEADER } from './incident_file';
import { nodesOf } from './patrol_network';

/** The first test of a file draws the whole demo: seconds on an idle machine, much longer on a shared one. */
const GENERATING_TIMEOUT_MS = 240_000;

const textOf = (file: DemoFile) => new TextDecoder().decode(file.bytes);
const hashOf = (file: DemoFile) => createHash('sha256').update(file.bytes).digest('hex');

describe('the demo city', () => {
  test(
    'the same seed and end give the same bytes, another seed gives another city',
    () => {
      const again = generateDemo(1, FIXTURE_UNTIL_MS);
      for (const fileOf of [osmFileOf, placesFileOf, zonesFileOf, unitsFileOf, incidentsFileOf])
        expect(hashOf(fileOf(again))).toBe(hashOf(fileOf(fixtureDemo())));
      expect(buildCity(2).network.edges.length).not.toBe(again.city.network.edges.length);
    },
    GENERATING_TIMEOUT_MS,
  );

  test('positions from the interpolation table are within 2 mm of the exact projection', () => {
    const exact = createProjection(DEMO_PROJ4);
    const out = new Float64Array(2);
    for (let u = -4200; u <= 4200; u += 373) {
      for (let v = -3000; v <= 5400; v += 291) {
        const at = groundOf(u, v);
        writeLngLat(at.x, at.y, out);
        const back = exact.toMeters([out[0], out[1]]);
        expect(Math.hypot(back.x - at.x, back.y - at.y)).toBeLessThan(0.002);
      }
    }
  });

  test('streets hang together: every street node reaches every other by car, one-ways obeyed, and on foot', () => {
    const { network } = fixtureDemo().city;
    for (const mode of ['vehicle', 'foot'] as const) {
      const usable = nodesOf(network, mode);
      const open = network.edges.filter((edge) => mode === 'foot' || (edge.highway !== 'footway' && edge.highway !== 'pedestrian'));
      const total = usable.reduce((sum, one) => sum + one, 0);
      const start = usable.indexOf(1);
      for (const direction of [1, -1] as const) {
        const onward: number[][] = network.nodes.map(() => []);
        for (const edge of open) {
          const oneway = mode === 'foot' ? 0 : edge.oneway * direction;
          if (oneway >= 0) onward[edge.from].push(edge.to);
          if (oneway <= 0) onward[edge.to].push(edge.from);
        }
        const seen = new Set([start]);
        for (const node of seen) for (const next of onward[node]) seen.add(next);
        expect(seen.size / total, `${mode} ${direction}`).toBe(1);
      }
    }
  });

  test('the river is crossed on bridges only, and the bridges begin and end on land', () => {
    const { edges } = fixtureDemo().city.network;
    const bank = [1, -1].map((side) =>
      Array.from({ length: 901 }, (_, i) => groundOf(-4500 + i * 10, side * riverHalfWidthMeters(-4500 + i * 10))),
    );
    const wet = (x: number, y: number) => {
      const [north, south] = bank;
      const at = north.findIndex((p, i) => Math.min(p.x, south[i].x) >= x);
      return at > 0 && y < Math.min(north[at].y, north[at - 1].y) - 12 && y > Math.max(south[at].y, south[at - 1].y) + 12;
    };
    const bridges = edges.filter((edge) => edge.structure === 'bridge');
    expect(bridges).toHaveLength(6);
    for (const bridge of bridges) {
      expect(wet(bridge.path[0], bridge.path[1])).toBe(false);
      expect(wet(bridge.path[bridge.path.length - 2], bridge.path[bridge.path.length - 1])).toBe(false);
    }
    let wetPoints = 0;
    for (const edge of edges)
      for (let i = 0; i < edge.path.length; i += 2) if (edge.structure !== 'bridge' && wet(edge.path[i], edge.path[i + 1])) wetPoints += 1;
    expect(wetPoints).toBe(0);
  });

  test('sixty-one police cells tile the district: areas add up, no square is in two or in none, every border is shared exactly', () => {
    const { jurisdictions, truth } = fixtureDemo();
    const cells = jurisdictions.cells;
    expect(cells.length).toBeGreaterThanOrEqual(58);
    expect(cells.length).toBeLessThanOrEqual(64);
    expect(jurisdictions.stations).toHaveLength(4);
    const area = (rings: readonly (readonly (readonly [number, number])[])[]) =>
      rings.reduce((sum, ring) => {
        const points = ring.map((position) => demoProjection.toMeters(position));
        return sum + points.reduce((twice, p, i) => twice + (i === 0 ? 0 : points[i - 1].x * p.y - p.x * points[i - 1].y), 0) / 2;
      }, 0);
    const district = area(jurisdictions.district.polygons[0]);
    const parts = cells.reduce((sum, cell) => sum + cell.polygons.reduce((s, polygon) => s + area(polygon), 0), 0);
    // Square metres over 57 km²: rounding of the seventh decimal.
    expect(Math.abs(parts - district)).toBeLessThan(1);
    expect(district / 1e6).toBeGreaterThan(50);
    expect(district / 1e6).toBeLessThan(64);
    const sides = new Map<string, number>();
    for (const cell of cells) {
      for (const ring of cell.polygons.flat()) {
        for (let i = 1; i < ring.length; i += 1) {
          const [a, b] = [ring[i - 1].join(), ring[i].join()];
          const key = a < b ? `${a} ${b}` : `${b} ${a}`;
          sides.set(key, (sides.get(key) ?? 0) + 1);
        }
      }
    }
    const outline = jurisdictions.district.polygons.flat().reduce((sum, ring) => sum + ring.length - 1, 0);
    expect([...sides.values()].every((count) => count <= 2)).toBe(true);
    expect([...sides.values()].filter((count) => count === 1)).toHaveLength(outline);
    expect(Math.abs(truth.squares.count * 10_000 - district) / district).toBeLessThan(0.01);
  });

  test('cells, stations, district and bureau name their parents', () => {
    const demo = fixtureDemo();
    const cells = JSON.parse(textOf(jurisdictionFileOf(demo, 'police-cell'))) as {
      features: { properties: { code: string; name: string; parent: string } }[];
    };
    const stationCodes = demo.jurisdictions.stations.map((station) => station.code);
    expect(cells.features.every((cell) => stationCodes.includes(cell.properties.parent))).toBe(true);
    expect(new Set(cells.features.map((cell) => cell.properties.code)).size).toBe(cells.features.length);
    expect(cells.features[0].properties.name).toMatch(/^站前 \d\d$/);
    expect(demo.jurisdictions.district.parentCode).toBe(demo.jurisdictions.bureau.code);
  });

  test('the map shows what a Chinese district is made of, under Chinese names', () => {
    const osm = textOf(osmFileOf(fixtureDemo()));
    for (const name of [
      '澜江',
      '东湖公园',
      '澜州东站',
      '站前广场',
      '东市夜市',
      '中山路',
      '解放大街',
      '金街步行街',
      '东浦区人民医院',
      '东浦第一中学',
    ])
      expect(osm).toContain(`v="${name}"`);
    for (const tag of [
      'k="barrier" v="gate"',
      'k="barrier" v="wall"',
      'k="bridge" v="yes"',
      'k="tunnel" v="yes"',
      'k="railway" v="rail"',
      'k="highway" v="bus_stop"',
      'k="oneway"',
      'k="natural" v="water"',
    ])
      expect(osm).toContain(tag);
    expect(osm.match(/k="building" v="apartments"/g)?.length).toBeGreaterThan(3000);
  });

  test('every place has one name and all kinds a patrol cares for are there', () => {
    const { places } = fixtureDemo();
    expect(new Set(places.map((place) => place.name)).size).toBe(places.length);
    const kinds = new Set(places.filter((place) => place.registered).map((place) => place.kind));
    for (const kind of [
      'school',
      'kindergarten',
      'market',
      'mall',
      'hospital',
      'railway_station',
      'square',
      'logistics',
      'bank',
      'small_hotel',
      'police_station',
      'police_room',
    ])
      expect(kinds).toContain(kind);
  });
});

describe('the incident file', () => {
  test('is GB18030 with Chinese headers, known categories and stamps in order', () => {
    const file = incidentsFileOf(fixtureDemo());
    const text = iconv.decode(Buffer.from(file.bytes), 'gb18030');
    const rows = text.trimEnd().split('\r\n');
    expect(rows[0]).toBe(INCIDENT_HEADER.join(','));
    expect(rows.length - 1).toBeGreaterThan(25_000);
    expect(rows.length - 1).toBeLessThan(30_000);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)).toThrow(/not valid/);
    const known = new Set(DEFAULT_CATEGORY_RULES.map((rule) => rule.code));
    const ids = new Set<string>();
    let before = '';
    for (const row of rows.slice(1)) {
      const [id, at, category, lng, lat, address, ...stamps] = row.split(',');
      expect(known.has(category)).toBe(true);
      expect(at >= before).toBe(true);
      before = at;
      ids.add(id);
      expect(address).not.toBe('');
      expect(lng === '' || Math.abs(Number(lng) - 116.37) + Math.abs(Number(lat) - 32.92) < 0.12).toBe(true);
      const given = [at, ...stamps.filter((stamp) => stamp !== '')];
      expect(given).toEqual(given.toSorted());
    }
    expect(ids.size).toBe(rows.length - 1);
    expect(before < '2026-11-20 22:00:00').toBe(true);
  });

  test('every group of the category list but none unknown occurs', () => {
    const { truth, incidents } = fixtureDemo();
    expect(new Set(incidents.map((incident) => truth.components[incident.component].group))).toEqual(new Set(CATEGORY_GROUPS));
  });
});
