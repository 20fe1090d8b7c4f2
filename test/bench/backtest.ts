// A default back-test as a user runs it, from the database on: 150,000 incidents of ten years on 90,000 squares, monthly origins over two years. To be over in ten minutes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@beatline/db/engine/database';
import { createApp } from '@beatline/server/create_app';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';
import { backtestRisk } from '@beatline/server/services/risk/backtest';
import { createProjection } from '@beatline/shared/geo/projection';
import { seededRandom } from '@beatline/shared/planning/seeded_random';

const INCIDENTS = 150_000;
const YEARS = 10;
const SIDE_METERS = 30_000;
const LONGEST_SECONDS = 600;
const DAY_MS = 86_400_000;
const UNTIL_MS = Date.parse('2026-01-01T00:00:00+08:00');
const CATEGORIES = ['盗窃', '扒窃', '盗窃电动车', '打架', '醉酒滋事', '扰乱秩序', '交通', '入室盗窃'];
const projection = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
const [WEST, SOUTH] = [450_000, 4_400_000];
const lngLat = (east: number, north: number) => projection.toLngLat({ x: WEST + east, y: SOUTH + north });

/** Two of three incidents at one of 3,000 places of unlike size, the others anywhere. */
function incidentsCsv(): string {
  const random = seededRandom(20_261_122);
  const places = Array.from({ length: 3000 }, () => [random() * SIDE_METERS, random() * SIDE_METERS] as const);
  const lines = ['编号,发生时间,类别,经度,纬度'];
  for (let i = 0; i < INCIDENTS; i++) {
    const at = UNTIL_MS - random() * YEARS * 365.25 * DAY_MS;
    const place = random() < 2 / 3 ? places[Math.floor(random() ** 3 * places.length)] : undefined;
    const near = (center: number | undefined) =>
      Math.min(SIDE_METERS - 1, Math.max(1, center === undefined ? random() * SIDE_METERS : center + (random() - 0.5) * 120));
    const [lng, lat] = lngLat(near(place?.[0]), near(place?.[1]));
    const time = new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    lines.push(`I${i},${time},${CATEGORIES[Math.floor(random() * CATEGORIES.length)]},${lng.toFixed(7)},${lat.toFixed(7)}`);
  }
  return `${lines.join('\n')}\n`;
}

function bureauGeoJson(): string {
  const corners = [lngLat(0, 0), lngLat(SIDE_METERS, 0), lngLat(SIDE_METERS, SIDE_METERS), lngLat(0, SIDE_METERS), lngLat(0, 0)];
  const geometry = { type: 'Polygon', coordinates: [corners] };
  return JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: 'B', name: '市局' }, geometry }] });
}

const dataFolder = mkdtempSync(join(tmpdir(), 'beatline_bench_'));
const database = await openDatabase({ dataFolder });
const log = (line: string) => void process.stderr.write(`${line}\n`);
const app = createApp(database, { threads: false, log, nowMs: () => UNTIL_MS });
const context = { database, scope: app.scope, nowMs: () => UNTIL_MS, log };
const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
await setDeploymentTo(app, { crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100, name: '大城' });
await importJurisdictions(context, file('bureau.geojson', bureauGeoJson()), { level: 'bureau', code: 'code', name: 'name' });
const { loaded } = await importIncidents(context, file('incidents.csv', incidentsCsv()));

const started = performance.now();
const rows = await backtestRisk(app, {
  from: '2024-01-01',
  to: '2026-01-01',
  origins: 'monthly',
  windowDays: 7,
  cellMeters: 100,
  flaggedSquareKilometers: 9,
});
const seconds = (performance.now() - started) / 1000;
const { engine } = database;
await app.close();
rmSync(dataFolder, { recursive: true, force: true });
const limit = `${LONGEST_SECONDS} s are allowed`;
process.stdout.write(
  `backtest: ${loaded} incidents of ${YEARS} years on ${engine}, ${rows[0]?.origins} monthly origins, ${rows.length} models: ${seconds.toFixed(1)} s; ${limit}\n`,
);
console.table(
  rows.map(({ model, n, N, pai, paiStandardError, logScore }) => ({ model, n: Math.round(n), N, pai, paiStandardError, logScore })),
);
process.stdout.write(
  `${JSON.stringify({ bench: 'backtest', baseline: limit, incidents: loaded, origins: rows[0]?.origins, seconds, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`,
);
if (seconds > LONGEST_SECONDS) process.exitCode = 1;
