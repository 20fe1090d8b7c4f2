import ExcelJS from 'exceljs';
import type { ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { osmPbf } from '../fixtures/osm_pbf_file';
import { shapefile } from '../fixtures/shapefile_files';
import { zip } from '../fixtures/zip_file';

/** A small good file, from which broken ones are made. */
export interface SeedFile {
  readonly kind: ImportKind;
  readonly name: string;
  readonly bytes: Buffer;
  readonly settings: ImportSettings;
  /** Parts of an archive, so that they can be broken inside it. */
  readonly parts?: Readonly<Record<string, Buffer>>;
}

type At = (east: number, north: number) => LngLat;

/** One or more good files of every kind that can be imported, in every format it comes in. */
export async function seedFiles(at: At): Promise<SeedFile[]> {
  const tables: readonly (readonly [ImportKind, string, ImportSettings])[] = [
    ['incidents', incidentsCsv(at), {}],
    ['tracks', tracksCsv(at), {}],
    [
      'places',
      `编号,名称,类型,经度,纬度,电话\n${rows(12, (i) => `P${i},第${i}小学,学校,${at(40 * i, 100).join(',')},1380013800${i % 10}`)}`,
      {},
    ],
    ['roads', `编号,名称,道路,路长,风险等级\n${rows(6, (i) => `R${i},路段${i},中山路,中心派出所副所长,红`)}`, {}],
    ['addresses', `地址,经度,纬度\n${rows(12, (i) => `中山路${i + 1}号,${at(40 * i, 100).join(',')}`)}`, {}],
    ['units', `code,kind,mode,crewSworn\n${rows(8, (i) => `车0${i},sworn,vehicle,2`)}`, {}],
    ['roster', `unit,start,end,duty\n${rows(8, (i) => `车0${i % 2},2026-11-2${i % 8} 08:00,2026-11-2${i % 8} 16:00,patrol`)}`, {}],
    ['calendar', `day,type\n${rows(8, (i) => `2026-12-0${i + 1},workday`)}`, {}],
    [
      'cameras',
      `code,lng,lat,bearing,hfov,range,outageFrom,outageTo\n${rows(8, (i) => `C${i},${at(300 + 60 * i, 500).join(',')},${i * 45},90,120,2026-01-01 0${i}:00:00,2026-01-02 00:00:00`)}`,
      {},
    ],
    ['round_logs', `camera,from,to,desk\n${rows(8, (i) => `C${i % 4},2026-01-0${i + 1} 10:00:00,2026-01-0${i + 1} 10:05:00,D1`)}`, {}],
    ['sign_ins', `unit,place,from,to\n${rows(8, (i) => `车0${i},P0,2026-01-0${i + 1} 07:00:00,2026-01-0${i + 1} 08:30:00`)}`, {}],
    ['assignments', `post,cell,from\n${rows(8, (i) => `岗${i},W${1 + (i % 2)},2026-01-0${i + 1}`)}`, {}],
  ];
  const seeds: SeedFile[] = tables.map(([kind, text, settings]) => ({ kind, name: `${kind}.csv`, bytes: Buffer.from(text), settings }));
  for (const [kind, text, settings] of tables) seeds.push(await workbook(kind, text, settings));
  seeds.push(...layers(at), ...courses(at), ...extracts(at));
  return seeds;
}

function rows(count: number, row: (i: number) => string): string {
  return `${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;
}

function incidentsCsv(at: At): string {
  return `编号,发生时间,警情类别,警情来源,经度,纬度,地址,报警人\n${rows(30, (i) => `A${i},2026-03-${String(1 + (i % 28)).padStart(2, '0')} 0${i % 10}:10:00,盗窃,110,${at(30 * i, 200).join(',')},"路口, 东",张某`)}`;
}

function tracksCsv(at: At): string {
  return `unit,time,lng,lat,accuracy\n${rows(60, (i) => `车0${i % 2},2026-03-01T08:${String(i % 60).padStart(2, '0')}:00+08:00,${at(10 * i, 250).join(',')},5`)}`;
}

async function workbook(kind: ImportKind, csv: string, settings: ImportSettings): Promise<SeedFile> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('数据');
  for (const line of csv.trim().split('\n')) sheet.addRow(line.split(',').map((cell) => (/^-?\d+\.\d+$/.test(cell) ? Number(cell) : cell)));
  const bytes = Buffer.from(await book.xlsx.writeBuffer());
  return { kind, name: `${kind}.xlsx`, bytes, settings, parts: await partsOf(bytes) };
}

/** Parts of a workbook by their path. */
async function partsOf(bytes: Buffer): Promise<Record<string, Buffer>> {
  const { openZipArchive } = await import('@beatline/server/imports/zip_archive');
  const archive = await openZipArchive(bytes, 'seed.xlsx');
  const parts: Record<string, Buffer> = {};
  for (const entry of archive.entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of archive.open(entry)) chunks.push(Buffer.from(chunk as Uint8Array));
    parts[entry.name] = Buffer.concat(chunks);
  }
  return parts;
}

function ringAt(at: At, east: number): LngLat[] {
  return [at(east, 0), at(east, 90), at(east + 90, 90), at(east + 90, 0), at(east, 0)];
}

function layers(at: At): SeedFile[] {
  const areas = Array.from({ length: 6 }, (_, i) => ({ code: `G${i}`, name: `网格${i}`, kind: '校区', ring: ringAt(at, 100 * i) }));
  const collection = (kind: ImportKind, settings: ImportSettings, features: readonly object[]): SeedFile => ({
    kind,
    name: `${kind}.geojson`,
    bytes: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })),
    settings,
  });
  const feature = (properties: object, geometry: object): object => ({ type: 'Feature', properties, geometry });
  const polygons = areas.map(({ ring, ...properties }) => feature(properties, { type: 'Polygon', coordinates: [ring] }));
  const placemark = ({ code, name, kind, ring }: (typeof areas)[number]): string =>
    `<Placemark><name>${name}</name><ExtendedData><Data name="code"><value>${code}</value></Data><Data name="kind"><value>${kind}</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>${ring.map((position) => position.join(',')).join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`;
  const kml = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>${areas.map(placemark).join('')}</Document></kml>`,
  );
  const files = shapefile(
    areas.map(({ ring }) => ({ rings: [ring] })),
    ['CODE', 'NAME', 'KIND'],
    areas.map(({ code, name, kind }) => [code, name, kind].map((text) => Buffer.from(text))),
  );
  const parts = { 'a.shp': files.shp, 'a.dbf': files.dbf, 'a.cpg': Buffer.from('UTF-8'), 'a.prj': Buffer.from(GEOGRAPHIC) };
  const level = { level: 'community-grid' };
  const layer = (kind: ImportKind, settings: ImportSettings): SeedFile[] => [
    { kind, name: `${kind}.kml`, bytes: kml, settings },
    { kind, name: `${kind}.zip`, bytes: zip(parts), settings, parts },
  ];
  return [
    collection('jurisdictions', level, polygons),
    collection('zones', {}, polygons),
    collection('places', {}, [
      feature({ name: '东市场', kind: 'market' }, { type: 'Point', coordinates: at(10, 10) }),
      ...polygons.map((area) => ({ ...area, properties: { name: '校', kind: '学校' } })),
    ]),
    collection(
      'roads',
      {},
      areas.map(({ ring, name }) => feature({ name, chief: '社区民警', risk: '黄' }, { type: 'LineString', coordinates: ring })),
    ),
    collection(
      'incidents',
      {},
      areas.map(({ ring, code }, i) =>
        feature({ id: code, 发生时间: `2026-04-0${i + 1} 10:00:00`, 类别: '盗窃' }, { type: 'Point', coordinates: ring[0] }),
      ),
    ),
    ...layer('jurisdictions', level),
    ...layer('zones', {}),
  ];
}

const GEOGRAPHIC =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';

function courses(at: At): SeedFile[] {
  const fixes = Array.from({ length: 40 }, (_, i) => ({
    position: at(8 * i, 300),
    time: `2026-03-02T08:${String(i).padStart(2, '0')}:00Z`,
  }));
  const gpx = `<?xml version="1.0"?><gpx version="1.1"><trk><trkseg>${fixes.map(({ position, time }) => `<trkpt lat="${position[1]}" lon="${position[0]}"><ele>5</ele><time>${time}</time></trkpt>`).join('')}</trkseg></trk></gpx>`;
  const kml = `<?xml version="1.0"?><kml xmlns:gx="x"><Placemark><gx:Track>${fixes.map(({ time }) => `<when>${time}</when>`).join('')}${fixes.map(({ position }) => `<gx:coord>${position.join(' ')} 0</gx:coord>`).join('')}</gx:Track></Placemark></kml>`;
  const geoJson = {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { coordTimes: fixes.map(({ time }) => time) },
        geometry: { type: 'LineString', coordinates: fixes.map(({ position }) => position) },
      },
    ],
  };
  const settings = { unit: '车00' };
  return [
    { kind: 'tracks', name: 'a.gpx', bytes: Buffer.from(gpx), settings },
    { kind: 'tracks', name: 'a.kml', bytes: Buffer.from(kml), settings },
    { kind: 'tracks', name: 'a.geojson', bytes: Buffer.from(JSON.stringify(geoJson)), settings },
  ];
}

function extracts(at: At): SeedFile[] {
  const nodes = Array.from({ length: 12 }, (_, i) => at(50 * i, 40 * (i % 3)));
  const ways = [
    { id: 1, nodes: [0, 1, 2, 3, 4, 5], tags: { highway: 'primary', name: '中山路' } },
    { id: 2, nodes: [6, 7, 8, 9], tags: { highway: 'residential' } },
    { id: 3, nodes: [0, 3, 6, 0], tags: { building: 'yes', 'addr:street': '中山路', 'addr:housenumber': '1' } },
  ];
  const tags = (way: (typeof ways)[number]): string =>
    Object.entries(way.tags)
      .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
      .join('');
  const xml = `<?xml version="1.0"?><osm version="0.6">${nodes.map(([lng, lat], i) => `<node id="${i + 1}" lat="${lat}" lon="${lng}"/>`).join('')}${ways.map((way) => `<way id="${way.id}">${way.nodes.map((node) => `<nd ref="${node + 1}"/>`).join('')}${tags(way)}</way>`).join('')}</osm>`;
  return [
    { kind: 'streets', name: 'a.osm', bytes: Buffer.from(xml), settings: {} },
    { kind: 'streets', name: 'a.osm.pbf', bytes: osmPbf(nodes, ways), settings: {} },
  ];
}
