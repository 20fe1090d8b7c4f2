import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Database } from '@beatline/db/engine/database';
import { createApp } from '@beatline/server/create_app';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { EVIDENCE_CLASSES } from '@beatline/shared/model/evidence';
import { importContextOf } from '@beatline/server/services/imports/import_context_of';
import { ledgerOf, seeded, storedFixes, trackFile } from '../server/intake_town';
import { townLngLat } from '../server/small_town';
import { makeCrashSite, startServer, startVerb, tileFolderOf, writeSiteFile, type CrashSite } from './crash_rig';
import { createLiveLoad, type LiveLoad } from './live_load';

/** Kills per engine. */
const KILLS = process.env['BEATLINE_LONG'] === '1' ? 50 : 5;
/** Rows of each imported file: enough that a kill often falls into the load and not before or behind it. */
const FILE_ROWS = 3000;
/** Until when a kill comes after the first acknowledgement: runs are matched with the streets from the fourth second on, before that fixes only come in. */
const LIVE_MOST_MS = 5000;
/** A kill comes until this many times what a whole import takes, so that some come before it begins to store, some in the middle and some after its end. */
const IMPORT_MOST_FACTOR = 1.2;

/** As {@link ledgerOf} writes it. */
const INFERRED = `${EVIDENCE_CLASSES.indexOf('inferred')}`;

/** A file that was given to the command line, and whether that said it was done. */
interface ImportedFile {
  readonly kind: 'tracks' | 'incidents';
  readonly key: string;
  readonly acknowledged: boolean;
}

const serverUrl = process.env['DATABASE_URL'];
for (const engine of ['embedded', 'postgres'] as const) {
  const isThere = engine === 'embedded' || (serverUrl !== undefined && serverUrl !== '');
  // Side by side: most of the time goes into starting processes.
  (isThere ? test.concurrent : test.skip)(
    `after ${KILLS} kills without warning under live intake and file import everything acknowledged is there, once (${engine})`,
    { timeout: 120_000 + KILLS * 60_000 },
    async () => {
      const site = await makeCrashSite(engine === 'embedded' ? undefined : serverUrl);
      try {
        expect(await killAgainAndAgain(site)).toBeGreaterThan(KILLS);
      } finally {
        await site.remove();
      }
    },
  );
}

/** Answers how many fixes were acknowledged, all of which are there. */
async function killAgainAndAgain(site: CrashSite): Promise<number> {
  const seed = Math.floor(Math.random() * 1e9);
  const random = seeded(seed);
  const load = createLiveLoad(site, Date.now() - 20 * 86_400_000, random);
  // One that nobody kills tells how long an import takes on this machine.
  const startedMs = performance.now();
  const files: ImportedFile[] = [await importFile(site, 'tracks', 'T', Infinity)];
  const importMs = performance.now() - startedMs;
  for (let kill = 0; kill < KILLS; kill++) {
    // The embedded engine belongs to one process: there the two take turns.
    const isLive = site.engine === 'postgres' || kill % 2 === 0;
    const isImport = site.engine === 'postgres' || !isLive;
    await Promise.all([
      isLive ? killServer(site, load, random) : undefined,
      isImport
        ? importFile(site, kill % 4 < 2 ? 'tracks' : 'incidents', `K${kill}`, random() * importMs * IMPORT_MOST_FACTOR).then((file) =>
            files.push(file),
          )
        : undefined,
    ]);
    const database = await site.open();
    try {
      await expectNothingLost(database, load, `seed ${seed}, kill ${kill}`);
      await expectWholeFiles(database, files, `seed ${seed}, kill ${kill}`);
    } finally {
      await database.close();
    }
  }
  // Fifty kills at random moments come in loads and after them; of five that is not sure.
  if (KILLS >= 50) expect(new Set(files.slice(1).map(({ acknowledged }) => acknowledged)).size).toBe(2);
  await expectLedgerOfOneFile(site);
  return load.acknowledged.length;
}

async function killServer(site: CrashSite, load: LiveLoad, random: () => number): Promise<void> {
  const server = await startServer(site);
  const first = load.nextAcknowledgement();
  const sending = load.sendTo(server.url);
  await first;
  await wait(random() * LIVE_MOST_MS);
  await server.kill();
  await sending;
}

/** Imports a file by the command line and kills that after this time, unless it ended before. */
async function importFile(site: CrashSite, kind: ImportedFile['kind'], key: string, killAfterMs: number): Promise<ImportedFile> {
  const path = writeSiteFile(site, `${key}.csv`, kind === 'tracks' ? tracksText(key) : incidentsText(key));
  const verb = startVerb(site, 'import', kind, path, '--json', ...(kind === 'incidents' ? ['--crs', 'EPSG:4326'] : []));
  const timer = new AbortController();
  const running = killAfterMs === Infinity ? [] : [wait(killAfterMs, 'still running' as const, { signal: timer.signal })];
  const code = await Promise.race([verb.ended, ...running]);
  timer.abort();
  if (code === 'still running') await verb.kill();
  else if (code !== 0) throw new Error(`the import ended with ${String(code)}:\n${verb.output()}`);
  // What was printed before the kill was told, whether or not the process lived to say so with its exit code.
  return { kind, key, acknowledged: code === 0 || /"batch":\d+/.test(verb.output()) };
}

function tracksText(unit: string): string {
  const rows = ['unit,time,lng,lat'];
  for (let i = 0; i < FILE_ROWS; i++) {
    const [lng, lat] = townLngLat(50 + ((i * 30) % 1000), 50 + ((i * 7) % 1000));
    rows.push(`${unit},${new Date(Date.UTC(2026, 0, 5) + i * 10_000).toISOString()},${lng},${lat}`);
  }
  return `${rows.join('\n')}\n`;
}

function incidentsText(key: string): string {
  const rows = ['externalId,occurredAt,category,lng,lat'];
  for (let i = 0; i < FILE_ROWS; i++) {
    const [lng, lat] = townLngLat((i * 37) % 1100, (i * 53) % 1100);
    rows.push(`${key}-${i},2026-01-${String(1 + (i % 28)).padStart(2, '0')}T12:00:00+08:00,盗窃,${lng},${lat}`);
  }
  return `${rows.join('\n')}\n`;
}

/** Every acknowledged fix is stored where it was sent, and no second of a unit is credited twice. */
async function expectNothingLost(database: Database, load: LiveLoad, when: string): Promise<void> {
  const units = new Set(load.acknowledged.map(({ unit }) => unit));
  let stored = 0;
  for (const unit of units) {
    const fixes = new Map((await storedFixes(database, unit)).map((fix) => [fix.at, fix]));
    stored += fixes.size;
    const lost = load.acknowledged.filter(
      (fix) => fix.unit === unit && (fixes.get(fix.at)?.lng !== fix.lng || fixes.get(fix.at)?.lat !== fix.lat),
    );
    expect(lost, when).toEqual([]);
  }
  expect(stored, when).toBeLessThanOrEqual(load.sent);
  const { rows } = await database.sql.transaction((session) =>
    session.query<{ doubled: number }>(`
      SELECT count(*)::integer AS doubled FROM (
        SELECT start_at < lag(end_at) OVER (PARTITION BY unit_id ORDER BY start_at, end_at) AS is_doubled FROM presence_interval WHERE NOT seen_only) credited WHERE is_doubled`),
  );
  expect(rows[0]?.doubled, when).toBe(0);
}

/** A file is in whole or not at all; one that was acknowledged is in; and none is half undone or left running. */
async function expectWholeFiles(database: Database, files: readonly ImportedFile[], when: string): Promise<void> {
  for (const { kind, key, acknowledged } of files) {
    const { rows } = await database.sql.transaction((session) =>
      kind === 'tracks'
        ? session.query<{ n: number }>('SELECT count(*)::integer AS n FROM fix JOIN unit ON unit.id = unit_id WHERE unit.code = $1', [key])
        : session.query<{ n: number }>('SELECT count(*)::integer AS n FROM incident WHERE external_id LIKE $1', [`${key}-%`]),
    );
    expect(acknowledged ? [FILE_ROWS] : [0, FILE_ROWS], `${when}, ${key}`).toContain(rows[0]?.n);
  }
  const { rows } = await database.sql.transaction((session) =>
    session.query<{ n: number }>("SELECT count(*)::integer AS n FROM import_batch WHERE state <> 'done'"),
  );
  expect(rows[0]?.n, when).toBe(0);
}

/** Once the next server has settled what the killed ones left, the ledger is what one file of the stored fixes gives. */
async function expectLedgerOfOneFile(site: CrashSite): Promise<void> {
  const database = await site.open();
  const app = createApp(database, { threads: false, log: () => undefined, tileFolder: tileFolderOf(site.dataFolder) });
  await app.intake.resume();
  await app.intake.settle();
  let inferred = 0;
  for (const { unit, copy } of ['0', '1', '2', '3', '4', '5'].map((i) => ({ unit: `车${i}`, copy: `文件车${i}` }))) {
    const fixes = await storedFixes(database, unit);
    const track = fixes.map(({ at, lng, lat }) => ({ instantMs: at, lng, lat }));
    await importTracks(importContextOf(app), trackFile(copy, track));
    const around = { fromMs: fixes[0]?.at ?? 0, toMs: fixes.at(-1)?.at ?? 0 };
    // A fix every 10 s makes a unit of a file the same default interval that a device's unit has.
    const ledger = await ledgerOf(database, unit, around);
    expect(ledger).toEqual(await ledgerOf(database, copy, around));
    inferred += ledger.filter((line) => line.split(' ')[5] === INFERRED).length;
  }
  expect(inferred).toBeGreaterThan(0);
  await app.close();
}
