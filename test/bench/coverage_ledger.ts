import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { setDeployment } from '@beatline/db/queries/deployment';
import { loadFixes } from '@beatline/db/queries/fixes';
import { insertIntervals } from '@beatline/db/queries/presence';
import { ensureUnits } from '@beatline/db/queries/units';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { concatIntervals } from '@beatline/shared/coverage/presence_intervals';
import { credit } from './coverage_clip';
import { BENCH_AREA, CELL_METERS, type BenchTracks } from './coverage_tracks';

/** A deployment whose one station is the whole area of the tracks. */
export async function prepareGround(database: Database): Promise<void> {
  const { west, south, east, north } = BENCH_AREA;
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]; // prettier-ignore
  const station = { type: 'Feature', properties: { code: 'S', name: 'S' }, geometry: { type: 'Polygon', coordinates: [ring] } };
  const bytes = new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features: [station] }));
  await withDeployment(database, (scoped) =>
    setDeployment(scoped, { crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: CELL_METERS, name: 'bench' }),
  );
  const context = { database, scope: DEPLOYMENT_SCOPE, nowMs: () => 0, log: () => undefined };
  await importJurisdictions(context, { name: 'station.geojson', bytes }, { level: 'station', code: 'code', name: 'name' });
}

/** Stage 1 from fixes in memory to the ledger in the database, in one transaction that is then undone; then the same with the fixes stored in it, too. */
export async function ledgerRows(database: Database, tracks: BenchTracks): Promise<Record<string, number | string>[]> {
  const rows: Record<string, number | string>[] = [];
  for (const withFixes of [false, true]) {
    const { seconds, stored, creditSeconds } = await storeOnce(database, tracks, withFixes);
    await database.sql.transaction((session) => session.script('TRUNCATE fix, presence_interval'));
    rows.push({
      tracks: tracks.name,
      engine: database.engine,
      what: withFixes ? 'fixes and ledger' : 'ledger',
      fixes: tracks.fixes,
      'ledger rows': stored,
      seconds: Number(seconds.toFixed(2)),
      'crediting, s': Number(creditSeconds.toFixed(2)),
      'fixes/s': Math.round(tracks.fixes / seconds),
    });
  }
  return rows;
}

async function storeOnce(database: Database, tracks: BenchTracks, withFixes: boolean) {
  return withDeployment(database, async (scoped) => {
    const codes = tracks.units.map((_, i) => `B${i}`);
    const units = await ensureUnits(scoped, codes, 'vehicle');
    const idOf = (i: number) => units.get(codes[i] ?? '')?.id ?? -1;
    const started = performance.now();
    if (withFixes) for (const [i, fixes] of tracks.units.entries()) await loadFixes(scoped, idOf(i), fixes);
    const creditStarted = performance.now();
    const intervals = concatIntervals(tracks.units.map((fixes, i) => credit(idOf(i), fixes, tracks.intervalSeconds).intervals));
    const creditSeconds = (performance.now() - creditStarted) / 1000;
    const { stored } = await insertIntervals(scoped, intervals);
    return { seconds: (performance.now() - started) / 1000, stored, creditSeconds };
  });
}
