import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { intervalsInWindow } from '@beatline/db/queries/presence';
import { listUnits } from '@beatline/db/queries/units';
import { importCameras } from '@beatline/server/imports/import_cameras';
import { importRoundLogs } from '@beatline/server/imports/import_round_logs';
import { importStreets } from '@beatline/server/imports/import_streets';
import { recomputeDay } from '@beatline/server/services/coverage/recompute';
import { undoBatch } from '@beatline/server/imports/undo_batch';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { createProjection } from '@beatline/shared/geo/projection';
import { DUTIES } from '@beatline/shared/model/evidence';
import { PATROL_MODES } from '@beatline/shared/model/patrol_mode';
import { eachEngine } from '../db/engines';
import { loadTownGround } from './intake_town';
import { serveApp, type ServedApp } from './served_app';
import { NOW_MS, townLngLat } from './small_town';

const UTM50 = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });

/** Middle of the square that lies some squares east and north of the town's reference square. */
const HOME = UTM50.toMeters(townLngLat(600, 600));
const center = (east: number, north: number) => ({
  x: (Math.floor(HOME.x / 100) + 0.5 + east) * 100,
  y: (Math.floor(HOME.y / 100) + 0.5 + north) * 100,
});
const idOf = (east: number, north: number) => squareIdAt(center(east, north), 100);
const lngLat = (x: number, y: number) => UTM50.toLngLat({ x, y });

/** A house of 30 m x 30 m half way between the reference square's middle and the next one north. */
function houseOsm(): string {
  const { x, y } = center(0, 0);
  const corners = [
    [x - 15, y + 35],
    [x + 15, y + 35],
    [x + 15, y + 65],
    [x - 15, y + 65],
  ].map(([cx, cy]) => lngLat(cx, cy));
  const nodes = corners.map(([lng, lat], i) => `<node id="${i + 1}" lat="${lat}" lon="${lng}"/>`).join('');
  const [west, east] = [lngLat(x - 300, y - 40), lngLat(x + 300, y - 40)];
  return `<osm version="0.6">${nodes}<node id="8" lat="${west[1]}" lon="${west[0]}"/><node id="9" lat="${east[1]}" lon="${east[0]}"/>
    <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="building" v="yes"/></way>
    <way id="2"><nd ref="8"/><nd ref="9"/><tag k="highway" v="residential"/></way></osm>`;
}

eachEngine('fixed cameras', (open) => {
  let database: Database;
  let served: ServedApp;
  const context = () => ({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => NOW_MS, log: () => undefined });
  const cameras = (rows: string) =>
    importCameras(context(), file('cameras.csv', `编号,名称,经度,纬度,朝向,水平视场角,可视距离,故障开始,故障结束\n${rows}`), {
      crs: 'EPSG:4326',
    });
  const at = ({ x, y }: { x: number; y: number }) => lngLat(x, y).join(',');

  const ledger = () =>
    withDeployment(database, async (scoped) => {
      const videos = new Set((await listUnits(scoped)).filter(({ mode }) => mode === 'video').map(({ id }) => id));
      const rows = await intervalsInWindow(scoped, { fromMs: NOW_MS - 7 * 86_400_000, toMs: NOW_MS });
      return Array.from({ length: rows.length }, (_, i) => ({
        squareId: rows.squareId[i],
        from: new Date(rows.startMs[i]).toISOString().slice(11, 16),
        to: new Date(rows.endMs[i]).toISOString().slice(11, 16),
        mode: PATROL_MODES[rows.mode[i]],
        duty: DUTIES[rows.duty[i]],
        isVideo: videos.has(rows.unitId[i]),
      })).filter(({ isVideo }) => isVideo);
    });
  const seenIn = async (east: number, north: number) =>
    (await ledger())
      .filter(({ squareId, duty }) => squareId === idOf(east, north) && duty === 'patrol')
      .map(({ from, to }) => `${from}-${to}`);

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
    await loadTownGround(served.app);
    await importStreets(context(), file('house.osm', houseOsm()));
    served.app.refresh();
  });
  afterAll(async () => {
    await served.app.sources.close();
    await served.stop();
    expect(served.bugs).toEqual([]);
  });

  test('cameras are loaded with their outages; one inside a house and one without a bearing are left out with the reason', async () => {
    const answer = await cameras(
      [
        `C1,路口一,${at(center(0, 0))},0,360,160,2026-11-19 10:10:00,2026-11-19 10:20:00`,
        `C2,路口二,${at({ x: center(0, 0).x + 20, y: center(0, 0).y })},90,60,160,,`,
        `C3,屋内,${at({ x: center(0, 0).x, y: center(0, 0).y + 50 })},0,90,100,,`,
        `C4,没有朝向,${at(center(1, 0))},,90,100,,`,
      ].join('\n'),
    );
    expect(answer).toMatchObject({ loaded: 2, rejected: 2, reasons: { camera_inside_building: 1, no_bearing: 1 } });
  });

  test('a camera that only records covers nothing; what a round showed is seen while it was watched and worked, past buildings', async () => {
    expect(await ledger()).toEqual([]);
    const answer = await importRoundLogs(
      context(),
      file(
        'rounds.csv',
        '摄像机编号,开始时间,结束时间,席位\nC1,2026-11-19 10:00:00,2026-11-19 10:30:00,视频01\nC9,2026-11-19 10:00:00,2026-11-19 10:30:00,视频01\n',
      ),
    );
    expect(answer).toMatchObject({ loaded: 1, rejected: 1, reasons: { camera_unknown: 1 } });
    // local time is eight hours ahead; ten minutes of the half hour the camera was out
    expect(await seenIn(0, 0)).toEqual(['02:00-02:10', '02:20-02:30']);
    expect(await seenIn(1, 0)).toEqual(['02:00-02:10', '02:20-02:30']);
    // behind the house, and out of range
    expect(await seenIn(0, 1)).toEqual([]);
    expect(await seenIn(2, 0)).toEqual([]);
    expect(new Set((await ledger()).map(({ mode }) => mode))).toEqual(new Set(['video']));
  });

  test('recomputing the day finds the ledger as it should be, and mends it where it is not', async () => {
    const before = await ledger();
    expect((await recomputeDay(served.app, '2026-11-19')).changed).toBe(0);
    await withDeployment(database, (scoped) => scoped.session.query(`DELETE FROM presence_interval WHERE square_id = ${idOf(1, 0)}`));
    expect((await recomputeDay(served.app, '2026-11-19')).changed).toBe(1);
    expect(await ledger()).toEqual(before);
  });

  test('loading the log again changes nothing; a camera that turns out to look elsewhere, and undoing that, credit its rounds anew', async () => {
    const before = await ledger();
    await importRoundLogs(context(), file('again.csv', 'camera,from,to,desk\nC1,2026-11-19 10:00:00,2026-11-19 10:30:00,视频01\n'));
    expect(await ledger()).toEqual(before);
    const turned = await cameras(`C1,路口一,${at(center(0, 0))},90,60,160,,\n`);
    expect(await seenIn(1, 0)).toEqual(['02:00-02:10', '02:20-02:30']);
    expect(await seenIn(-1, 0)).toEqual([]);
    await undoBatch(context(), turned.batch);
    expect(await ledger()).toEqual(before);
  });

  test('blind spots are the squares no working camera sees, and the way cameras see is drawn up to the walls', async () => {
    served.app.refresh();
    const during = await served.client.cameras.blindSpots.query({ at: '2026-11-19T10:15:00+08:00' });
    const after = await served.client.cameras.blindSpots.query({ at: '2026-11-19T10:25:00+08:00' });
    const isBlind = (answer: typeof after, east: number, north: number) => !answer.seenSquareIds.includes(idOf(east, north));
    expect(isBlind(after, 0, 0)).toBe(false);
    expect(isBlind(after, -1, 0)).toBe(false);
    expect(isBlind(after, 0, 1)).toBe(true);
    // the one that looks all round is out: only the one that looks east is left
    expect(isBlind(during, -1, 0)).toBe(true);
    expect(isBlind(during, 1, 0)).toBe(false);
    expect(after.cameras.map(({ code, isWorking }) => [code, isWorking])).toEqual([
      ['C1', true],
      ['C2', true],
    ]);
    expect(during.cameras[0].isWorking).toBe(false);
    expect(after.blindSquares).toBe(after.squares - after.seenSquareIds.length);
    expect(after.streetMeters).toBeGreaterThan(500);
    expect(after.blindStreetMeters).toBeGreaterThan(100);
    expect(after.blindStreetMeters).toBeLessThan(after.streetMeters - 200);
    expect(after.cameras[0].outline.length).toBeGreaterThan(300);
  });

  test('undoing the rounds takes them out of the ledger', async () => {
    const rounds = (await served.client.imports.batches.query({})).filter(({ kind, state }) => kind === 'round_logs' && state === 'done');
    for (const { batch } of rounds.toSorted((a, b) => b.batch - a.batch)) await undoBatch(context(), batch);
    expect(await ledger()).toEqual([]);
  });
});
