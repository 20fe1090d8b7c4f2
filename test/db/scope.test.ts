import { expect, test } from 'vitest';
import { withDeployment, withScope, type Database, type Scope, type Scoped } from '@beatline/db/engine/database';
import { beginBatch } from '@beatline/db/queries/batches';
import { appendAudit, verifyAudit } from '@beatline/db/queries/audit';
import { loadFixes } from '@beatline/db/queries/fixes';
import { incidentCounts } from '@beatline/db/queries/incidents';
import { loadIncidents } from '@beatline/db/queries/incident_stage';
import { insertIntervals, intervalsInWindow } from '@beatline/db/queries/presence';
import { listPlaces, upsertPlaces } from '@beatline/db/queries/places';
import { insertTrackPieces, tracksNear } from '@beatline/db/queries/tracks';
import { listUnits, upsertUnits } from '@beatline/db/queries/units';
import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { allocateIntervals } from '@beatline/shared/coverage/presence_intervals';
import { fixColumnsOf } from '@beatline/shared/coverage/fixes';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { eachEngine } from './engines';
import { makeGround, ORIGIN, type Ground } from './ground';

const START_MS = Date.parse('2025-03-07T12:00:00Z');
const RANGE = { fromMs: START_MS, toMs: START_MS + 3_600_000 };

/** One unit, one incident, one place, one visit and one track in each station. */
async function fill(scoped: Scoped, ground: Ground): Promise<void> {
  const batch = await beginBatch(scoped, { verb: 'incidents', fileName: 'x.csv', startedAtMs: START_MS });
  const sides = [
    ['W', 250],
    ['E', 1250],
  ] as const;
  await upsertUnits(
    scoped,
    sides.map(([code]) => ({
      code: `${code}-1`,
      kind: 'sworn',
      mode: 'vehicle',
      base: code,
      crewSworn: 2,
      crewAuxiliary: 0,
      intervalSeconds: 10,
    })),
  );
  await upsertPlaces(
    scoped,
    sides.map(([code, east]) => ({ code, name: `Market ${code}`, kind: 'market', location: ground.at(east, 250) })),
  );
  await loadIncidents(
    scoped,
    batch,
    sides.map(([code, east]) => ({
      identity: code,
      externalId: undefined,
      occurredAtMs: START_MS,
      occurredUntilMs: undefined,
      hourKnown: true,
      receivedAtMs: undefined,
      acknowledgedAtMs: undefined,
      contactedAtMs: undefined,
      arrivedAtMs: undefined,
      closedAtMs: undefined,
      categoryCode: '盗窃',
      source: 'citizen',
      location: ground.at(east, 250),
      address: undefined,
    })),
  );
  const units = await listUnits(scoped);
  const intervals = allocateIntervals(2);
  for (const [i, [code, east]] of sides.entries()) {
    const unit = units.find((candidate) => candidate.code === `${code}-1`)!;
    const fixes = fixColumnsOf(
      [0, 1, 2].map((n) => ({
        instantMs: START_MS + n * 10_000,
        lng: ground.at(east + n * 10, 250)[0],
        lat: ground.at(east + n * 10, 250)[1],
      })),
    );
    await loadFixes(scoped, unit.id, fixes);
    await insertTrackPieces(scoped, { unitId: unit.id, mode: 'vehicle' }, fixes);
    intervals.squareId[i] = squareIdAt({ x: ORIGIN.x + east, y: ORIGIN.y + 250 }, 100);
    intervals.startMs[i] = START_MS;
    intervals.endMs[i] = START_MS + 20_000;
    intervals.unitId[i] = unit.id;
  }
  await insertIntervals(scoped, intervals);
}

/** How many rows of each stream a scope sees, raw and through the queries. */
async function seen(database: Database, scope: Scope, ground: Ground): Promise<Record<string, number>> {
  return withScope(database, scope, async (scoped) => {
    const count = async (table: string) => (await scoped.session.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)).rows[0].n;
    return {
      units: (await listUnits(scoped)).length,
      places: (await listPlaces(scoped)).length,
      incidents: (await incidentCounts(scoped, RANGE)).reduce((sum, row) => sum + row.incidents, 0),
      intervals: (await intervalsInWindow(scoped, RANGE)).length,
      tracks: (await tracksNear(scoped, { position: ground.at(750, 250), radiusMeters: 2000, range: RANGE })).length,
      fixes: await count('fix'),
    };
  });
}

eachEngine('row-level scope', (open) => {
  let database: Database;
  let ground: Ground;

  test('the deployment sees everything, a station its own, a police cell its station, a district its stations', async () => {
    database = await open();
    ground = await makeGround(database);
    const nodes = await withDeployment(database, async (scoped) => {
      await fill(scoped, ground);
      return listJurisdictions(scoped);
    });
    const idOf = (code: string) => nodes.find((node) => node.code === code)!.id;
    const all = { units: 2, places: 2, incidents: 2, intervals: 2, tracks: 2, fixes: 6 };
    const own = { units: 1, places: 1, incidents: 1, intervals: 1, tracks: 1, fixes: 3 };
    expect(await seen(database, { kind: 'deployment' }, ground)).toEqual(all);
    expect(await seen(database, { kind: 'jurisdiction', jurisdictionId: idOf('D') }, ground)).toEqual(all);
    expect(await seen(database, { kind: 'jurisdiction', jurisdictionId: idOf('W') }, ground)).toEqual(own);
    expect(await seen(database, { kind: 'jurisdiction', jurisdictionId: idOf('E2') }, ground)).toEqual(own);
    expect(await seen(database, { kind: 'jurisdiction', jurisdictionId: 123_456 }, ground)).toEqual({
      units: 0,
      places: 0,
      incidents: 0,
      intervals: 0,
      tracks: 0,
      fixes: 0,
    });
  });

  test('without a scope nothing is seen, not even the ground', async () => {
    const rows = await database.sql.transaction(async (session) => {
      await session.query('SET LOCAL ROLE beatline_app');
      const { rows: counts } = await session.query<{ n: number }>(
        'SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM jurisdiction) + (SELECT count(*) FROM fix) + (SELECT count(*) FROM square) AS n',
      );
      return counts;
    });
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('a scope ends with its transaction', async () => {
    await withScope(database, { kind: 'jurisdiction', jurisdictionId: ground.stationIds[0] }, async (scoped) => listUnits(scoped));
    const { rows } = await database.sql.transaction((session) =>
      session.query<{ role: string; scope: string | null }>(
        "SELECT current_user AS role, nullif(current_setting('beatline.scope', true), '') AS scope",
      ),
    );
    expect(rows[0].role).not.toBe('beatline_app');
    expect(rows[0].scope).toBeNull();
  });

  test("a station cannot write another station's records, nor the common ground", async () => {
    const west: Scope = { kind: 'jurisdiction', jurisdictionId: ground.stationIds[0] };
    const eastUnit = (await withDeployment(database, listUnits)).find((unit) => unit.code === 'E-1')!;
    const fixes = fixColumnsOf([{ instantMs: START_MS + 60_000, lng: 117, lat: 36 }]);
    await expect(withScope(database, west, (scoped) => loadFixes(scoped, eastUnit.id, fixes))).rejects.toThrow(/row-level security/);
    await expect(
      withScope(database, west, ({ session }) => session.query("INSERT INTO category VALUES ('x', 'other', 'street')")),
    ).rejects.toThrow(/row-level security/);
    const { affectedRows } = await withScope(database, west, ({ session }) =>
      session.query("UPDATE incident SET address = 'changed' WHERE identity = 'E'"),
    );
    expect(affectedRows).toBe(0);
  });

  test('a station may write its own records', async () => {
    const west: Scope = { kind: 'jurisdiction', jurisdictionId: ground.stationIds[0] };
    const unit = (await withScope(database, west, listUnits))[0];
    const fixes = fixColumnsOf([{ instantMs: START_MS + 60_000, lng: 117, lat: 36 }]);
    expect(await withScope(database, west, (scoped) => loadFixes(scoped, unit.id, fixes))).toEqual({ stored: 1, duplicates: 0 });
  });

  test('the audit is sealed: events cannot be changed, and a broken seal is found', async () => {
    await withDeployment(database, async (scoped) => {
      for (const verb of ['load', 'approve', 'issue'])
        await appendAudit(scoped, { atMs: START_MS, actor: 'command room', verb, subject: 'plan 0307-01', detail: { b: 1, a: 'x' } });
      expect(await verifyAudit(scoped)).toEqual({ events: 3, intact: true, firstBroken: undefined });
    });
    await expect(database.sql.transaction((session) => session.query("UPDATE audit_event SET actor = 'someone'"))).rejects.toThrow(
      /never changed/,
    );
    await expect(
      withScope(database, { kind: 'jurisdiction', jurisdictionId: ground.stationIds[0] }, (scoped) =>
        appendAudit(scoped, { atMs: START_MS, actor: 'x', verb: 'x', subject: '' }),
      ),
    ).rejects.toThrow(/row-level security/);
    await database.sql.transaction(async (session) => {
      await session.query('ALTER TABLE audit_event DISABLE TRIGGER audit_event_final');
      await session.query("UPDATE audit_event SET actor = 'someone' WHERE id = 2");
      await session.query('ALTER TABLE audit_event ENABLE TRIGGER audit_event_final');
    });
    expect(await withDeployment(database, verifyAudit)).toEqual({ events: 3, intact: false, firstBroken: 2 });
  });
});
