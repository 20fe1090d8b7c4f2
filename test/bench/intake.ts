// Rows a second from file to database, by kind of file and engine, beside psql's \copy of the same rows into the same table; then live fixes acknowledged.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DEPLOYMENT_SCOPE, openDatabase, withDeployment, type Database } from '@beatline/db/engine/database';
import { loadFixes } from '@beatline/db/queries/fixes';
import { ensureUnits } from '@beatline/db/queries/units';
import { setDeployment } from '@beatline/db/queries/deployment';
import { groundOfDemo, osmFileOf } from '@beatline/server/demo/generate_demo';
import type { ImportContext } from '@beatline/server/imports/import_context';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importerOf } from '@beatline/server/imports/importers';
import { clockOf } from '@beatline/server/imports/incident_source';
import { openInputFile } from '@beatline/server/imports/input_file';
import { TrackGathering } from '@beatline/server/imports/track_gathering';
import { openTrackFile, readTrackFile } from '@beatline/server/imports/track_source';
import { fixColumnsOf } from '@beatline/shared/coverage/fixes';
import type { ImportKind } from '@beatline/shared/model/views/import_view';
import { benchLiveIntakeOnEachEngine } from './live_intake';

const WEST = 116.2;
const SOUTH = 39.8;
/** Some 17 by 22 km: 37,000 squares. */
const SIDE_DEGREES = 0.2;
const START_MS = Date.parse('2026-11-01T00:00:00+08:00');
const INCIDENTS = 100_000;
const UNITS = 100;
const FIXES_A_UNIT = 4000;
const POLICE_CELLS = 500;
const CELL_COLUMNS = 25;
const ROSTER_ROWS = 10_000;
const CALENDAR_DAYS = 1096;
const FIX_STEP_MS = 10_000;

interface Row {
  readonly engine: Database['engine'];
  readonly what: string;
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Growth of this process's memory over what it was before, at its highest. */
  readonly peakMegabytes: number;
}

/** Kinds whose reader asks for a coordinate system. */
const CRS_OF_KIND: Readonly<Partial<Record<ImportKind, string>>> = { incidents: 'EPSG:4326', addresses: 'EPSG:4326', tracks: 'EPSG:4326' };

interface BenchFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Rows or features; ways of a street extract. */
  readonly rows: number;
}

function table(name: string, header: string, lines: readonly string[]): BenchFile {
  return { name: `${name}.csv`, bytes: new TextEncoder().encode(`${header}\n${lines.join('\n')}\n`), rows: lines.length };
}

function features(name: string, list: readonly object[]): BenchFile {
  return {
    name: `${name}.geojson`,
    bytes: new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features: list })),
    rows: list.length,
  };
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function* spots(count: number, seed: number): Generator<readonly [string, string]> {
  const draw = random(seed);
  for (let i = 0; i < count; i++) yield [(WEST + SIDE_DEGREES * draw()).toFixed(6), (SOUTH + SIDE_DEGREES * draw()).toFixed(6)];
}

const stamp = (instantMs: number) => new Date(instantMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

function incidentFile(): BenchFile {
  const rows = [...spots(INCIDENTS, 1)].map(
    ([lng, lat], i) =>
      `J${i},${stamp(START_MS + i * 600_000)},${['盗窃', '打架', '纠纷', '求助'][i % 4]},${lng},${lat},中山路${i % 900}号,${stamp(START_MS + i * 600_000 + 60_000)}`,
  );
  return table('incidents', '报警编号,发生时间,类别,经度,纬度,地址,到达时间', rows);
}

/** Cars at 10 m/s that turn every minute. */
function trackFixes(unit: number): { instantMs: number; lng: number; lat: number }[] {
  let [lng, lat, heading] = [WEST + SIDE_DEGREES * ((unit * 0.618) % 1), SOUTH + SIDE_DEGREES * ((unit * 0.414) % 1), unit];
  return Array.from({ length: FIXES_A_UNIT }, (_, i) => {
    if (i % 6 === 0) heading += 1.1;
    if (lng < WEST || lng > WEST + SIDE_DEGREES || lat < SOUTH || lat > SOUTH + SIDE_DEGREES) heading += Math.PI;
    lng += (Math.cos(heading) * 100) / 85_400;
    lat += (Math.sin(heading) * 100) / 111_000;
    return { instantMs: START_MS + i * FIX_STEP_MS, lng: Number(lng.toFixed(6)), lat: Number(lat.toFixed(6)) };
  });
}

function trackFile(): BenchFile {
  const rows: string[] = [];
  for (let unit = 0; unit < UNITS; unit++)
    for (const { instantMs, lng, lat } of trackFixes(unit)) rows.push(`U${unit},${new Date(instantMs).toISOString()},${lng},${lat}`);
  return table('tracks', 'unit,time,lng,lat', rows);
}

/** A rectangle of `columns` x `rows` to the whole area, so that neighbours share their edges. */
function gridArea(column: number, row: number, columns: number, rows: number): object {
  const [west, east] = [WEST + (SIDE_DEGREES * column) / columns, WEST + (SIDE_DEGREES * (column + 1)) / columns];
  const [south, north] = [SOUTH + (SIDE_DEGREES * row) / rows, SOUTH + (SIDE_DEGREES * (row + 1)) / rows];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

function cityFile(): BenchFile {
  return features('city', [{ type: 'Feature', properties: { code: 'S', name: 'S' }, geometry: gridArea(0, 0, 1, 1) }]);
}

function policeCellFile(): BenchFile {
  return features(
    'police_cells',
    Array.from({ length: POLICE_CELLS }, (_, i) => ({
      type: 'Feature',
      properties: { code: `C${i}`, name: `Cell ${i}` },
      geometry: gridArea(i % CELL_COLUMNS, Math.floor(i / CELL_COLUMNS), CELL_COLUMNS, POLICE_CELLS / CELL_COLUMNS),
    })),
  );
}

function zoneFile(): BenchFile {
  return features(
    'zones',
    Array.from({ length: 1000 }, (_, i) => ({
      type: 'Feature',
      properties: { name: `Zone ${i}`, kind: 'no-fly' },
      geometry: gridArea((i * 37) % 200, (i * 91) % 200, 200, 200),
    })),
  );
}

function roadFile(): BenchFile {
  const ends = [...spots(2000, 4)];
  return features(
    'roads',
    ends.map(([lng, lat], i) => ({
      type: 'Feature',
      properties: { code: `R${i}`, name: `Road ${i}` },
      geometry: {
        type: 'LineString',
        coordinates: [
          [Number(lng), Number(lat)],
          [Number(lng) + 0.005, Number(lat) + 0.002],
        ],
      },
    })),
  );
}

/** The demo city as a map extract, in XML. */
function streetFile(): BenchFile {
  const extract = osmFileOf({ ...groundOfDemo(1, START_MS), incidents: [] });
  return { ...extract, rows: new TextDecoder().decode(extract.bytes).split('<way ').length - 1 };
}

function placeFile(): BenchFile {
  return features(
    'places',
    [...spots(10_000, 2)].map(([lng, lat], i) => ({
      type: 'Feature',
      properties: { code: `P${i}`, name: `Place ${i}`, kind: '学校' },
      geometry: { type: 'Point', coordinates: [Number(lng), Number(lat)] },
    })),
  );
}

const addressFile = () =>
  table(
    'addresses',
    'address,lng,lat',
    [...spots(50_000, 3)].map(([lng, lat], i) => `中山路${i}号,${lng},${lat}`),
  );

const unitFile = () =>
  table(
    'units',
    'code,mode,kind',
    Array.from({ length: UNITS }, (_, i) => `U${i},vehicle,sworn`),
  );

const rosterFile = () =>
  table(
    'roster',
    'unit,date,start,end',
    Array.from({ length: ROSTER_ROWS }, (_, i) => `U${i % UNITS},${dayText(Math.floor(i / UNITS))},08:00,16:00`),
  );

const calendarFile = () =>
  table(
    'calendar',
    'day,type',
    Array.from({ length: CALENDAR_DAYS }, (_, i) => `${dayText(i)},workday`),
  );

const assignmentFile = () =>
  table(
    'assignments',
    'post,cell,from',
    Array.from({ length: POLICE_CELLS }, (_, i) => `POST${i % 60},C${i},${dayText(0)}`),
  );

const dayText = (day: number) => new Date(START_MS + day * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

/** Runs a load and watches the memory of this process. */
async function measured(engine: Database['engine'], what: string, rows: number, load: () => Promise<unknown>): Promise<Row> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const started = performance.now();
  await load();
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage.rss());
  return {
    engine,
    what,
    rows,
    seconds: Number(seconds.toFixed(2)),
    rowsPerSecond: Math.round(rows / seconds),
    peakMegabytes: Math.round((peak - before) / 2 ** 20),
  };
}

/** The track file read by the importer's own reader into the table of fixes: from file to durable, without the presence they show. */
async function fixesFromFile(database: Database, { name, bytes }: BenchFile): Promise<void> {
  await withDeployment(database, async (scoped) => {
    const input = await openInputFile({ name, bytes });
    const source = await openTrackFile(input, { crs: 'EPSG:4326' });
    const gathered = new TrackGathering(undefined, START_MS);
    for await (const rows of readTrackFile(
      scoped,
      input,
      source,
      { crs: 'EPSG:4326' },
      clockOf('Asia/Shanghai'),
      gathered,
      () => undefined,
    )) {
      if (rows > 0) await gathered.relieve(scoped);
    }
    const codes = Array.from({ length: UNITS }, (_, unit) => `U${unit}`);
    const known = await ensureUnits(scoped, codes, 'vehicle');
    for await (const { code, fixes } of gathered.byUnit(scoped)) await loadFixes(scoped, known.get(code)?.id ?? -1, fixes);
  });
}

async function benchFiles(database: Database, serverUrl: string | undefined): Promise<Row[]> {
  const { engine } = database;
  const context: ImportContext = { database, scope: DEPLOYMENT_SCOPE, nowMs: () => START_MS, log: () => undefined };
  await withDeployment(database, (scoped) =>
    setDeployment(scoped, { crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100, name: 'bench' }),
  );
  await importJurisdictions(context, cityFile(), { level: 'station', code: 'code', name: 'name' });
  const rows: Row[] = [];
  const importOf = async (kind: ImportKind, input: BenchFile, what: string = kind) => {
    const settings = { level: kind === 'jurisdictions' ? 'police-cell' : undefined, crs: CRS_OF_KIND[kind] };
    rows.push(await measured(engine, what, input.rows, () => importerOf(kind).load(context, input, settings)));
  };
  await importOf('streets', streetFile());
  await importOf('jurisdictions', policeCellFile());
  await importOf('incidents', incidentFile());
  await importOf('incidents', incidentFile(), 'incidents again, unchanged');
  if (serverUrl !== undefined) rows.push(await copied(database, serverUrl, 'incident', INCIDENTS));
  await importOf('units', unitFile());
  await importOf('places', placeFile());
  await importOf('zones', zoneFile());
  await importOf('roads', roadFile());
  await importOf('roster', rosterFile());
  await importOf('calendar', calendarFile());
  await importOf('assignments', assignmentFile());
  await importOf('addresses', addressFile());
  await importOf('tracks', trackFile(), 'tracks, presence credited');
  const fixes = UNITS * FIXES_A_UNIT;
  if (serverUrl !== undefined) rows.push(await copied(database, serverUrl, 'fix', fixes));
  await database.sql.transaction((session) => session.script('TRUNCATE fix'));
  const tracks = trackFile();
  rows.push(await measured(engine, 'fixes, from file to table', fixes, () => fixesFromFile(database, tracks)));
  await database.sql.transaction((session) => session.script('TRUNCATE fix'));
  const columns = Array.from({ length: UNITS }, (_, unit) => fixColumnsOf(trackFixes(unit)));
  rows.push(
    await measured(engine, 'fixes, bulk path', fixes, () =>
      withDeployment(database, async (scoped) => {
        const known = await ensureUnits(
          scoped,
          columns.map((_, unit) => `U${unit}`),
          'vehicle',
        );
        for (const [unit, column] of columns.entries()) await loadFixes(scoped, known.get(`U${unit}`)?.id ?? -1, column);
      }),
    ),
  );
  return rows;
}

/** psql puts the rows of a table back into it after it was emptied: same rows, same table, same indexes. */
async function copied(database: Database, serverUrl: string, table: 'incident' | 'fix', rows: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'beatline_bench_copy_'));
  const path = join(folder, `${table}.csv`);
  const psql = (command: string) => {
    const done = spawnSync('psql', [serverUrl, '-q', '-v', 'ON_ERROR_STOP=1', '-c', command], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`psql ${command}: ${done.stderr}`);
  };
  try {
    psql(`\\copy (SELECT * FROM ${table}) TO '${path}' CSV`);
    await database.sql.transaction((session) => session.script(`TRUNCATE ${table} CASCADE`));
    return await measured('postgres', `${table}, psql \\copy`, rows, async () => psql(`\\copy ${table} FROM '${path}' CSV`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onServer(): Promise<Row[]> {
  const serverUrl = process.env['DATABASE_URL'] ?? '';
  if (serverUrl === '') {
    process.stdout.write('DATABASE_URL names no server: PostgreSQL is left out\n');
    return [];
  }
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  const name = `beatline_bench_files_${process.pid}`;
  await client.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ databaseUrl: url.href });
  try {
    return await benchFiles(database, url.href);
  } finally {
    await database.close();
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
  }
}

async function embedded(): Promise<Row[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'beatline_bench_'));
  const database = await openDatabase({ dataFolder });
  try {
    return await benchFiles(database, undefined);
  } finally {
    await database.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const files = [...(await onServer()), ...(await embedded())];
console.table(files);
const live = process.argv.includes('--files') ? [] : await benchLiveIntakeOnEachEngine();
if (live.length > 0) console.table(live);
process.stdout.write(`${JSON.stringify({ bench: 'intake', files, live })}\n`);
