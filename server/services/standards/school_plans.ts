import { appendAudit } from '@beatline/db/queries/audit';
import { listSchoolPlans, replaceSchoolPlan, type StoredSchoolPlan } from '@beatline/db/queries/school_plans';
import { manningOf, RING_METERS, type DueWindow } from '@beatline/shared/coverage/school_day';
import { dayTypesAt } from '@beatline/shared/coverage/standard_in_force';
import { concatIntervals } from '@beatline/shared/coverage/presence_intervals';
import { squareCenter } from '@beatline/shared/geo/lattice';
import { SCHOOL_RINGS, type SchoolRing, type SchoolWindow } from '@beatline/shared/model/school_plan';
import type { SchoolDayRow, SchoolDayView } from '@beatline/shared/model/views/standards_view';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import { isoInZone } from '../iso_in_zone';
import { localDay } from './local_day';
import { rowsOfSquares } from './rows_of_squares';

const HOUR_MS = 3_600_000;

/** Every school's plan and what became of its windows on a local day, today unless given: all covered or not, and by name those that were missed. */
export async function schoolDay(app: App, input: { readonly day?: string | undefined }): Promise<SchoolDayView> {
  const ground = await app.ground.current();
  const { clock } = ground;
  const nowMs = app.nowMs();
  const { day, range, startLocalMs: dayStart } = localDay(clock, nowMs, input.day);
  const plans = await app.query((scoped) => listSchoolPlans(scoped, day));
  const due = plans.map((plan) => dueWindows(ground, plan, dayStart));
  const squares = new Set(due.flatMap((windows) => windows.flatMap((window) => [...window.squares])));
  const intervals = concatIntervals(squares.size === 0 ? [] : rowsOfSquares(await app.ledger.rows(range), squares));
  const schools = plans.map((plan, i): SchoolDayRow => {
    const windows = due[i] ?? [];
    const manning = manningOf(windows, intervals, nowMs);
    const settled = manning.filter(({ state }) => state === 'manned' || state === 'missed');
    return {
      placeId: plan.placeId,
      name: plan.name,
      plan: plan.windows,
      due: windows.map(({ ring, range: { fromMs, toMs } }, k) => ({
        ring,
        from: isoInZone(clock, fromMs),
        to: isoInZone(clock, toMs),
        state: manning[k]?.state ?? 'ahead',
        share: manning[k]?.share ?? 0,
        shareWithDeclared: manning[k]?.shareWithDeclared ?? 0,
      })),
      covered: settled.length === 0 ? undefined : settled.every(({ state }) => state === 'manned'),
    };
  });
  const windows = schools.flatMap((school) => school.due).filter(({ state }) => state === 'manned' || state === 'missed');
  return {
    day,
    schools,
    dueWindows: windows.length,
    mannedWindows: windows.filter(({ state }) => state === 'manned').length,
    allCovered: windows.length === 0 ? undefined : windows.every(({ state }) => state === 'manned'),
    missed: schools.filter((school) => school.covered === false).map((school) => school.name),
  };
}

/** Replaces a school's plan. */
export async function saveSchoolPlan(
  app: App,
  input: { readonly placeId: number; readonly windows: readonly SchoolWindow[] },
): Promise<{ readonly windows: number }> {
  await app.query(async (scoped) => {
    const { name } = await replaceSchoolPlan(scoped, input.placeId, input.windows);
    await appendAudit(scoped, { atMs: app.nowMs(), actor: 'command', verb: 'school_plan.save', subject: name });
  });
  return { windows: input.windows.length };
}

/** The windows of a plan that fall due on a day: what the calendar says of the school's day, else of everybody's, else the weekday decides. */
function dueWindows(ground: Ground, plan: StoredSchoolPlan, dayStart: number): DueWindow[] {
  const { clock } = ground;
  const date = new Date(dayStart).toISOString().slice(0, 10);
  const known = plan.dayType === undefined ? {} : { [date]: plan.dayType };
  const types = dayTypesAt({ dayTypes: known }, clock, clock.instantOfLocalMs(dayStart + 12 * HOUR_MS));
  const instantOf = (time: string) => clock.instantOfLocalMs(dayStart + Date.parse(`1970-01-01T${time}Z`));
  return plan.windows
    .filter((window) => window.dayTypes.some((type) => types.includes(type)))
    .map((window) => ({
      ring: window.ring,
      range: { fromMs: instantOf(window.from), toMs: instantOf(window.to) },
      squares: squaresOfRing(ground, plan, window.ring),
    }));
}

/** Squares whose centre lies in the ring; the gate's own square always belongs to the gate. */
function squaresOfRing(ground: Ground, plan: StoredSchoolPlan, ring: SchoolRing): Set<number> {
  const gate = ground.projection.toMeters(plan.location);
  const { squareId, cellMeters } = ground.data;
  const order = SCHOOL_RINGS.indexOf(ring);
  const inner = order === 0 ? -1 : RING_METERS[SCHOOL_RINGS[order - 1] ?? 'gate'];
  const found = new Set<number>();
  for (const id of squareId) {
    const center = squareCenter(id, cellMeters);
    const distance = Math.hypot(center.x - gate.x, center.y - gate.y);
    const isOwn = Math.abs(center.x - gate.x) <= cellMeters / 2 && Math.abs(center.y - gate.y) <= cellMeters / 2;
    if (isOwn ? order === 0 : distance > inner && distance <= RING_METERS[ring]) found.add(id);
  }
  return found;
}
