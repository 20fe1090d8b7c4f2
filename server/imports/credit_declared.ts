import { calendarDays } from '@beatline/db/queries/calendar';
import { requireDeployment } from '@beatline/db/queries/deployment';
import { fixesOfUnit } from '@beatline/db/queries/fixes';
import { postedPlaces, removeDeclared, signInsOfUnit, type PostedPlace, type SignIn } from '@beatline/db/queries/posts';
import { insertIntervals } from '@beatline/db/queries/presence';
import type { Scoped } from '@beatline/db/engine/database';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import { DEFAULT_SIGHT_RADIUS_METERS } from '@beatline/shared/coverage/credit_presence';
import { runGapMs } from '@beatline/shared/coverage/observed_gap';
import { creditDeclaredPost, declaredRanges, trackedRanges } from '@beatline/shared/coverage/posts';
import { concatIntervals } from '@beatline/shared/coverage/presence_intervals';
import { dayTypesAt } from '@beatline/shared/coverage/standard_in_force';
import { createSlotClock, type SlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Unit } from '@beatline/shared/model/unit';
import type { TrackGround } from './track_ground';

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;

/**
 * Credits what a unit declared by signing in at posts anew within a stretch of time, in place of what the ledger held as declared of it there. The ledger then depends on
 * the sign-ins, the posts' hours and the fixes alone, whatever order they came in: fixes that come later take declared time away. Within a run of fixes the tracker is
 * the evidence, also for its silences of up to 300 s. Answers the stretch, widened to
 * whole sign-ins; undefined when the unit has none there. One look-up for a unit that never signs in.
 */
export async function creditDeclared(
  scoped: Scoped,
  unit: Pick<Unit, 'id' | 'mode' | 'kind' | 'onSite' | 'intervalSeconds'>,
  span: InstantRange,
  ground: TrackGround,
): Promise<InstantRange | undefined> {
  const signIns = await signInsOfUnit(scoped, unit.id, span);
  if (signIns.length === 0) return undefined;
  const range = signIns.reduce(
    (reached, { fromMs, toMs }) => ({ fromMs: Math.min(reached.fromMs, fromMs), toMs: Math.max(reached.toMs, toMs) }),
    span,
  );
  const places = await postedPlaces(
    scoped,
    signIns.map(({ placeId }) => placeId),
  );
  const clock = createSlotClock((await requireDeployment(scoped)).timeZone, (await calendarDays(scoped)).unusualDays);
  const gapMs = runGapMs(unit.intervalSeconds);
  const stored = await fixesOfUnit(
    scoped,
    unit.id,
    { fromMs: range.fromMs - gapMs, toMs: range.toMs + gapMs + 1 },
    unit.mode === 'drone' ? 'camera' : undefined,
  );
  const tracked = trackedRanges(cleanFixes(stored, unit.mode).kept.instantMs, gapMs);

  await removeDeclared(scoped, unit.id, range);
  // of two sign-ins at once the earlier one counts: a unit stands in one place
  const taken: InstantRange[] = [...tracked];
  const parts = signIns.flatMap((signIn) => {
    const place = places.get(signIn.placeId);
    if (place === undefined) return [];
    const ranges = declaredRanges(signIn, windowsDuring(signIn, place, clock), taken);
    taken.push(...ranges);
    return [
      creditDeclaredPost(
        { unitId: unit.id, kind: unit.kind, duty: unit.onSite === true ? 'base' : 'patrol' },
        ground.projection.toMeters(place.location),
        ranges,
        { cellMeters: ground.cellMeters, sightRadiusMeters: DEFAULT_SIGHT_RADIUS_METERS, buildings: ground.buildings },
      ),
    ];
  });
  await insertIntervals(scoped, concatIntervals(parts));
  return range;
}

/** The windows of a place's posts on the local days a sign-in touches. */
function windowsDuring(signIn: SignIn, place: PostedPlace, clock: SlotClock): InstantRange[] {
  const firstDay = Math.floor(clock.localMs(signIn.fromMs) / DAY_MS);
  const lastDay = Math.floor(clock.localMs(signIn.toMs) / DAY_MS);
  const windows: InstantRange[] = [];
  for (let day = firstDay; day <= lastDay; day++) {
    const types = dayTypesAt(place, clock, clock.instantOfLocalMs(day * DAY_MS + HALF_DAY_MS));
    for (const { from, to, dayTypes } of place.windows) {
      if (!dayTypes.some((type) => types.includes(type))) continue;
      const at = (time: string): number => clock.instantOfLocalMs(day * DAY_MS + Date.parse(`1970-01-01T${time}Z`));
      windows.push({ fromMs: at(from), toMs: at(to) });
    }
  }
  return windows;
}
