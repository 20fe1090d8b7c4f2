import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { intervalsInWindow } from '@beatline/db/queries/presence';
import { listUnits } from '@beatline/db/queries/units';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importUnits } from '@beatline/server/imports/import_units';
import { DEFAULT_DRONE_CAMERA, droneFootprint } from '@beatline/shared/coverage/drone_footprint';
import { trueNorthBearing } from '@beatline/shared/coverage/drone_sight';
import { squareCenter } from '@beatline/shared/geo/lattice';
import { createProjection } from '@beatline/shared/geo/projection';
import { DUTIES } from '@beatline/shared/model/evidence';
import { eachEngine } from '../db/engines';
import { addDevice, ledgerOf, loadTownGround, tokenOf } from './intake_town';
import { serveApp, type ServedApp } from './served_app';
import { NOW_MS, townLngLat } from './small_town';

const START_MS = NOW_MS - 3_600_000;
const UTM50 = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
const iso = (ms: number) => new Date(ms).toISOString();

interface FlightFix {
  readonly atMs: number;
  readonly lng: number;
  readonly lat: number;
  readonly height: number | undefined;
  readonly pitch: number;
  readonly yaw: number;
}

/** Takes off, flies east over the town looking ahead and down, turns, hovers; two fixes come without height. */
const FLIGHT: readonly FlightFix[] = Array.from({ length: 60 }, (_, i): FlightFix => {
  const [lng, lat] = townLngLat(200 + Math.min(i, 40) * 15, 600);
  const isLost = i === 20 || i === 21;
  return {
    atMs: START_MS + i * 5000,
    lng,
    lat,
    height: isLost ? undefined : Math.min(90, i * 12),
    pitch: -65,
    yaw: i < 40 ? 90 : 90 + (i - 40) * 10,
  };
});

const csvOf = (unit: string) =>
  `呼号,定位时间,经度,纬度,离地高度,云台俯仰角,云台偏航角\n${FLIGHT.map(({ atMs, lng, lat, height, pitch, yaw }) => `${unit},${iso(atMs)},${lng},${lat},${height ?? ''},${pitch},${yaw}`).join('\n')}\n`;

/** Two points of GPX a device writes, whose elevation is 100. */
const gpxOf = (fromMs: number) =>
  `<gpx version="1.1"><trk><trkseg>${[0, 1, 2, 3]
    .map((i) => {
      const [lng, lat] = townLngLat(300 + i * 50, 300);
      return `<trkpt lat="${lat}" lon="${lng}"><ele>100</ele><time>${iso(fromMs + i * 10_000)}</time></trkpt>`;
    })
    .join('')}</trkseg></trk></gpx>`;

eachEngine('drones', (open) => {
  let database: Database;
  let served: ServedApp;
  const context = () => ({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => NOW_MS, log: () => undefined });

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
    await loadTownGround(served.app);
  });
  afterAll(async () => {
    await served.app.sources.close();
    await served.stop();
    expect(served.bugs).toEqual([]);
  });

  /** Squares that a unit covers, and those it is over without seeing them. */
  const creditedOf = (unitCode: string) =>
    withDeployment(database, async (scoped) => {
      const unit = (await listUnits(scoped)).find(({ code }) => code === unitCode);
      const rows = await intervalsInWindow(scoped, { fromMs: START_MS - 86_400_000, toMs: NOW_MS }, { unitIds: [unit?.id ?? -1] });
      const all = Array.from({ length: rows.length }, (_, i) => ({
        squareId: rows.squareId[i],
        fromMs: rows.startMs[i],
        untilMs: rows.endMs[i],
        duty: DUTIES[rows.duty[i]],
        seenOnly: rows.seenOnly[i] === 1,
      }));
      return { seen: all.filter(({ duty }) => duty === 'patrol'), outOfView: all.filter(({ duty }) => duty === 'out_of_view') };
    });

  test('a flight log credits what its camera showed and counts what had no height', async () => {
    const answer = await importTracks(context(), file('flight.csv', csvOf('机01')), { mode: 'drone', crs: 'EPSG:4326' });
    expect(answer).toMatchObject({ fixes: 60, dropped: { no_height: 2 } });
    const { seen, outOfView } = await creditedOf('机01');
    expect(outOfView.length).toBeGreaterThan(0);
    // in the middle of a step of the hovering at the end, what is in the footprint is seen and nothing else
    const at = FLIGHT[55];
    const now = at.atMs + 1;
    const { x, y } = UTM50.toMeters([at.lng, at.lat]);
    const bearing = trueNorthBearing(UTM50, [at.lng, at.lat]);
    const corners = (yaw: number) =>
      droneFootprint({ x, y, heightMeters: 90, pitchDegrees: -65, bearingDegrees: yaw + bearing }, DEFAULT_DRONE_CAMERA);
    const inside = (ring: readonly { x: number; y: number }[], point: { x: number; y: number }) =>
      ring.every((corner, i) => {
        const next = ring[(i + 1) % ring.length];
        return (next.x - corner.x) * (point.y - corner.y) - (next.y - corner.y) * (point.x - corner.x) >= 0;
      });
    const seenNow = [...new Set(seen.filter(({ fromMs, untilMs }) => fromMs <= now && now < untilMs).map(({ squareId }) => squareId))];
    const near = Array.from({ length: 13 * 13 }, (_, i) => ({
      x: Math.floor(x / 100) * 100 + 50 + ((i % 13) - 6) * 100,
      y: Math.floor(y / 100) * 100 + 50 + (Math.floor(i / 13) - 6) * 100,
    }));
    // the camera turns 10° a step, held in two halves of 5°: a quarter of the way at the start of a step
    const expected = near.filter((center) => inside(corners(at.yaw + 2.5), center));
    expect(seenNow.map((id) => squareCenter(id, 100)).toSorted((a, b) => a.x - b.x || a.y - b.y)).toEqual(
      expected.toSorted((a, b) => a.x - b.x || a.y - b.y),
    );
    expect(expected.length).toBeGreaterThan(0);
  });

  test('the elevation of a GPX file is no height above ground unless somebody says so', async () => {
    await importUnits(context(), file('units.csv', 'code,mode,intervalSeconds,相机固定俯仰角\n机05,drone,10,-90\n机06,drone,10,\n'));
    const early = START_MS - 7_200_000;
    const unsaid = await importTracks(context(), file('a.gpx', gpxOf(early)), { unit: '机05', crs: 'EPSG:4326' });
    expect(unsaid).toMatchObject({ fixes: 4, dropped: { no_height: 4 } });
    expect(await creditedOf('机05')).toEqual({ seen: [], outOfView: [] });
    const said = await importTracks(context(), file('b.gpx', gpxOf(early + 600_000)), {
      unit: '机05',
      crs: 'EPSG:4326',
      elevation: 'above-ground',
    });
    expect(said.dropped).toEqual({});
    expect((await creditedOf('机05')).seen.length).toBeGreaterThan(0);
    // a gimbal nobody knows the look of: it flew, and saw nothing
    const blind = await importTracks(context(), file('c.gpx', gpxOf(early)), { unit: '机06', crs: 'EPSG:4326', elevation: 'above-ground' });
    expect(blind.dropped).toEqual({ no_gimbal: 4 });
    const { seen, outOfView } = await creditedOf('机06');
    expect(seen).toEqual([]);
    expect(outOfView.length).toBeGreaterThan(0);
  });

  test('the same flight sent live, in batches out of order, leaves the ledger of the file, bit for bit; what had no height is counted on its source', async () => {
    const token = tokenOf(await addDevice(served, { code: 'dock1', protocol: 'batch', unitCode: '机11', mode: 'drone' }));
    const send = async (fixes: readonly FlightFix[]): Promise<number> => {
      const body = {
        fixes: fixes.map(({ atMs, lng, lat, height, pitch, yaw }) => ({
          at: iso(atMs),
          lng,
          lat,
          heightMeters: height,
          gimbalPitchDegrees: pitch,
          gimbalYawDegrees: yaw,
        })),
      };
      const answer = await fetch(`${served.url}/intake/fixes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return answer.status;
    };
    for (const [from, to] of [
      [0, 10],
      [30, 45],
      [10, 30],
      [45, 60],
    ])
      expect(await send(FLIGHT.slice(from, to))).toBe(200);
    await served.app.intake.settle();
    const live = await ledgerOf(database, '机11');
    expect(live.length).toBeGreaterThan(10);
    expect(live).toEqual(await ledgerOf(database, '机01'));
    const health = (await served.client.sources.list.query()).find(({ code }) => code === 'dock1');
    expect(health).toMatchObject({ fixes: 60, rejects: [{ reason: 'no_height', count: 2 }] });
  });
});
