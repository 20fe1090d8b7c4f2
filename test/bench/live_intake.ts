import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase, type Database } from '@beatline/db/engine/database';
import { createApp } from '@beatline/server/create_app';
import { createServer } from '@beatline/server/http/create_server';
import type { ImportContext } from '@beatline/server/imports/import_context';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { addDevice } from '@beatline/server/services/sources/add_device';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';

/** One row of the bench: fixes acknowledged over HTTP, which is after they were durable. */
export interface LiveIntakeRow {
  readonly engine: Database['engine'];
  /** Fixes in one request. */
  readonly batch: number;
  /** Requests under way at once. */
  readonly senders: number;
  readonly fixes: number;
  readonly fixesPerSecond: number;
  readonly requestsPerSecond: number;
  /** From sending a request to its acknowledgement. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const WEST = 116.2;
const SOUTH = 39.8;
/** A city of some 20 by 20 km: 40,000 squares. */
const SIDE_DEGREES = 0.2;
const UNITS = 200;
const STEP_MS = 5000;
const SECONDS_A_RUN = 8;

/** Fixes of many units, each driving at 10 m/s and turning now and then; the k-th fix of a unit is one step after the one before. */
function createFleet(startMs: number): (unit: number) => { at: number; lng: number; lat: number; accuracyMeters: number; unit: string } {
  const cars = Array.from({ length: UNITS }, (_, i) => ({
    lng: WEST + SIDE_DEGREES * ((i * 0.618) % 1),
    lat: SOUTH + SIDE_DEGREES * ((i * 0.414) % 1),
    heading: i,
    atMs: startMs,
  }));
  return (unit) => {
    const car = cars[unit];
    car.atMs += STEP_MS;
    if (car.atMs % 60_000 < STEP_MS) car.heading += 1.1;
    car.lng += (Math.cos(car.heading) * 50) / 85_400;
    car.lat += (Math.sin(car.heading) * 50) / 111_000;
    if (car.lng < WEST || car.lng > WEST + SIDE_DEGREES || car.lat < SOUTH || car.lat > SOUTH + SIDE_DEGREES) car.heading += Math.PI;
    return { at: car.atMs, lng: Number(car.lng.toFixed(6)), lat: Number(car.lat.toFixed(6)), accuracyMeters: 5, unit: `B${unit}` };
  };
}

/** Live fixes acknowledged per second by size of request, over HTTP, through cleaning, crediting and the ledger, on one engine. */
async function benchLiveIntake(database: Database): Promise<LiveIntakeRow[]> {
  const app = createApp(database, { threads: false, log: () => undefined });
  const bugs: unknown[] = [];
  const context: ImportContext = { database, scope: app.scope, nowMs: () => Date.now(), log: () => undefined };
  await setDeploymentTo(app, { crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100, name: 'bench' });
  await importJurisdictions(context, cityFile(), { level: 'station', code: 'code', name: 'name' });
  app.refresh();
  const server = await createServer('127.0.0.1', { app: () => app, step: () => '' }, (error) => bugs.push(error), tmpdir());
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const { token } = await addDevice(app, {
    code: 'bench',
    protocol: 'batch',
    unitCode: '*',
    mode: 'vehicle',
    crs: 'WGS84',
    unsigned: false,
  });

  // Long enough ago that a run of the bench does not reach the present.
  const next = createFleet(Date.now() - 20 * 86_400_000);
  let turn = 0;
  async function send(batch: number): Promise<number> {
    // A request holds some fixes of each of a few units, as a gateway that buffers for seconds sends them.
    const units = Math.max(1, Math.min(UNITS, Math.floor(batch / 5)));
    const fixes = Array.from({ length: batch }, (_, i) => next((turn + (i % units)) % UNITS));
    turn = (turn + units) % UNITS;
    const body = JSON.stringify({ fixes });
    const startedMs = performance.now();
    for (;;) {
      const response = await fetch(`${url}/intake/fixes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/json' },
        body,
      });
      if (response.status === 429 || response.status === 503) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      const answer = (await response.json()) as { stored: number };
      if (answer.stored !== batch) throw new Error(`${answer.stored} of ${batch} fixes were stored`);
      return performance.now() - startedMs;
    }
  }

  async function run(batch: number, senders: number): Promise<LiveIntakeRow> {
    const startedMs = performance.now();
    const latencies: number[] = [];
    await Promise.all(
      Array.from({ length: senders }, async () => {
        while (performance.now() - startedMs < SECONDS_A_RUN * 1000) latencies.push(await send(batch));
      }),
    );
    const seconds = (performance.now() - startedMs) / 1000;
    latencies.sort((a, b) => a - b);
    const at = (fraction: number) =>
      Math.round((latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * fraction))] ?? 0) * 10) / 10;
    return {
      engine: database.engine,
      batch,
      senders,
      fixes: latencies.length * batch,
      fixesPerSecond: Math.round((latencies.length * batch) / seconds),
      requestsPerSecond: Math.round(latencies.length / seconds),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    };
  }

  await send(UNITS);
  const rows: LiveIntakeRow[] = [];
  for (const [batch, senders] of [
    [1, 50],
    [20, 20],
    [100, 8],
    [1000, 4],
  ] as const)
    rows.push(await run(batch, senders));
  await server.close();
  await app.baseMap.close();
  if (bugs.length > 0) throw new Error(`the server reported ${bugs.length} bugs, the first: ${String(bugs[0])}`);
  return rows;
}

function cityFile(): { name: string; bytes: Uint8Array } {
  const ring = [
    [WEST, SOUTH],
    [WEST + SIDE_DEGREES, SOUTH],
    [WEST + SIDE_DEGREES, SOUTH + SIDE_DEGREES],
    [WEST, SOUTH + SIDE_DEGREES],
    [WEST, SOUTH],
  ];
  const feature = { type: 'Feature', properties: { code: 'S', name: 'S' }, geometry: { type: 'Polygon', coordinates: [ring] } };
  return { name: 'city.geojson', bytes: new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features: [feature] })) };
}

/** The same on a fresh database of each engine there is: embedded, and PostgreSQL where DATABASE_URL names a server. */
export async function benchLiveIntakeOnEachEngine(): Promise<LiveIntakeRow[]> {
  const rows: LiveIntakeRow[] = [];
  const serverUrl = process.env['DATABASE_URL'] ?? '';
  if (serverUrl !== '') {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    const name = `beatline_bench_${process.pid}`;
    await client.query(`CREATE DATABASE ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    const database = await openDatabase({ databaseUrl: url.href });
    try {
      rows.push(...(await benchLiveIntake(database)));
    } finally {
      await database.close();
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await client.end();
    }
  }
  const dataFolder = mkdtempSync(join(tmpdir(), 'beatline_bench_'));
  const database = await openDatabase({ dataFolder });
  try {
    rows.push(...(await benchLiveIntake(database)));
  } finally {
    await database.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
  return rows;
}
