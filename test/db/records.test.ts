import { expect, test } from 'vitest';
import { withDeployment, type Database } from '@beatline/db/engine/database';
import { allStandardVersions, insertStandardVersion, standardVersions } from '@beatline/db/queries/standards';
import { getPlan, insertPlan, listPlans, nextPlanCode, setPlanState } from '@beatline/db/queries/plans';
import { insertRisk, latestRisk, latestRiskVersion } from '@beatline/db/queries/risk';
import { listSquares } from '@beatline/db/queries/squares';
import { listBaseFeatures, listMapPlaces, loadStreetSegments, replaceStreets } from '@beatline/db/queries/streets';
import { describeSquares } from '@beatline/db/queries/squares';
import { listZones, upsertZones } from '@beatline/db/queries/zones';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import { DEFAULT_STANDARDS } from '@beatline/shared/model/standard';
import type { BaseFeature, MapPlace } from '@beatline/shared/model/base_feature';
import type { Plan } from '@beatline/shared/model/plan';
import type { StreetSegment } from '@beatline/shared/model/street_segment';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { eachEngine } from './engines';
import { makeGround, ORIGIN, type Ground } from './ground';

const START_MS = Date.parse('2025-11-20T12:00:00Z');

eachEngine('records', (open) => {
  let database: Database;
  let ground: Ground;

  test('a new deployment has the default standards; a new version replaces them and an impossible one is refused', async () => {
    database = await open();
    ground = await makeGround(database);
    await withDeployment(database, async (scoped) => {
      const [first] = await standardVersions(scoped);
      expect(first?.byTier).toEqual(DEFAULT_STANDARDS);
      const stricter = { ...DEFAULT_STANDARDS, red: { ...DEFAULT_STANDARDS.red, dwellSeconds: 900, capSecondsPerBand: 7200 } };
      const { version } = await insertStandardVersion(scoped, { standards: stricter, savedAtMs: START_MS });
      // It takes effect before the defaults were made: nothing is left of them, though they are kept
      expect(await standardVersions(scoped)).toMatchObject([{ id: version, effectiveFromMs: START_MS, byTier: stricter }]);
      expect((await allStandardVersions(scoped)).map(({ id, isSuperseded }) => [id, isSuperseded])).toEqual([
        [first.id, true],
        [version, false],
      ]);
      const later = { standards: DEFAULT_STANDARDS, savedAtMs: START_MS + 1000, effectiveFromMs: START_MS + 86_400_000 };
      const next = await insertStandardVersion(scoped, later);
      expect((await standardVersions(scoped)).map(({ id }) => id)).toEqual([version, next.version]);
      const impossible = { ...DEFAULT_STANDARDS, red: { ...DEFAULT_STANDARDS.red, capSecondsPerBand: 60 } };
      await expect(insertStandardVersion(scoped, { standards: impossible, savedAtMs: START_MS })).rejects.toMatchObject({
        code: 'standard',
      });
    });
  });

  test('streets, base map and labels are read back as they were, and a second import replaces them', async () => {
    const segments: StreetSegment[] = [
      {
        id: 1,
        fromNode: 5_000_000_001,
        toNode: 5_000_000_002,
        highwayClass: 'residential',
        name: '站前路',
        oneway: -1,
        speedMetersPerSecond: 8.5,
        vehicleAllowed: true,
        footAllowed: true,
        lengthMeters: 500.25,
        coordinates: [ground.at(0, 850), ground.at(250, 850), ground.at(500, 850)],
      },
      {
        id: 2,
        fromNode: 1,
        toNode: 2,
        highwayClass: 'footway',
        name: '',
        oneway: 0,
        speedMetersPerSecond: 1,
        vehicleAllowed: false,
        footAllowed: true,
        lengthMeters: 10,
        coordinates: [ground.at(0, 0), ground.at(10, 0)],
      },
    ];
    const baseFeatures: BaseFeature[] = [
      {
        osmId: 'way/1',
        layer: 'water',
        kind: 'river',
        name: '河',
        geometry: {
          type: 'LineString',
          coordinates: [
            [117, 36],
            [117.1, 36.1],
          ],
        },
      },
      {
        osmId: 'way/2',
        layer: 'building',
        kind: 'yes',
        name: '',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [117, 36],
              [117.1, 36],
              [117.1, 36.1],
              [117, 36],
            ],
          ],
        },
      },
      {
        osmId: 'relation/3',
        layer: 'green',
        kind: 'park',
        name: "O'Brien\tPark\\",
        geometry: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [117, 36],
                [117.3, 36],
                [117.3, 36.3],
                [117, 36],
              ],
              [
                [117.1, 36.05],
                [117.2, 36.05],
                [117.2, 36.1],
                [117.1, 36.05],
              ],
            ],
          ],
        },
      },
    ];
    const places: MapPlace[] = [
      { osmId: 'node/1', name: '站前广场', osmKind: 'square', kind: 'square', rank: 6, location: ground.at(250, 250) },
    ];
    await withDeployment(database, async (scoped) => {
      await replaceStreets(scoped, { segments: [...segments, { ...segments[0], id: 3 }], baseFeatures: [], places: [] });
      await replaceStreets(scoped, { segments, baseFeatures, places });
      expect(await loadStreetSegments(scoped)).toEqual(segments);
      expect(await listBaseFeatures(scoped)).toEqual(baseFeatures);
      expect((await listBaseFeatures(scoped, ['green'])).map((feature) => feature.osmId)).toEqual(['relation/3']);
      expect(await listMapPlaces(scoped)).toEqual(places);
    });
  });

  test('a square is named by the nearest place and the side it lies on, else by the nearest named street', async () => {
    const at = (east: number, north: number) => squareIdAt({ x: ORIGIN.x + east, y: ORIGIN.y + north }, 100);
    await withDeployment(database, async (scoped) => {
      const named = await describeSquares(scoped, [at(250, 250), at(250, 350), at(350, 350), at(250, 150), at(250, 950), at(1550, 950)]);
      const nameOf = (id: number) => [named.get(id)?.placeName, named.get(id)?.side];
      expect(nameOf(at(250, 250))).toEqual(['站前广场', 'center']);
      expect(nameOf(at(250, 350))).toEqual(['站前广场', 'north']);
      expect(nameOf(at(350, 350))).toEqual(['站前广场', 'northeast']);
      expect(nameOf(at(250, 150))).toEqual(['站前广场', 'south']);
      expect(nameOf(at(250, 950))).toEqual(['站前路', 'north']);
      expect(nameOf(at(1550, 950))).toEqual(['', undefined]);
    });
  });

  test('zones keep their rings', async () => {
    const ring = [ground.at(0, 0), ground.at(100, 0), ground.at(100, 100), ground.at(0, 0)];
    await withDeployment(database, async (scoped) => {
      const report = await upsertZones(scoped, [
        { name: 'Hospital', kind: 'no-fly', geometry: { type: 'Polygon', coordinates: [ring] } },
        { name: 'Nothing', kind: 'no-fly', geometry: { type: 'Polygon', coordinates: [] } },
      ]);
      expect(report).toEqual({ loaded: 1, rejected: [1] });
      const [zone] = await listZones(scoped);
      expect(zone).toMatchObject({ name: 'Hospital', kind: 'no-fly' });
      expect(zone.rings[0]).toHaveLength(4);
    });
  });

  test('a risk version comes back to the last rate and tier', async () => {
    await withDeployment(database, async (scoped) => {
      expect(await latestRisk(scoped)).toBeUndefined();
      const { squareId } = await listSquares(scoped);
      const groups = CATEGORY_GROUPS.length;
      const model = {
        model: 'default',
        parameters: {
          halfLifeDays: 730,
          kernelHalfLifeDays: 30,
          bandwidthMeters: 76.2,
          kernelWeight: 5,
          adaptivity: 0.5,
          uniformFraction: 0.01,
          cellMeters: 100,
          historyDays: 730,
        },
        squareId,
        groups,
        ratesPerHour: Float32Array.from({ length: squareId.length * groups }, (_, i) => i / 1e5),
        profiles: new Float32Array(2 * groups * 168).fill(1 / 168),
        incidents: 45,
        fittedUntilMs: START_MS,
        spreadFraction: Float32Array.from({ length: groups }, (_, i) => (i === 1 ? 0.25 : 1)),
        exposureHours: 12_000.5,
        dispersion: { perIncident: 1.25, floor: 0.03125 },
        policeCellDispersion: { perIncident: 3, floor: 0.0625 },
        profileArea: Uint16Array.from(squareId, (_, i) => i % 2),
        notes: [{ code: 'outside_area', incidents: 3 }],
      } as const;
      const tierByBand = Uint8Array.from({ length: squareId.length * 6 }, (_, i) => i % 4);
      const { id } = await insertRisk(scoped, { model, tierByBand, fittedAtMs: START_MS + 1 });
      expect(await latestRisk(scoped)).toEqual({ id, ...model, tierByBand, fittedAtMs: START_MS + 1 });
      expect(await latestRiskVersion(scoped)).toEqual({ id, model: 'default', fittedUntilMs: START_MS });
    });
  });

  test('a plan comes back stop by stop and moves from draft to approved to issued, in that order', async () => {
    const plan: Plan = {
      plan: '1120-01',
      state: 'draft',
      window: { from: '2025-11-20T12:00:00.000Z', to: '2025-11-20T20:00:00.000Z' },
      start: { location: [117, 36], name: 'Station' },
      routes: [
        {
          unit: '1',
          mode: 'vehicle',
          distanceMeters: 1200.5,
          driveSeconds: 300,
          dwellSeconds: 600,
          startAt: '2025-11-20T12:00:00.000Z',
          endAt: '2025-11-20T12:15:00.000Z',
          stops: [
            {
              order: 1,
              squareId: 9_007_199,
              location: [117.01, 36.01],
              name: '站前广场',
              arriveAt: '2025-11-20T12:05:00.000Z',
              leaveAt: '2025-11-20T12:15:00.000Z',
              dwellSeconds: 600,
              tier: 'red',
              gapClosedIncidents: 0.25,
            },
          ],
          geometry: {
            type: 'LineString',
            coordinates: [
              [117, 36],
              [117.01, 36.01],
            ],
          },
          drone: undefined,
        },
        {
          unit: 'D1',
          mode: 'drone',
          distanceMeters: 800,
          driveSeconds: 80,
          dwellSeconds: 0,
          startAt: '2025-11-20T12:00:00.000Z',
          endAt: '2025-11-20T12:10:00.000Z',
          stops: [],
          geometry: {
            type: 'LineString',
            coordinates: [
              [117, 36],
              [117.02, 36],
            ],
          },
          drone: { sorties: 2, enduranceSeconds: 1500, heightMeters: 100, swathMeters: 99.7 },
        },
      ],
      expectedIncidents: 4.5,
      gapBefore: 3,
      gapAfter: 1.5,
      greedyGapAfter: 1.75,
      zeroTravelGapBound: 1.25,
      coverageBefore: 0.33,
      coverageAfter: 0.66,
      redOverdueBefore: 9,
      redOverdueAfter: 2,
      remaining: [{ squareId: 5, tier: 'orange', name: 'x', gapIncidents: 0.1, center: [117, 36] }],
      seconds: 12.5,
      iterations: 4000,
      seed: 7,
    };
    await withDeployment(database, async (scoped) => {
      expect(await nextPlanCode(scoped, '1120')).toBe('1120-01');
      await insertPlan(scoped, { plan, createdAtMs: START_MS });
      expect(await nextPlanCode(scoped, '1120')).toBe('1120-02');
      expect(await getPlan(scoped, '1120-01')).toEqual(plan);
      expect(await getPlan(scoped, 'none')).toBeUndefined();
      expect(await listPlans(scoped)).toMatchObject([
        { plan: '1120-01', lines: 2, modes: ['drone', 'vehicle'], createdAt: '2025-11-20T12:00:00.000Z' },
      ]);
      await expect(insertPlan(scoped, { plan, createdAtMs: START_MS })).rejects.toMatchObject({ code: 'plan_code' });
      await expect(setPlanState(scoped, '1120-01', 'issued', START_MS)).rejects.toMatchObject({ code: 'plan_state' });
      await expect(setPlanState(scoped, 'none', 'approved', START_MS)).rejects.toMatchObject({ code: 'plan_unknown' });
      await setPlanState(scoped, '1120-01', 'approved', START_MS);
      await setPlanState(scoped, '1120-01', 'issued', START_MS);
      expect((await getPlan(scoped, '1120-01'))?.state).toBe('issued');
    });
  });
});
