import { withDeployment, type Database } from '@beatline/db/engine/database';
import { intervalsInWindow } from '@beatline/db/queries/presence';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { AddedDevice, DeviceInput } from '@beatline/shared/model/views/source_view';
import type { App } from '@beatline/server/app';
import type { ImportContext } from '@beatline/server/imports/import_context';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';
import type { ServedApp } from './served_app';
import { NOW_MS, TOWN, townFiles, townLngLat } from './small_town';

/** The ground of the small town without what happens on it. */
export async function loadTownGround(app: App): Promise<void> {
  const context: ImportContext = { database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: () => undefined };
  const { station, cells } = townFiles();
  const file = ({ name, text }: { readonly name: string; readonly text: string }) => ({ name, bytes: new TextEncoder().encode(text) });
  await setDeploymentTo(app, TOWN);
  await importJurisdictions(context, file(station), { level: 'station', code: 'code', name: 'name' });
  await importJurisdictions(context, file(cells), { level: 'police-cell', code: 'code', name: 'name', parent: 'parent' });
  app.refresh();
}

/** A device with its token, added as the page does. */
export async function addDevice(
  served: ServedApp,
  input: Pick<DeviceInput, 'code' | 'protocol' | 'unitCode'> & Partial<DeviceInput>,
): Promise<AddedDevice> {
  return served.client.sources.addDevice.mutate(input);
}

/** The token of a device that is shown one. */
export function tokenOf(added: AddedDevice): string {
  if (added.token === undefined) throw new Error(`device ${added.device.code} was given no token`);
  return added.token;
}

/** Stored fixes of a unit, by instant. */
export async function storedFixes(
  database: Database,
  unitCode: string,
): Promise<{ at: number; lng: number; lat: number; accuracy: number | null }[]> {
  const { rows } = await database.sql.transaction((session) =>
    session.query<{ at: number; lng: number; lat: number; accuracy: number | null }>(
      `SELECT extract(epoch FROM at)::float8 * 1000 AS at, lng, lat, accuracy_meters AS accuracy FROM fix JOIN unit ON unit.id = unit_id WHERE unit.code = $1 ORDER BY at`,
      [unitCode],
    ),
  );
  return rows;
}

/** Where the camera of a unit was and looked at its stored fixes, by instant; degrees rounded. */
export async function storedPoses(
  database: Database,
  unitCode: string,
): Promise<{ height: number | null; pitch: number | null; yaw: number | null }[]> {
  const { rows } = await database.sql.transaction((session) =>
    session.query<{ height: number | null; pitch: number | null; yaw: number | null }>(
      `SELECT height_meters AS height, round(pitch_degrees)::float8 AS pitch, round(yaw_degrees)::float8 AS yaw FROM fix JOIN unit ON unit.id = unit_id
       WHERE unit.code = $1 ORDER BY at`,
      [unitCode],
    ),
  );
  return rows;
}

const TOWN_EVENING: InstantRange = { fromMs: NOW_MS - 40 * 86_400_000, toMs: NOW_MS + 86_400_000 };

/** The ledger of a unit around the town's evening, one line a row without the unit: what two units with the same track must share. */
export async function ledgerOf(database: Database, unitCode: string, around: InstantRange = TOWN_EVENING): Promise<string[]> {
  return withDeployment(database, async (scoped) => {
    const { rows } = await scoped.session.query<{ id: number }>('SELECT id FROM unit WHERE code = $1', [unitCode]);
    const id = rows[0]?.id;
    if (id === undefined) throw new Error(`no unit ${unitCode}`);
    const rowsOf = await intervalsInWindow(scoped, around, { unitIds: [id] });
    const lines = Array.from({ length: rowsOf.length }, (_, i) =>
      [
        rowsOf.squareId[i],
        rowsOf.startMs[i],
        rowsOf.endMs[i],
        rowsOf.mode[i],
        rowsOf.kind[i],
        rowsOf.evidence[i],
        rowsOf.duty[i],
        rowsOf.seenOnly[i],
      ].join(' '),
    );
    return lines.sort();
  });
}

/** What derives from a unit's fixes beside the ledger: silences and pieces of track. */
export async function derivedOf(database: Database, unitCode: string): Promise<unknown> {
  return database.sql.transaction(async (session) => {
    const unknown = await session.query(
      `SELECT extract(epoch FROM start_at)::float8 AS s, extract(epoch FROM end_at)::float8 AS e, ST_AsText(location) AS at FROM unknown_interval JOIN unit ON unit.id = unit_id WHERE unit.code = $1 ORDER BY 1`,
      [unitCode],
    );
    const pieces = await session.query(
      `SELECT extract(epoch FROM from_at)::float8 AS s, extract(epoch FROM to_at)::float8 AS e, ST_AsText(geom) AS way FROM track_piece JOIN unit ON unit.id = unit_id WHERE unit.code = $1 ORDER BY 1`,
      [unitCode],
    );
    return { unknown: unknown.rows, pieces: pieces.rows };
  });
}

/** The same numbers every time: a linear congruential generator (Numerical Recipes). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface TrackFix {
  readonly instantMs: number;
  readonly lng: number;
  readonly lat: number;
  readonly accuracyMeters?: number;
}

/**
 * An hour and a half as trackers really send it: it drives and stops, the signal goes for one and for ten minutes, one fix jumps a kilometre, some are inaccurate, some
 * instants come twice with other accuracy.
 */
export function untidyTrack(startMs: number, seed: number, stepMeters = 60): TrackFix[] {
  const random = seeded(seed);
  const fixes: TrackFix[] = [];
  let east = 100;
  for (let second = 0; second < 5400; second += 10) {
    const standing = second % 1800 > 1300;
    const silent = (second > 2000 && second < 2060) || (second > 3000 && second < 3600);
    if (!standing) east += stepMeters;
    if (silent) continue;
    const along = east % 2000;
    const jump = second === 700 || second === 4500 ? 1000 : 0;
    const [lng, lat] = townLngLat((along <= 1000 ? along : 2000 - along) + 50, 450 + jump + random() * 4);
    const accuracyMeters = random() < 0.05 ? 80 : 3 + Math.round(random() * 10);
    fixes.push({ instantMs: startMs + second * 1000, lng, lat, accuracyMeters });
    if (random() < 0.05) fixes.push({ instantMs: startMs + second * 1000, lng: lng + 0.0001, lat, accuracyMeters: 2 });
  }
  return fixes;
}

/** The same list in another order, the same for the same seed. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    [copy[i], copy[k]] = [copy[k], copy[i]];
  }
  return copy;
}

/** A tracks file of one unit. */
export function trackFile(unitCode: string, fixes: readonly TrackFix[]): { name: string; bytes: Uint8Array } {
  const rows = fixes.map(({ instantMs, lng, lat, accuracyMeters }) =>
    [unitCode, new Date(instantMs).toISOString(), lng, lat, accuracyMeters ?? ''].join(','),
  );
  return { name: `${unitCode}.csv`, bytes: new TextEncoder().encode(`unit,time,lng,lat,accuracy\n${rows.join('\n')}\n`) };
}
