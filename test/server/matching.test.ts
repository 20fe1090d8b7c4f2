import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDeployment, type Database } from '@beatline/db/engine/database';
import { creditedRuns, type CreditedRun } from '@beatline/db/queries/credited_runs';
import { streetDigest } from '@beatline/db/queries/street_network';
import { loadStreetSegments } from '@beatline/db/queries/streets';
import type { App } from '@beatline/server/app';
import { createApp } from '@beatline/server/create_app';
import type { ImportContext } from '@beatline/server/imports/import_context';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importUnits } from '@beatline/server/imports/import_units';
import { undoBatch } from '@beatline/server/imports/undo_batch';
import { addDevice } from '@beatline/server/services/sources/add_device';
import { listSources } from '@beatline/server/services/sources/list';
import { recomputeDay } from '@beatline/server/services/coverage/recompute';
import { EVIDENCE_CLASSES } from '@beatline/shared/model/evidence';
import { createProjection } from '@beatline/shared/geo/projection';
import { buildStreetGraph } from '@beatline/shared/planning/street_graph';
import type { Fix } from '@beatline/shared/coverage/fixes';
import { drawDrive, type SyntheticDrive } from '../fixtures/synthetic_drives';
import { eachEngine } from '../db/engines';
import { derivedOf, ledgerOf, loadTownGround, seeded, shuffled, trackFile } from './intake_town';
import { NOW_MS, townFiles } from './small_town';

const DRIVE_MS = NOW_MS - 3 * 3_600_000;
const DAY = '2026-11-20';
const HOURS = { fromMs: DRIVE_MS - 86_400_000, toMs: NOW_MS };

eachEngine('stage 2 of the ledger', (open, engine) => {
  let database: Database;
  let app: App;
  let context: ImportContext;
  let drive: SyntheticDrive;
  let fixes: readonly Fix[];
  const tileFolder = mkdtempSync(join(tmpdir(), 'beatline_tiles_'));

  beforeAll(async () => {
    database = await open();
    // In a thread of its own on one engine, in this one on the other: both give the same.
    app = createApp(database, { threads: engine === 'postgres', log: () => undefined, nowMs: () => NOW_MS, tileFolder });
    context = { database, scope: app.scope, nowMs: () => NOW_MS, log: () => undefined, matching: app.matching };
    await loadTownGround(app);
    await importStreets(context, { name: 'town.osm', bytes: new TextEncoder().encode(townFiles().streets.text) });
    app.refresh();
    const { graph, projection } = await townGraph(database, app);
    drive = drawDrive(graph, projection, 7, {
      mode: 'vehicle',
      legs: 24,
      noiseMeters: [5, 5],
      intervals: [10],
      startMs: DRIVE_MS,
      legMeters: 1500,
    });
    fixes = withSilences(drive.fixes);
    const codes = ['文车', '流车', '散车', '直车', '半车', '跳车'];
    await importUnits(context, units(codes.map((code) => `${code},sworn,vehicle,10`)));
    app.refresh();
  });
  afterAll(async () => {
    await Promise.all([app.baseMap.close(), app.compute.close(), app.matching.close()]);
    rmSync(tileFolder, { recursive: true, force: true });
  });

  test('streets are named when they are imported, and their tiles are made once', async () => {
    await app.matching.settled();
    const digest = await withDeployment(database, streetDigest);
    expect(readdirSync(tileFolder)).toEqual([digest]);
  });

  test('a file is credited along the streets: gaps up to 300 s whose way fits are inferred, longer ones unknown', async () => {
    await importTracks(context, trackFile('文车', asTrack(fixes)));
    app.refresh();
    const runs = await runsOf(database, '文车');
    expect(runs.length).toBe(2);
    const sum = (pick: (run: CreditedRun) => number) => runs.reduce((total, run) => total + pick(run), 0);
    expect(sum((run) => run.matchedSeconds)).toBeGreaterThan(0.9 * sum((run) => run.observedSeconds));
    expect(sum((run) => run.inferredSeconds)).toBeGreaterThan(60);
    const rows = (await ledgerOf(database, '文车', HOURS)).map((line) => line.split(' ').map(Number));
    const secondsOf = (evidence: 'observed' | 'inferred') =>
      rows
        .filter((row) => row[5] === EVIDENCE_CLASSES.indexOf(evidence) && row[7] === 0)
        .reduce((total, row) => total + (row[2] - row[1]), 0) / 1000;
    expect(secondsOf('inferred')).toBe(sum((run) => run.inferredSeconds));
    // The outermost streets are the edge of the town: squares whose centre lies beyond it are none.
    expect(secondsOf('observed')).toBeGreaterThan(0.9 * sum((run) => run.observedSeconds));
    expect(secondsOf('observed')).toBeLessThanOrEqual(sum((run) => run.observedSeconds));
  });

  test('live fixes in order, and scattered over batches in any order and sent again, leave bit for bit what the file leaves', async () => {
    const random = seeded(3);
    const send = async (unitCode: string, order: readonly Fix[], size: () => number): Promise<void> => {
      for (let from = 0; from < order.length;) {
        const part = order.slice(from, from + size());
        from += part.length;
        await app.intake.ingest([{ unitCode, mode: 'vehicle', fixes: part }]);
      }
    };
    await send('流车', fixes, () => 20);
    await send('散车', shuffled(fixes, random), () => 1 + Math.floor(random() * 40));
    await app.intake.settle();
    await send('散车', fixes.slice(30, 90), () => 60);
    await app.intake.settle();
    // A file of one half, then live what is missing.
    await importTracks(context, trackFile('半车', asTrack(fixes.filter((_, i) => i % 2 === 0))));
    app.refresh();
    await send(
      '半车',
      shuffled(
        fixes.filter((_, i) => i % 2 === 1),
        random,
      ),
      () => 50,
    );
    await app.intake.settle();
    const truth = await ledgerOf(database, '文车', HOURS);
    expect(truth.length).toBeGreaterThan(80);
    for (const code of ['流车', '散车', '半车']) {
      expect(await ledgerOf(database, code, HOURS), code).toEqual(truth);
      expect(await derivedOf(database, code), code).toEqual(await derivedOf(database, '文车'));
      expect(await runsOf(database, code), code).toEqual(await runsOf(database, '文车'));
    }
  });

  test('recomputing a settled day from its fixes changes nothing', async () => {
    const { cells, changed } = await recomputeDay(app, DAY);
    expect(cells).toBeGreaterThan(50);
    expect(changed).toBe(0);
  });

  test('a ledger that was tampered with is put right by recomputing the day, and then stays', async () => {
    const truth = await ledgerOf(database, '文车', HOURS);
    await database.sql.transaction((session) =>
      session.query("DELETE FROM presence_interval WHERE evidence = 1 AND unit_id = (SELECT id FROM unit WHERE code = '文车')"),
    );
    expect(await ledgerOf(database, '文车', HOURS)).not.toEqual(truth);
    expect((await recomputeDay(app, DAY)).changed).toBeGreaterThan(0);
    expect(await ledgerOf(database, '文车', HOURS)).toEqual(truth);
    expect((await recomputeDay(app, DAY)).changed).toBe(0);
  });

  test('without tiles ways are straight, gaps are unknown and the operator is told', async () => {
    const told: string[] = [];
    await importTracks({ ...context, matching: undefined, log: (line) => told.push(line) }, trackFile('直车', asTrack(fixes)));
    expect(told.join('\n')).toMatch(/no streets to match with/);
    const runs = await runsOf(database, '直车');
    expect(runs.map(({ streets, matchedSeconds, inferredSeconds }) => ({ streets, matchedSeconds, inferredSeconds }))).toEqual([
      { streets: undefined, matchedSeconds: 0, inferredSeconds: 0 },
      { streets: undefined, matchedSeconds: 0, inferredSeconds: 0 },
    ]);
    // It was credited straight, and recomputing keeps to that.
    const before = await ledgerOf(database, '直车', HOURS);
    expect((await recomputeDay(app, DAY)).changed).toBe(0);
    expect(await ledgerOf(database, '直车', HOURS)).toEqual(before);
  });

  test('jumps and inaccurate fixes are stored, credit nothing and are counted on the page of the source, once however often they come', async () => {
    await addDevice(app, { code: 'jumper', protocol: 'batch', unitCode: '跳车', mode: 'vehicle', crs: 'WGS84', unsigned: false });
    // Two trackers that report for one unit from either end of the town: each fix is out of reach of both its neighbours.
    const apart = fixes.slice(0, 40).map((fix, i) => (i % 2 === 1 && i > 10 && i < 30 ? { ...fix, lat: fix.lat + 0.03 } : fix));
    const sent = apart.map((fix, i) => (i === 35 ? { ...fix, accuracyMeters: 400 } : fix));
    for (let again = 0; again < 2; again++) await app.intake.ingest([{ unitCode: '跳车', mode: 'vehicle', fixes: sent }]);
    await app.intake.settle();
    const source = (await listSources(app)).find(({ code }) => code === 'jumper');
    const counted = Object.fromEntries((source?.rejects ?? []).map(({ reason, count }) => [reason, count]));
    expect(counted['inaccurate']).toBe(1);
    expect(counted['impossible_speed']).toBeGreaterThanOrEqual(10);
    const farAway = (await ledgerOf(database, '跳车', HOURS)).filter((line) => Number(line.split(' ')[7]) === 0).length;
    expect(farAway).toBeLessThan(40);
    await app.intake.ingest([{ unitCode: '跳车', mode: 'vehicle', fixes: sent }]);
    await app.intake.settle();
    expect((await listSources(app)).find(({ code }) => code === 'jumper')?.rejects).toEqual(source?.rejects);
  });

  test('undoing the file takes its ledger out, and undoing the streets takes their name', async () => {
    const batches = await database.sql.transaction((session) =>
      session.query<{ id: number; verb: string; name: string }>('SELECT id, verb, file_name AS name FROM import_batch ORDER BY id DESC'),
    );
    const tracks = batches.rows.find(({ name }) => name === '文车.csv');
    const streets = batches.rows.find(({ verb }) => verb === 'streets');
    await undoBatch(context, tracks?.id ?? 0);
    expect(await ledgerOf(database, '流车', HOURS)).not.toEqual([]);
    await undoBatch(context, streets?.id ?? 0);
    expect(await withDeployment(database, streetDigest)).toBeUndefined();
  });
});

async function townGraph(database: Database, app: App) {
  const { deployment } = await app.ground.current();
  const projection = createProjection(deployment.proj4);
  return { projection, graph: buildStreetGraph(await withDeployment(database, loadStreetSegments), projection) };
}

/** Silences of one and two minutes, which may be inferred, and one of eight, which ends a run. */
function withSilences(fixes: readonly Fix[]): readonly Fix[] {
  const silences = [
    [300, 360],
    [600, 720],
    [900, 1380],
    [1700, 1770],
  ];
  return fixes.filter(({ instantMs }) => {
    const second = (instantMs - DRIVE_MS) / 1000;
    return second < 2600 && !silences.some(([from, to]) => second > from && second < to);
  });
}

function asTrack(fixes: readonly Fix[]): { instantMs: number; lng: number; lat: number }[] {
  return fixes.map(({ instantMs, lng, lat }) => ({ instantMs, lng, lat }));
}

function units(rows: readonly string[]): { name: string; bytes: Uint8Array } {
  return { name: 'units.csv', bytes: new TextEncoder().encode(`code,kind,mode,intervalSeconds\n${rows.join('\n')}\n`) };
}

async function runsOf(database: Database, code: string): Promise<CreditedRun[]> {
  return withDeployment(database, async (scoped) => {
    const { rows } = await scoped.session.query<{ id: number }>('SELECT id FROM unit WHERE code = $1', [code]);
    return (await creditedRuns(scoped, rows[0]?.id ?? -1, HOURS)).map((run) => ({ ...run, unitId: 0 }));
  });
}
