import { expect, test } from 'vitest';
import { withDeployment, withScope, type Database } from '@beatline/db/engine/database';
import { beginBatch, finishBatch, insertRejects, listBatches, rejectsOfBatch } from '@beatline/db/queries/batches';
import { coverageOfArea, hotspotsInArea, patrolMatrix, presenceByArea } from '@beatline/db/queries/areas';
import { deploymentCounts, newestRecords, setDeployment, srsOf } from '@beatline/db/queries/deployment';
import { fixesOfUnit, latestFixes, loadFixes } from '@beatline/db/queries/fixes';
import {
  hourMatrix,
  incidentCounts,
  incidentsForRisk,
  incidentsInWindow,
  incidentsNear,
  topCategories,
} from '@beatline/db/queries/incidents';
import { loadIncidents } from '@beatline/db/queries/incident_stage';
import {
  deriveVisitsAndHours,
  insertIntervals,
  insertUnknown,
  intervalsInWindow,
  removeIntervals,
  unknownInWindow,
} from '@beatline/db/queries/presence';
import { ensureUnits, listUnits, upsertUnits } from '@beatline/db/queries/units';
import { insertTrackPieces, tracksInSquare, tracksInWindow, tracksNear } from '@beatline/db/queries/tracks';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { deriveRecords } from '@beatline/shared/coverage/derive_records';
import { fixColumnsOf, takeFixes, type FixColumns } from '@beatline/shared/coverage/fixes';
import type { IncidentInput } from '@beatline/shared/model/incident';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import { rebuildSquares } from '@beatline/db/queries/squares';
import { eachEngine } from './engines';
import { makeGround, ORIGIN, type Ground } from './ground';

const START_MS = Date.parse('2025-03-07T12:00:00Z');
const HOUR_MS = 3_600_000;

function incidentAt(ground: Ground, index: number, east: number, north: number, change: Partial<IncidentInput> = {}): IncidentInput {
  return {
    identity: `i${index}`,
    externalId: `A-${index}`,
    occurredAtMs: START_MS + index * 60_000,
    occurredUntilMs: undefined,
    hourKnown: true,
    receivedAtMs: undefined,
    acknowledgedAtMs: undefined,
    contactedAtMs: undefined,
    arrivedAtMs: undefined,
    closedAtMs: undefined,
    categoryCode: '盗窃',
    source: 'citizen',
    location: ground.at(east, north),
    address: 'tab\there, back\\slash, "quotes"\nand a new line',
    ...change,
  };
}

/** A car that drives east along the middle of the ground at 10 m/s, a fix every 10 s, and stands for two minutes half-way. */
function drive(ground: Ground): FixColumns {
  const fixes = [];
  for (let i = 0; i < 32; i++) {
    const [lng, lat] = ground.at(Math.min(i, 10) * 100 + Math.max(0, i - 22) * 100 + 50, 450);
    fixes.push({ instantMs: START_MS + i * 10_000, lng, lat, accuracyMeters: i % 2 === 0 ? 5 : undefined });
  }
  return fixColumnsOf(fixes);
}

eachEngine('loading', (open) => {
  let database: Database;
  let ground: Ground;

  test('a coordinate system that is unknown, in degrees or in feet is refused with what to use instead', async () => {
    database = await open();
    ground = await makeGround(database);
    await withDeployment(database, async (scoped) => {
      expect(await srsOf(scoped, 'epsg:4490')).toMatchObject({ srid: 4490, isGeographic: true, isMeters: false });
      await expect(srsOf(scoped, 'EPSG:999999')).rejects.toMatchObject({ code: 'crs_unknown' });
      await expect(srsOf(scoped, 'UTM 50')).rejects.toMatchObject({ code: 'crs_unknown' });
      await expect(
        setDeployment(scoped, { name: 'x', crs: 'EPSG:2913', timeZone: 'America/Los_Angeles', cellMeters: 100 }),
      ).rejects.toMatchObject({ code: 'crs_not_meters', hint: expect.stringContaining('EPSG:32610') });
      await expect(setDeployment(scoped, { name: 'x', crs: 'EPSG:4326', timeZone: 'UTC', cellMeters: 100 })).rejects.toMatchObject({
        code: 'crs_not_meters',
      });
      await expect(
        setDeployment(scoped, { name: 'x', crs: 'EPSG:32650', timeZone: 'Mars/Olympus', cellMeters: 100 }),
      ).rejects.toMatchObject({ code: 'time_zone' });
    });
  });

  test('incidents loaded twice change nothing, changed ones are updated, unlocated and outside ones are counted', async () => {
    await withDeployment(database, async (scoped) => {
      const batch = await beginBatch(scoped, { verb: 'incidents', fileName: 'calls.csv', startedAtMs: START_MS });
      const incidents = Array.from({ length: 40 }, (_, i) => incidentAt(ground, i, i < 20 ? 250 + (i % 5) * 10 : 40 + i * 45, 310));
      incidents.push(
        incidentAt(ground, 40, 0, 0, { location: undefined }),
        incidentAt(ground, 41, 9000, 500),
        incidentAt(ground, 42, 50, 50, { categoryCode: ' mischief ', hourKnown: false }),
      );
      incidents.push(
        incidentAt(ground, 43, 60, 60, { categoryCode: 'Never heard of' }),
        incidentAt(ground, 44, 60, 60, { source: 'officer' }),
      );
      expect(await loadIncidents(scoped, batch, incidents)).toEqual({
        loaded: 45,
        updated: 0,
        unchanged: 0,
        unlocated: 1,
        unlocatedReasons: { no_coordinates: 1 },
        geocoded: 0,
        outside: 1,
        unmappedCategories: ['Never heard of'],
      });
      expect(await loadIncidents(scoped, batch, incidents)).toEqual({
        loaded: 0,
        updated: 0,
        unchanged: 45,
        unlocated: 0,
        unlocatedReasons: {},
        geocoded: 0,
        outside: 0,
        unmappedCategories: [],
      });
      expect(
        await loadIncidents(scoped, batch, [...incidents.slice(0, 3), incidentAt(ground, 3, 255, 310, { closedAtMs: START_MS + HOUR_MS })]),
      ).toMatchObject({ loaded: 0, updated: 1, unchanged: 3 });
      await insertRejects(scoped, batch, [{ rowNumber: 7, column: 'x', value: 'y', reason: 'time_unreadable', cells: ['x', 'y'] }]);
      await finishBatch(scoped, batch, { state: 'done', finishedAtMs: START_MS + 1000, report: { rows: 45 } });
      expect((await rejectsOfBatch(scoped, batch))?.rejects).toEqual([
        { rowNumber: 7, column: 'x', value: 'y', reason: 'time_unreadable', cells: ['x', 'y'] },
      ]);
      expect((await listBatches(scoped))[0]).toMatchObject({ id: batch, state: 'done', startedAtMs: START_MS, report: { rows: 45 } });
    });
  });

  test('incidents are read back where and when they happened', async () => {
    const range = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
    await withDeployment(database, async (scoped) => {
      const forRisk = await incidentsForRisk(scoped, { untilMs: range.toMs, historyDays: 1, projection: ground.projection });
      expect(forRisk.length).toBe(43);
      expect(forRisk.x[0] - ORIGIN.x).toBeCloseTo(250, 3);
      expect(forRisk.y[0] - ORIGIN.y).toBeCloseTo(310, 3);
      expect(forRisk.instantMs[5]).toBe(START_MS + 5 * 60_000);
      expect(CATEGORY_GROUPS[forRisk.group[41]]).toBe('damage');
      expect(forRisk.hourKnown[41]).toBe(0);
      const inWindow = await incidentsInWindow(scoped, range, { sources: ['citizen', 'officer'] });
      expect(inWindow.length).toBe(45);
      expect(inWindow.squareId[0]).toBe(squareIdAt({ x: ORIGIN.x + 250, y: ORIGIN.y + 310 }, 100));
      expect(Number.isNaN(inWindow.lng[40])).toBe(true);
      const counts = await incidentCounts(scoped, range);
      expect(counts.reduce((sum, row) => sum + row.incidents, 0)).toBe(44);
      expect(counts.filter((row) => row.stationId === ground.stationIds[1]).reduce((sum, row) => sum + row.incidents, 0)).toBe(18);
      // 2025-03-07 12:00 UTC is Friday 20:00 in Shanghai.
      const matrix = await hourMatrix(scoped, range);
      expect(matrix[4][20]).toBe(43);
      const near = await incidentsNear(scoped, { position: ground.at(250, 310), radiusMeters: 45, range });
      expect(near.length).toBe(20);
      expect(near[0].distanceMeters).toBeCloseTo(40, 0);
      const square = squareIdAt({ x: ORIGIN.x + 250, y: ORIGIN.y + 350 }, 100);
      expect((await topCategories(scoped, [square], range, 150)).get(square)).toEqual({ group: 'theft', incidents: 20 });
    });
  });

  test('the square a load gives an incident is the one a rebuild of the squares gives it', async () => {
    await withDeployment(database, async (scoped) => {
      const given = await incidentsInWindow(scoped, { fromMs: START_MS, toMs: START_MS + HOUR_MS });
      await scoped.session.query('UPDATE incident SET square_id = NULL');
      await rebuildSquares(scoped);
      expect(await incidentsInWindow(scoped, { fromMs: START_MS, toMs: START_MS + HOUR_MS })).toEqual(given);
    });
  });

  test('hot spots are the clusters of incidents inside the area asked for', async () => {
    const range = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
    await withDeployment(database, async (scoped) => {
      const [first] = await hotspotsInArea(scoped, { range, area: { jurisdictionId: ground.stationIds[0] }, reachMeters: 40 });
      expect(first).toMatchObject({ incidents: 20, topGroup: 'theft', placeName: '' });
      expect(first.ring[0]).toEqual(first.ring.at(-1));
      expect(
        await hotspotsInArea(scoped, {
          range,
          area: { ring: [ground.at(1500, 0), ground.at(2000, 0), ground.at(2000, 1000)] },
          reachMeters: 40,
        }),
      ).toEqual([]);
    });
  });

  test('fixes loaded twice are duplicates, and read back as they were', async () => {
    const fixes = drive(ground);
    await withDeployment(database, async (scoped) => {
      await upsertUnits(scoped, [
        { code: '01', kind: 'sworn', mode: 'vehicle', base: 'E', crewSworn: 2, crewAuxiliary: 1, intervalSeconds: 10 },
      ]);
      const unit = (await ensureUnits(scoped, ['01', '02'], 'foot')).get('01')!;
      expect(unit).toMatchObject({ mode: 'vehicle', intervalSeconds: 10, stationId: ground.stationIds[1] });
      expect((await listUnits(scoped)).map((row) => [row.code, row.mode])).toEqual([
        ['01', 'vehicle'],
        ['02', 'foot'],
      ]);
      expect(await loadFixes(scoped, unit.id, fixes)).toEqual({ stored: 32, duplicates: 0 });
      expect(await loadFixes(scoped, unit.id, fixes)).toEqual({ stored: 0, duplicates: 32 });
      expect(await loadFixes(scoped, unit.id, takeFixes(fixes, [3, 2, 1, 1]))).toEqual({ stored: 0, duplicates: 4 });
      const back = await fixesOfUnit(scoped, unit.id, { fromMs: START_MS, toMs: START_MS + HOUR_MS });
      expect(back).toEqual(fixes);
      expect(await latestFixes(scoped, START_MS)).toEqual([
        {
          unitId: unit.id,
          instantMs: START_MS + 310_000,
          location: [fixes.lng[31], fixes.lat[31]],
          previous: { instantMs: START_MS + 300_000, location: [fixes.lng[30], fixes.lat[30]] },
        },
      ]);
      expect((await newestRecords(scoped)).vehicle).toBe(START_MS + 310_000);
      expect(await deploymentCounts(scoped)).toMatchObject({ fixes: 32, units: 2, incidents: 45, squares: 200 });
    });
  });

  test('a row that names a unit or square which does not exist is refused', async () => {
    await expect(withDeployment(database, (scoped) => loadFixes(scoped, 999, drive(ground)))).rejects.toThrow(/unit 999/);
    await expect(
      database.sql.transaction(async (session) => {
        await session.query("SELECT beatline_ensure_days('presence_interval', '{2025-03-07}')");
        await session.query("INSERT INTO presence_interval VALUES (5, '2025-03-07 12:00Z', '2025-03-07 12:01Z', NULL, 0, 0, 0, 0, false)");
      }),
    ).rejects.toThrow(/square 5/);
    await expect(database.sql.transaction((session) => session.query("DELETE FROM unit WHERE code = '01'"))).rejects.toThrow(
      /unit 01 has tracks/,
    );
  });

  test('tracks are found by square and by distance, with the times of the course', async () => {
    const fixes = drive(ground);
    const range = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
    await withDeployment(database, async (scoped) => {
      const unit = (await ensureUnits(scoped, ['01'], 'vehicle')).get('01')!;
      expect(await insertTrackPieces(scoped, { unitId: unit.id, mode: 'vehicle' }, fixes)).toEqual({ pieces: 1 });
      expect(await insertTrackPieces(scoped, { unitId: unit.id, mode: 'vehicle' }, fixes)).toEqual({ pieces: 1 });
      const third = squareIdAt({ x: ORIGIN.x + 250, y: ORIGIN.y + 450 }, 100);
      expect(await tracksInSquare(scoped, third, range)).toEqual([
        { unitCode: '01', mode: 'vehicle', fromMs: START_MS + 15_000, toMs: START_MS + 25_000, seconds: 10 },
      ]);
      expect(await tracksInSquare(scoped, squareIdAt({ x: ORIGIN.x + 250, y: ORIGIN.y + 850 }, 100), range)).toEqual([]);
      const [near] = await tracksNear(scoped, { position: ground.at(350, 480), radiusMeters: 50, range });
      expect(near.distanceMeters).toBeCloseTo(30, 0);
      expect(near.nearestAtMs).toBeCloseTo(START_MS + 30_000, -2);
      expect(await tracksNear(scoped, { position: ground.at(350, 800), radiusMeters: 50, range })).toEqual([]);
      const tracks = await tracksInWindow(scoped, { fromMs: START_MS + 50_000, toMs: START_MS + 100_000 });
      expect(tracks.paths).toEqual([{ unitId: unit.id, unitCode: '01', mode: 'vehicle' }]);
      expect([...tracks.instantMs]).toEqual([50, 60, 70, 80, 90].map((s) => START_MS + s * 1000));
      expect([...tracks.startIndex]).toEqual([0, 5]);
    });
  });

  test('the ledger is read back as it was credited, and its visits and hours are those of deriving everything, however it arrives', async () => {
    const fixes = drive(ground);
    const range = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
    const ledger = await withDeployment(database, async (scoped) => {
      const unit = (await ensureUnits(scoped, ['01'], 'vehicle')).get('01')!;
      const track = { unitId: unit.id, mode: 'vehicle', kind: 'sworn', duty: 'patrol', intervalSeconds: 10 } as const;
      const credit = (part: FixColumns) => creditPresence({ ...track, fixes: part }, { projection: ground.projection, cellMeters: 100 });
      const whole = credit(fixes).intervals;
      expect(await insertIntervals(scoped, whole)).toMatchObject({ outside: 0 });
      const once = await intervalsInWindow(scoped, range);
      expect(await insertIntervals(scoped, whole)).toMatchObject({ stored: 0 });
      expect(await intervalsInWindow(scoped, range)).toEqual(once);
      expect(once.length).toBe(whole.length);
      await deriveVisitsAndHours(scoped, range);
      // Take the second half away and credit it anew, as a late batch does.
      const half = { fromMs: START_MS + 150_000, toMs: START_MS + HOUR_MS };
      await removeIntervals(scoped, unit.id, half);
      await deriveVisitsAndHours(scoped, half);
      await insertIntervals(scoped, whole);
      await deriveVisitsAndHours(scoped, half);
      return once;
    });
    const expected = deriveRecords(ledger);
    const { visits, hours } = await withDeployment(database, async ({ session }) => ({
      visits: (
        await session.query<{ square_id: number; start_at: number; end_at: number; seconds_by_mode: number[] }>(
          'SELECT * FROM visit ORDER BY square_id, start_at',
        )
      ).rows,
      hours: (
        await session.query<{ square_id: number; unit_seconds: number; seen_seconds: number }>(
          'SELECT * FROM presence ORDER BY square_id, hour_at, mode',
        )
      ).rows,
    }));
    expect(visits.map((row) => [row.square_id, row.start_at, row.end_at, row.seconds_by_mode[0]])).toEqual(
      Array.from({ length: expected.visits.length }, (_, i) => [
        expected.visits.squareId[i],
        expected.visits.startMs[i],
        expected.visits.endMs[i],
        expected.visits.secondsByMode[i * 6],
      ]),
    );
    expect(hours.map((row) => [row.square_id, row.unit_seconds, row.seen_seconds])).toEqual(
      Array.from({ length: expected.hours.length }, (_, i) => [
        expected.hours.squareId[i],
        expected.hours.unitSeconds[i],
        expected.hours.seenSeconds[i],
      ]),
    );
  });

  test('an area holds the squares, patrol, incidents and streets inside it', async () => {
    const range = { fromMs: START_MS, toMs: START_MS + HOUR_MS };
    await withDeployment(database, async (scoped) => {
      const west = await coverageOfArea(scoped, { jurisdictionId: ground.stationIds[0] }, range);
      const drawn = await coverageOfArea(
        scoped,
        { ring: [ground.at(0, 0), ground.at(1000, 0), ground.at(1000, 1000), ground.at(0, 1000)] },
        range,
      );
      expect(west).toMatchObject({ squares: 100, streetMeters: 0 });
      expect(drawn).toEqual({ ...west, areaSquareMeters: drawn.areaSquareMeters });
      expect(drawn.areaSquareMeters).toBeCloseTo(west.areaSquareMeters, -1);
      const byStation = await presenceByArea(scoped, range, 'station');
      expect(west.presence).toEqual([
        { mode: 'vehicle', unitSeconds: byStation.find((row) => row.jurisdictionId === ground.stationIds[0])?.unitSeconds },
      ]);
      expect(byStation.reduce((sum, row) => sum + row.unitSeconds, 0)).toBeCloseTo(310, 3);
      expect((await patrolMatrix(scoped, range))[4][20]).toBeCloseTo(310, 3);
    });
  });

  test('silences are kept with the place the unit was last seen at', async () => {
    await withDeployment(database, async (scoped) => {
      const unit = (await ensureUnits(scoped, ['02'], 'foot')).get('02')!;
      const [lng, lat] = ground.at(100, 100);
      await insertUnknown(scoped, unit.id, [{ startMs: START_MS, endMs: START_MS + 600_000, lng, lat }]);
      await insertUnknown(scoped, unit.id, [{ startMs: START_MS, endMs: START_MS + 500_000, lng, lat }]);
      const unknown = await unknownInWindow(scoped, { fromMs: START_MS + 1, toMs: START_MS + 2 });
      expect([...unknown.endMs]).toEqual([START_MS + 500_000]);
      expect(unknown.lng[0]).toBe(lng);
    });
  });

  test('a transaction that fails leaves nothing behind', async () => {
    await expect(
      withScope(database, { kind: 'deployment' }, async (scoped) => {
        await ensureUnits(scoped, ['lost'], 'foot');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await withDeployment(database, async (scoped) => (await listUnits(scoped)).map((unit) => unit.code))).not.toContain('lost');
  });
});
