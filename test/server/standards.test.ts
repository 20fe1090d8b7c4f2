import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDeployment } from '@beatline/db/engine/database';
import { DEFAULT_STANDARDS, type StandardByTier } from '@beatline/shared/model/standard';
import type { SchoolRing } from '@beatline/shared/model/school_plan';
import type { PreviewProgress } from '@beatline/shared/model/views/standards_view';
import { upsertCalendar } from '@beatline/db/queries/calendar';
import { upsertRoster } from '@beatline/db/queries/roster';
import { eachEngine } from '../db/engines';
import { followEvents, serveApp, type ServedApp } from './served_app';
import { loadTown, NOW_MS } from './small_town';

const HOUR_MS = 3_600_000;
const HOURS_BY_DAY = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const inHours = (hours: number) => new Date(NOW_MS + hours * HOUR_MS).toISOString();
const lastDay = { from: inHours(-24), to: inHours(0) };

function withRed(change: Partial<StandardByTier['red']>): StandardByTier {
  return { ...DEFAULT_STANDARDS, red: { ...DEFAULT_STANDARDS.red, ...change } };
}

eachEngine('the standards', (open) => {
  let served: ServedApp;
  let bureauId = 0;

  beforeAll(async () => {
    served = await serveApp(await open());
    await loadTown(served.app);
    bureauId = (await served.app.ground.current()).jurisdictions.find((area) => area.level === 'bureau')?.id ?? 0;
  });
  afterAll(() => served.stop());

  test('the page is told what is in force, its history, and who is there to keep it', async () => {
    const view = await served.client.standards.list.query();
    expect(view.versions).toHaveLength(1);
    expect(view.versions[0]).toMatchObject({ id: view.inForce, state: 'in_force', standards: Object.values(DEFAULT_STANDARDS) });
    const squares = (await served.app.ground.current()).squares.length;
    for (let band = 0; band < 6; band++)
      expect(view.squares.slice(band * 4, band * 4 + 4).reduce((sum, count) => sum + count, 0)).toBe(squares);
    expect(view.areaSquareMeters).toBe(squares * 10_000);
    expect(view.roster.source).toBe('observed');
    expect(Math.max(...view.roster.unitsByBand)).toBeGreaterThan(0);
  });

  test('with a roster, strength is read from it', async () => {
    const duty = (unitCode: string, from: string, to: string, rowNumber: number) => ({
      rowNumber,
      unitCode,
      startsAtMs: Date.parse(from),
      endsAtMs: Date.parse(to),
      duty: 'patrol' as const,
      place: undefined,
    });
    await withDeployment(served.app.database, (scoped) =>
      upsertRoster(scoped, [
        duty('车01', '2026-11-21T08:00:00+08:00', '2026-11-21T16:00:00+08:00', 1),
        duty('车02', '2026-11-21T08:00:00+08:00', '2026-11-21T12:00:00+08:00', 2),
      ]),
    );
    const { roster } = await served.client.standards.list.query();
    // Saturday 08-16: 12 unit-hours in the 16 hours of the two weekend day shifts of the coming week
    expect(roster.source).toBe('roster');
    expect(roster.unitsByBand).toEqual([0, 0, 0, 0, 12 / 16, 0]);
  });

  test('a cap that leaves no room for the visits asked for is refused with both values', async () => {
    const standards = withRed({ capSecondsPerBand: 60 * 60 });
    for (const asked of [
      served.client.standards.preview.mutate({ standards }),
      served.client.standards.save.mutate({ standards, basedOn: 1 }),
    ])
      await expect(asked).rejects.toMatchObject({
        message: expect.stringContaining('60 min a shift is below the 68.6 min'),
        data: { refusal: 'standard_cap', hint: expect.stringContaining('69 min') },
      });
  });

  test('the preview answers the figures the new version then has, beside those in force', async () => {
    const standards = withRed({ revisitSeconds: 1800, dwellSeconds: 300, capSecondsPerBand: 5400, hours: HOURS_BY_DAY });
    const { jobId } = await served.client.standards.preview.mutate({ standards });
    const steps = await followEvents<PreviewProgress>(
      served,
      'standards.previewProgress',
      { jobId },
      ({ state }) => state === 'done' || state === 'failed',
    );
    const { result, error } = steps.at(-1) ?? {};
    expect(error).toBeUndefined();
    const week = { from: inHours(-7 * 24), to: inHours(0) };
    const present = await served.client.coverage.summary.query(week);
    expect(result?.present.gapIncidents).toEqual(present.gapIncidents);
    expect(result?.present.expectedIncidents).toBe(present.expectedIncidents);
    expect(result?.present.highRiskCoverage).toEqual(present.highRiskCoverage);
    expect(result?.proposed.expectedIncidents).toBeLessThan(present.expectedIncidents);
    expect((await served.client.standards.list.query()).versions).toHaveLength(1);

    // Saved as if it had always been in force, the same question gives what the preview said
    const { inForce } = await served.client.standards.list.query();
    served.setNow(NOW_MS - 30 * 24 * HOUR_MS);
    await served.client.standards.save.mutate({ standards, basedOn: inForce, note: '白天' });
    served.setNow(NOW_MS);
    const saved = await served.client.coverage.summary.query(week);
    expect(result?.proposed.gapIncidents).toEqual(saved.gapIncidents);
    expect(result?.proposed.riskWeightedCoverage).toEqual(saved.riskWeightedCoverage);
  });

  test('a version can be planned; until then the old one holds, and each figure names its versions', async () => {
    const before = await served.client.standards.list.query();
    const { version } = await served.client.standards.save.mutate({
      standards: DEFAULT_STANDARDS,
      basedOn: before.inForce,
      effectiveFrom: inHours(10),
      note: '冬季',
    });
    const after = await served.client.standards.list.query();
    expect(after.inForce).toBe(before.inForce);
    expect(after.versions.map(({ id, state }) => [id, state])).toEqual([
      [version, 'planned'],
      [before.inForce, 'in_force'],
      [1, 'replaced'],
    ]);
    expect(after.versions[1]?.effectiveTo).toBe(after.versions[0]?.effectiveFrom);
    const ahead = await served.client.coverage.summary.query({ from: inHours(0), to: inHours(20) });
    expect(ahead.standardVersions).toEqual([before.inForce, version]);
    expect((await served.client.coverage.summary.query(lastDay)).standardVersions).toEqual([before.inForce]);
    await expect(served.client.standards.save.mutate({ standards: DEFAULT_STANDARDS, basedOn: before.inForce })).rejects.toMatchObject({
      data: { refusal: 'standard_changed' },
    });
    await expect(
      served.client.standards.save.mutate({ standards: DEFAULT_STANDARDS, basedOn: version, effectiveFrom: inHours(-2) }),
    ).rejects.toMatchObject({
      data: { refusal: 'standard_past' },
    });
  });

  test('outside its hours a red square is not overdue: it is due when they begin', async () => {
    // Friday 21:00; red squares are held from 8:00 to 20:00, and at all hours from 7:00 tomorrow on
    const { rows } = await served.client.gaps.list.query({ ...lastDay, limit: 500 });
    const red = rows.filter((row) => row.tier === 'red');
    expect(red.length).toBeGreaterThan(0);
    for (const row of red) expect(row.overdueSeconds).toBe(-10 * 3600);
    const explained = await served.client.cells.explain.query({ ...lastDay, squareId: red[0]?.squareId ?? 0 });
    expect(explained).toMatchObject({ inForce: false, standard: { tier: 'red', revisitSeconds: 3600 } });
  });

  test('an operation raises its tier while it runs, and ends when told', async () => {
    const { operations, saveOperation, endOperation } = served.client.standards;
    const orange = {
      tier: 'orange' as const,
      revisitSeconds: 1800,
      dwellSeconds: 900,
      hours: Array.from({ length: 24 }, (_, hour) => hour),
    };
    const winter = {
      code: 'DJ',
      name: '冬季行动',
      startsAt: inHours(-24),
      endsAt: inHours(48),
      jurisdictionId: bureauId,
      raises: [orange],
    };
    await expect(saveOperation.mutate(winter)).rejects.toMatchObject({ data: { refusal: 'operation_time' } });
    const gapBefore = (await served.client.coverage.summary.query(lastDay)).gapIncidents[1];
    served.setNow(NOW_MS - 24 * HOUR_MS);
    await expect(saveOperation.mutate({ ...winter, raises: [{ ...orange, revisitSeconds: 9000 }] })).rejects.toMatchObject({
      data: { refusal: 'operation_raises' },
    });
    await expect(saveOperation.mutate({ ...winter, endsAt: inHours(-25) })).rejects.toMatchObject({ data: { refusal: 'operation_time' } });
    const { id } = await saveOperation.mutate(winter);
    await expect(saveOperation.mutate(winter)).rejects.toMatchObject({ data: { refusal: 'operation_code' } });
    expect(await operations.query()).toMatchObject([
      { id, code: 'DJ', state: 'running', areaName: '小城市局', raises: [{ tier: 'orange', revisitSeconds: 1800, dwellSeconds: 900 }] },
    ]);
    const { squares } = (await operations.query())[0] ?? { squares: 0 };
    expect(squares).toBe((await served.app.ground.current()).squares.length);
    served.setNow(NOW_MS);
    expect((await served.client.coverage.summary.query(lastDay)).gapIncidents[1]).toBeGreaterThan(gapBefore);

    served.setNow(NOW_MS + HOUR_MS);
    await endOperation.mutate({ id });
    expect(await operations.query()).toMatchObject([{ id, state: 'over', endsAt: expect.stringContaining('T22:00:00') }]);
    await expect(endOperation.mutate({ id })).rejects.toMatchObject({ data: { refusal: 'not_found' } });
    served.setNow(NOW_MS);
  });

  test('an outline that encloses nothing is no area, one that encloses squares is', async () => {
    const ground = await served.app.ground.current();
    const [lng, lat] = ground.centerOf(0);
    const base = {
      name: '扫楼清街',
      startsAt: inHours(24),
      endsAt: inHours(48),
      raises: [{ tier: 'red' as const, revisitSeconds: 900, dwellSeconds: 600, hours: [20] }],
    };
    await expect(
      served.client.standards.saveOperation.mutate({
        ...base,
        code: 'L',
        ring: [
          [lng, lat],
          [lng, lat],
          [lng, lat],
          [lng, lat],
        ],
      }),
    ).rejects.toMatchObject({ data: { refusal: 'operation_area' } });
    const d = 0.0002;
    const ring: [number, number][] = [
      [lng - d, lat - d],
      [lng + d, lat - d],
      [lng + d, lat + d],
      [lng - d, lat + d],
    ];
    const { id } = await served.client.standards.saveOperation.mutate({ ...base, code: 'S', ring });
    expect((await served.client.standards.operations.query()).find((operation) => operation.id === id)).toMatchObject({
      state: 'planned',
      squares: 1,
      areaName: '',
    });
    await served.client.standards.endOperation.mutate({ id });
    expect((await served.client.standards.operations.query()).some((operation) => operation.id === id)).toBe(false);
    const saved = await withDeployment(served.app.database, (scoped) =>
      scoped.session.query<{ verb: string }>(
        "SELECT verb FROM audit_event WHERE verb LIKE 'standards.%' OR verb LIKE 'operation.%' ORDER BY id",
      ),
    );
    expect(saved.rows.map(({ verb }) => verb)).toEqual([
      'standards.save',
      'standards.save',
      'operation.save',
      'operation.end',
      'operation.save',
      'operation.end',
    ]);
  });

  test('a school plan: windows of three rings, manned or missed by name; its own calendar decides whether they are due', async () => {
    const { schoolPlans, saveSchoolPlan } = served.client.standards;
    const [school] = (await schoolPlans.query({})).schools;
    expect(school).toMatchObject({ name: '实验小学', plan: [], due: [] });
    const placeId = school?.placeId ?? 0;
    const window = (ring: SchoolRing, from: string, to: string) => ({ ring, from, to, dayTypes: ['workday' as const], officers: 1 });
    const windows = [
      window('gate', '16:00', '17:00'),
      window('surroundings', '16:00', '17:00'),
      window('gate', '20:30', '21:30'),
      window('gate', '22:00', '22:40'),
    ];
    await saveSchoolPlan.mutate({ placeId, windows });
    // Friday 21:00; a foot team has walked past all afternoon: never at the gate for long, always round about
    const friday = await schoolPlans.query({});
    expect(friday).toMatchObject({ day: '2026-11-20', dueWindows: 2, mannedWindows: 1, allCovered: false, missed: ['实验小学'] });
    expect(friday.schools[0]?.due.map(({ ring, state }) => [ring, state])).toEqual([
      ['gate', 'missed'],
      ['surroundings', 'manned'],
      ['gate', 'running'],
      ['gate', 'ahead'],
    ]);
    expect((await schoolPlans.query({ day: '2026-11-21' })).schools[0]?.due).toEqual([]);
    await withDeployment(served.app.database, (scoped) =>
      upsertCalendar(scoped, [{ rowNumber: 1, day: '2026-11-20', dayType: 'public_holiday', school: '实验小学' }]),
    );
    expect(await schoolPlans.query({})).toMatchObject({ dueWindows: 0, mannedWindows: 0, missed: [] });

    await expect(saveSchoolPlan.mutate({ placeId: 0, windows })).rejects.toMatchObject({ data: { refusal: 'not_found' } });
    await expect(saveSchoolPlan.mutate({ placeId, windows: [...windows, window('gate', '16:00', '16:30')] })).rejects.toMatchObject({
      data: { refusal: 'school_window' },
    });
    expect((await schoolPlans.query({})).schools[0]?.plan).toHaveLength(4);
  });

  test('a must-visit place counts its visits of the day: long enough, over the whole footprint', async () => {
    const { mustVisit, saveMustVisit } = served.client.standards;
    expect((await mustVisit.query({})).places).toEqual([]);
    const market = (await served.client.places.list.query()).find(({ name }) => name === '中心市场');
    const placeId = market?.id ?? 0;
    await saveMustVisit.mutate({ placeId, standard: { visitsPerDay: 6, dwellSeconds: 840 } });
    // The car stands at the market for the first quarter of each of six hours, and drives through in between
    const { places } = await mustVisit.query({});
    expect(places).toMatchObject([{ placeId, name: '中心市场', visitsPerDay: 6, squares: 1, met: true }]);
    expect(places[0]?.visits).toHaveLength(6);
    for (const visit of places[0]?.visits ?? []) expect(visit.dwellSeconds).toBeGreaterThanOrEqual(840);
    await saveMustVisit.mutate({ placeId, standard: { visitsPerDay: 7, dwellSeconds: 840 } });
    expect((await mustVisit.query({})).places[0]).toMatchObject({ met: false });
    expect((await mustVisit.query({ day: '2026-11-19' })).places[0]).toMatchObject({ visits: [], met: false });
    await saveMustVisit.mutate({ placeId });
    expect((await mustVisit.query({})).places).toEqual([]);
    await expect(saveMustVisit.mutate({ placeId: 0 })).rejects.toMatchObject({ data: { refusal: 'not_found' } });
  });

  test('nothing was a bug', () => {
    expect(served.bugs).toEqual([]);
  });
});
