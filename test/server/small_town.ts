import type { ImportContext } from '@beatline/server/imports/import_context';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importPlaces } from '@beatline/server/imports/import_places';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importUnits } from '@beatline/server/imports/import_units';
import type { App } from '@beatline/server/app';
import { fitRiskNow } from '@beatline/server/services/risk/fit_now';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';

/** A Friday evening. */
export const NOW_MS = Date.parse('2026-11-20T21:00:00+08:00');

export const TOWN = { crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100, name: '小城' } as const;

const WEST = 116.3;
const SOUTH = 39.9;
const METERS_PER_DEGREE_LAT = 111_000;
const METERS_PER_DEGREE_LNG = 85_400;
/** A square town of nine streets each way, 150 m apart. */
const STREETS = 9;
const BLOCK_METERS = 150;
const SIDE_METERS = (STREETS - 1) * BLOCK_METERS;

/** Degrees of a position given in metres from the south-west corner. */
export function townLngLat(east: number, north: number): [number, number] {
  return [Number((WEST + east / METERS_PER_DEGREE_LNG).toFixed(7)), Number((SOUTH + north / METERS_PER_DEGREE_LAT).toFixed(7))];
}

/** Where most of it happens: the crossing in the middle of the north-eastern quarter. */
export const HOT_SPOT = { east: 6 * BLOCK_METERS, north: 6 * BLOCK_METERS } as const;

/** The files of a small town, as a user would have them. */
export function townFiles(): Readonly<
  Record<
    'streets' | 'bureau' | 'district' | 'station' | 'cells' | 'places' | 'units' | 'incidents' | 'tracks',
    { name: string; text: string }
  >
> {
  return {
    streets: { name: 'town.osm', text: streetsXml() },
    bureau: { name: 'bureau.geojson', text: areas([['B', '小城市局', 0, 0, SIDE_METERS, SIDE_METERS, undefined]]) },
    district: { name: 'district.geojson', text: areas([['D', '小城分局', 0, 0, SIDE_METERS, SIDE_METERS, 'B']]) },
    station: { name: 'station.geojson', text: areas([['S', '中心派出所', 0, 0, SIDE_METERS, SIDE_METERS, 'D']]) },
    cells: { name: 'cells.geojson', text: areas(quarters()) },
    places: { name: 'places.geojson', text: places() },
    units: {
      name: 'units.csv',
      text: 'code,kind,mode,base,crewSworn,crewAuxiliary,intervalSeconds\n车01,sworn,vehicle,中心派出所,2,1,10\n车02,sworn,vehicle,中心派出所,2,1,10\n步01,auxiliary,foot,中心派出所,0,3,10\n',
    },
    incidents: { name: 'incidents.csv', text: incidentsCsv() },
    tracks: { name: 'tracks.csv', text: tracksCsv() },
  };
}

/** Everything of the town by the importers a user uses, and a risk fitted on it. */
export async function loadTown(app: App): Promise<void> {
  const files = townFiles();
  const file = (key: keyof ReturnType<typeof townFiles>) => ({ name: files[key].name, bytes: new TextEncoder().encode(files[key].text) });
  const context: ImportContext = { database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: () => undefined };
  await setDeploymentTo(app, TOWN);
  await importStreets(context, file('streets'));
  await importJurisdictions(context, file('bureau'), { level: 'bureau', code: 'code', name: 'name' });
  await importJurisdictions(context, file('district'), { level: 'district', code: 'code', name: 'name', parent: 'parent' });
  await importJurisdictions(context, file('station'), { level: 'station', code: 'code', name: 'name', parent: 'parent' });
  await importJurisdictions(context, file('cells'), { level: 'police-cell', code: 'code', name: 'name', parent: 'parent' });
  await importPlaces(context, file('places'));
  await importUnits(context, file('units'));
  await importIncidents(context, file('incidents'));
  await importTracks(context, file('tracks'));
  app.refresh();
  await fitRiskNow(app, {});
  app.refresh();
}

function streetsXml(): string {
  const nodes: string[] = [];
  const ways: string[] = [];
  const nodeId = (column: number, row: number) => 1 + row * STREETS + column;
  for (let row = 0; row < STREETS; row++) {
    for (let column = 0; column < STREETS; column++) {
      const [lng, lat] = townLngLat(column * BLOCK_METERS, row * BLOCK_METERS);
      nodes.push(`<node id="${nodeId(column, row)}" lat="${lat}" lon="${lng}"/>`);
    }
  }
  const way = (id: number, name: string, refs: readonly number[]) =>
    `<way id="${id}">${refs.map((ref) => `<nd ref="${ref}"/>`).join('')}<tag k="highway" v="residential"/><tag k="name" v="${name}"/></way>`;
  const line = Array.from({ length: STREETS }, (_, i) => i);
  for (const i of line) {
    ways.push(
      way(
        100 + i,
        `${i + 1}号街`,
        line.map((column) => nodeId(column, i)),
      ),
    );
    ways.push(
      way(
        200 + i,
        `${i + 1}号路`,
        line.map((row) => nodeId(i, row)),
      ),
    );
  }
  const [parkLng, parkLat] = townLngLat(20, 20);
  nodes.push(`<node id="900" lat="${parkLat}" lon="${parkLng}"><tag k="amenity" v="school"/><tag k="name" v="中心小学"/></node>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">${nodes.join('')}${ways.join('')}</osm>\n`;
}

type Box = readonly [code: string, name: string, west: number, south: number, east: number, north: number, parent: string | undefined];

function quarters(): Box[] {
  const half = SIDE_METERS / 2;
  return [0, 1, 2, 3].map((i): Box => {
    const west = (i % 2) * half;
    const south = Math.floor(i / 2) * half;
    return [`C${i + 1}`, `中心 0${i + 1}`, west, south, west + half, south + half, 'S'];
  });
}

function areas(boxes: readonly Box[]): string {
  const features = boxes.map(([code, name, west, south, east, north, parent]) => ({
    type: 'Feature',
    properties: { code, name, ...(parent === undefined ? {} : { parent }) },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [townLngLat(west, south), townLngLat(east, south), townLngLat(east, north), townLngLat(west, north), townLngLat(west, south)],
      ],
    },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

function places(): string {
  const place = (name: string, kind: string, east: number, north: number) => ({
    type: 'Feature',
    properties: { name, kind },
    geometry: { type: 'Point', coordinates: townLngLat(east, north) },
  });
  const features = [
    place('中心派出所', 'police_station', 600, 600),
    place('中心市场', 'market', HOT_SPOT.east + 10, HOT_SPOT.north + 10),
    place('实验小学', 'school', 320, 320),
  ];
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** The same numbers every time: a linear congruential generator (Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Three a day for a year, two of three of them at the hot spot in the evening. */
function incidentsCsv(): string {
  const random = seeded(7);
  const rows = ['报警编号,报警时间,类别,经度,纬度'];
  for (let day = 365; day >= 1; day--) {
    for (let k = 0; k < 3; k++) {
      const hot = k < 2;
      const hour = hot ? 19 + Math.floor(random() * 4) : Math.floor(random() * 24);
      const instant = new Date(NOW_MS - day * 86_400_000);
      const date = new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
      const east = hot ? HOT_SPOT.east + (random() - 0.5) * 60 : random() * SIDE_METERS;
      const north = hot ? HOT_SPOT.north + (random() - 0.5) * 60 : random() * SIDE_METERS;
      const [lng, lat] = townLngLat(east, north);
      const time = `${date} ${String(hour).padStart(2, '0')}:${String(Math.floor(random() * 60)).padStart(2, '0')}:00`;
      rows.push(`J${day}-${k},${time},${hot ? '盗窃' : '打架'},${lng},${lat}`);
    }
  }
  return `${rows.join('\n')}\n`;
}

/** Six hours before now: a car drives round the northern streets at 8 m/s and stands at the hot spot for a quarter of an hour every hour, a foot team walks one street. */
function tracksCsv(): string {
  const rows = ['unit,time,lng,lat'];
  const write = (unit: string, atMs: number, east: number, north: number) => {
    const [lng, lat] = townLngLat(east, north);
    rows.push(`${unit},${new Date(atMs).toISOString()},${lng},${lat}`);
  };
  const startMs = NOW_MS - 6 * 3_600_000;
  let driven = 0;
  for (let second = 0; second < 6 * 3600; second += 10) {
    const standing = second % 3600 < 900;
    if (!standing) driven += 80;
    const along = driven % (2 * SIDE_METERS);
    const east = standing ? HOT_SPOT.east : along <= SIDE_METERS ? along : 2 * SIDE_METERS - along;
    write('车01', startMs + second * 1000, east, HOT_SPOT.north);
    const walked = (second * 1.2) % (2 * SIDE_METERS);
    write('步01', startMs + second * 1000, 300, walked <= SIDE_METERS ? walked : 2 * SIDE_METERS - walked);
  }
  return `${rows.join('\n')}\n`;
}
