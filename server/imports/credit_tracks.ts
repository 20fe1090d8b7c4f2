import { fixesOfUnit } from '@beatline/db/queries/fixes';
import { creditedRuns, replaceCreditedRuns, type CreditedRun } from '@beatline/db/queries/credited_runs';
import { correctIntervals } from '@beatline/db/queries/ledger_corrections';
import { deriveVisitsAndHours, insertIntervals, insertUnknown, removeUnknown } from '@beatline/db/queries/presence';
import { rosteredPlaces } from '@beatline/db/queries/posts';
import { insertTrackPieces } from '@beatline/db/queries/tracks';
import type { Scoped } from '@beatline/db/engine/database';
import { cleanFixes, type CleanedFixes } from '@beatline/shared/coverage/clean_fixes';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { takeFixes, type FixColumns } from '@beatline/shared/coverage/fixes';
import { joinCourses, straightCourse, type MatchedCourse } from '@beatline/shared/coverage/matched_course';
import { isMatchedMode } from '@beatline/shared/coverage/matched_trace';
import { observedGapMs, runGapMs } from '@beatline/shared/coverage/observed_gap';
import type { RosteredPost } from '@beatline/shared/coverage/posts';
import { allocateIntervals, concatIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { touchedRuns } from '@beatline/shared/coverage/touched_runs';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { droneCameraOf, type Unit } from '@beatline/shared/model/unit';
import type { Streets } from '../matching/matcher';
import { creditDeclared } from './credit_declared';
import { creditedRunsOf, storedRuns } from './credited_runs_of';
import { fixesOnGround, type TrackGround } from './track_ground';

/** Fixes of a unit that is new around their time: all there are, one per instant, and known to lie on the lattice. */
export interface FreshFixes {
  readonly stored: FixColumns;
  readonly cleaned: CleanedFixes;
}

/** With which streets runs are matched. */
export interface MatchBasis {
  /** Undefined: all are taken straight. */
  readonly streets: Streets | undefined;
  /** Runs that ended before this are taken straight; none when absent. */
  readonly straightBeforeMs?: number | undefined;
  /** Every run keeps to how it was credited, straight or matched. Otherwise only those do in which nothing is new. */
  readonly asRecorded?: boolean;
}

/** What the ledger takes for units whose fixes have changed. */
export interface TrackCredit {
  /** Rows still to be stored by {@link storeCredit}, because the ledger takes one large load best; empty where it was corrected by difference. */
  readonly intervals: PresenceIntervals;
  /** The stretch credited anew. */
  readonly range: InstantRange;
  /** Squares in which the ledger was corrected. */
  readonly corrected: ReadonlySet<number>;
}

const HOUR_MS = 3_600_000;
/** Longer than any silence that is told as unknown, and than a shift: most often no run crosses it. */
const FIRST_CONTEXT_MS = 24 * HOUR_MS;
/** A unit without a break for a month is a broken clock; its ledger is then right within the month. */
const LAST_CONTEXT_MS = 32 * FIRST_CONTEXT_MS;
/** The silence that parts a track (METHODS 3: beyond it nothing is credited). */
const TRACK_SILENCE_MS = 300_000;

/**
 * Credits the runs of a unit that fixes within `touched` belong to, from all its stored fixes, along streets or straight as `basis` says, and corrects the ledger by
 * what differs: files that adjoin or overlap and fixes that come live, in any order, leave the ledger that one file with all the fixes would. `fresh` is given when
 * none was stored near them before, which saves reading them back; presence is then stored by {@link storeCredit}. Everything else is written here,
 * and what the unit declared meanwhile ({@link creditDeclared}).
 */
export async function creditTouchedRuns(
  scoped: Scoped,
  unit: Unit,
  touched: InstantRange,
  fresh: FreshFixes | undefined,
  ground: TrackGround,
  basis: MatchBasis,
): Promise<TrackCredit> {
  const credit = { scoped, unit, ground, basis };
  const reach = runGapMs(unit.intervalSeconds);
  const declared = await creditDeclared(scoped, unit, { fromMs: touched.fromMs - reach, toMs: touched.toMs + reach }, ground);
  if (fresh !== undefined) {
    const intervals = await creditRange(credit, fresh, fresh.cleaned.kept, touched, undefined);
    return { intervals, range: spanOf(touched, declared), corrected: NO_SQUARES };
  }
  const { stored, runs } = await touchedFixes(scoped, unit, touched);
  await removeUnknown(scoped, unit.id, runs);
  const cleaned = cleanFixes(stored, unit.mode);
  const known = { touched: basis.asRecorded === true ? undefined : touched, runs: await creditedRuns(scoped, unit.id, runs) };
  const intervals = await creditRange(credit, { stored, cleaned }, fixesOnGround(cleaned.kept, ground).onLattice, runs, known);
  const { squareIds } = await correctIntervals(scoped, unit.id, runs, intervals);
  return { intervals: allocateIntervals(0), range: spanOf(runs, declared), corrected: squareIds };
}

function spanOf(a: InstantRange, b: InstantRange = a): InstantRange {
  return { fromMs: Math.min(a.fromMs, b.fromMs), toMs: Math.max(a.toMs, b.toMs) };
}

const NO_SQUARES: ReadonlySet<number> = new Set();

/**
 * Matches what {@link creditTouchedRuns} will ask for ahead of it, so that its transaction finds the ways ready. Reads only.
 */
export async function matchAhead(
  scoped: Scoped,
  unit: Unit,
  touched: InstantRange,
  ground: TrackGround,
  streets: Streets,
): Promise<() => Promise<void>> {
  if (!isMatchedMode(unit.mode)) return async () => undefined;
  const { stored, runs } = await touchedFixes(scoped, unit, touched);
  const fixes = fixesWithin(fixesOnGround(cleanFixes(stored, unit.mode).kept, ground).onLattice, runs);
  return async () => void (await courseOf(unit, fixes, [runs], () => streets));
}

/** The stored fixes of a unit round the runs that those within `touched` belong to, and these runs. */
async function touchedFixes(
  scoped: Scoped,
  unit: Unit,
  touched: InstantRange,
): Promise<{ readonly stored: FixColumns; readonly runs: InstantRange }> {
  const maxGapMs = runGapMs(unit.intervalSeconds);
  for (let contextMs = FIRST_CONTEXT_MS; ; contextMs *= 2) {
    const window = { fromMs: touched.fromMs - contextMs, toMs: touched.toMs + contextMs };
    const stored = await fixesOfUnit(scoped, unit.id, window, unit.mode === 'drone' ? 'camera' : undefined);
    const runs = touchedRuns(stored.instantMs, touched, maxGapMs) ?? touched;
    // A run, or the track around it, that reaches near the window's edge may go on beyond it.
    const inside = runs.fromMs - window.fromMs > TRACK_SILENCE_MS && window.toMs - runs.toMs > TRACK_SILENCE_MS;
    if (inside || contextMs >= LAST_CONTEXT_MS) return { stored, runs };
  }
}

/** Whether the unit has fixes stored so near to `touched` that they may share a run or a silence with it. */
export async function hasFixesNear(scoped: Scoped, unitId: number, touched: InstantRange): Promise<boolean> {
  const near = await fixesOfUnit(scoped, unitId, { fromMs: touched.fromMs - FIRST_CONTEXT_MS, toMs: touched.toMs + FIRST_CONTEXT_MS });
  return near.length > 0;
}

interface RangeCredit {
  readonly scoped: Scoped;
  readonly unit: Unit;
  readonly ground: TrackGround;
  readonly basis: MatchBasis;
}

/** How runs were credited before, and in which there is something new. */
interface KnownRuns {
  readonly runs: readonly CreditedRun[];
  readonly touched: InstantRange | undefined;
}

async function creditRange(
  { scoped, unit, ground, basis }: RangeCredit,
  { stored, cleaned }: FreshFixes,
  onLattice: FixColumns,
  range: InstantRange,
  known: KnownRuns | undefined,
): Promise<PresenceIntervals> {
  const fixes = fixesWithin(onLattice, range);
  const runs = storedRuns(fixesWithin(stored, range).instantMs, runGapMs(unit.intervalSeconds));
  const streetsOf = (run: InstantRange): Streets | undefined => (isStraight(run, basis, known) ? undefined : basis.streets);
  const { intervals, unknown, steps } = creditPresence(
    {
      unitId: unit.id,
      mode: unit.mode,
      kind: unit.kind,
      duty: unit.onSite === true ? 'base' : 'patrol',
      intervalSeconds: unit.intervalSeconds,
      fixes,
      camera: droneCameraOf(unit),
      course: await courseOf(unit, fixes, runs, streetsOf),
      posts: unit.mode === 'post' ? await postsOf(scoped, unit.id, range, ground) : undefined,
    },
    ground,
  );
  await insertUnknown(scoped, unit.id, unknown);
  const credited = creditedRunsOf({
    unitId: unit.id,
    runs,
    steps,
    dropped: cleaned.droppedFixes.filter(({ instantMs }) => instantMs >= range.fromMs && instantMs <= range.toMs),
    streetsOf: (run) => (isMatchedMode(unit.mode) ? streetsOf(run)?.digest : undefined),
  });
  await replaceCreditedRuns(scoped, unit.id, range, credited);
  // Pieces go on over silences that end a run, so they are cut anew from silence to silence.
  const track = touchedTrack(cleaned.kept, range);
  await insertTrackPieces(scoped, { unitId: unit.id, mode: unit.mode }, fixesWithin(cleaned.kept, track));
  return intervals;
}

/** Where the roster has a post stand, in the metres of the ground. */
async function postsOf(scoped: Scoped, unitId: number, range: InstantRange, { projection }: TrackGround): Promise<RosteredPost[]> {
  const places = await rosteredPlaces(scoped, unitId, range);
  return places.map(({ fromMs, toMs, location }) => ({ fromMs, toMs, ...projection.toMeters(location) }));
}

function isStraight(run: InstantRange, { straightBeforeMs = -Infinity }: MatchBasis, known: KnownRuns | undefined): boolean {
  if (run.toMs < straightBeforeMs) return true;
  if (known === undefined || (known.touched !== undefined && overlap(run, known.touched))) return false;
  const before = known.runs.filter((credited) => overlap(run, credited));
  return before.length > 0 && before.every(({ streets }) => streets === undefined);
}

function overlap(a: InstantRange, b: InstantRange): boolean {
  return a.fromMs <= b.toMs && a.toMs >= b.fromMs;
}

/** The ways of fixes that make up these runs; undefined when all are taken straight. */
async function courseOf(
  unit: Unit,
  fixes: FixColumns,
  runs: readonly InstantRange[],
  streetsOf: (run: InstantRange) => Streets | undefined,
): Promise<MatchedCourse | undefined> {
  const { mode } = unit;
  if (!isMatchedMode(mode) || runs.every((run) => streetsOf(run) === undefined)) return undefined;
  const observedLimitMs = observedGapMs(unit.intervalSeconds);
  const parts: MatchedCourse[] = [];
  let step = 0;
  let from = 0;
  for (const run of runs) {
    while (from < fixes.length && fixes.instantMs[from] < run.fromMs) from++;
    let to = from;
    while (to < fixes.length && fixes.instantMs[to] <= run.toMs) to++;
    const streets = streetsOf(run);
    if (streets !== undefined && to - from >= 2) {
      if (from > step) parts.push(straightCourse(from - step));
      parts.push(await streets.course({ mode, observedLimitMs, fixes: fixesAt(fixes, from, to) }));
      step = to - 1;
    }
    from = to;
  }
  const steps = Math.max(0, fixes.length - 1);
  if (steps > step) parts.push(straightCourse(steps - step));
  return joinCourses(parts);
}

function fixesAt({ instantMs, lng, lat }: FixColumns, from: number, to: number): Pick<FixColumns, 'length' | 'instantMs' | 'lng' | 'lat'> {
  return { length: to - from, instantMs: instantMs.subarray(from, to), lng: lng.subarray(from, to), lat: lat.subarray(from, to) };
}

function touchedTrack({ instantMs, length }: FixColumns, range: InstantRange): InstantRange {
  let { fromMs, toMs } = range;
  for (let i = length - 1; i >= 0; i--) if (instantMs[i] < fromMs && fromMs - instantMs[i] <= TRACK_SILENCE_MS) fromMs = instantMs[i];
  for (let i = 0; i < length; i++) if (instantMs[i] > toMs && instantMs[i] - toMs <= TRACK_SILENCE_MS) toMs = instantMs[i];
  return { fromMs, toMs };
}

/** Fixes from `fromMs` to `toMs`, both included. */
function fixesWithin(fixes: FixColumns, { fromMs, toMs }: InstantRange): FixColumns {
  if (fixes.length === 0 || (fixes.instantMs[0] >= fromMs && fixes.instantMs[fixes.length - 1] <= toMs)) return fixes;
  const within: number[] = [];
  for (let i = 0; i < fixes.length; i++) if (fixes.instantMs[i] >= fromMs && fixes.instantMs[i] <= toMs) within.push(i);
  return takeFixes(fixes, within);
}

/** Writes what units were credited to the ledger and, unless only that is asked for, derives visits and hours from it. */
export async function storeCredit(scoped: Scoped, credits: readonly TrackCredit[], depth: 'ledger' | 'all'): Promise<void> {
  if (credits.length === 0) return;
  const intervals = concatIntervals(credits.map((credit) => credit.intervals));
  if (intervals.length > 0) await insertIntervals(scoped, intervals);
  if (depth === 'ledger') return;
  const fromMs = Math.min(...credits.map((credit) => credit.range.fromMs));
  const toMs = Math.max(...credits.map((credit) => credit.range.toMs));
  await deriveVisitsAndHours(scoped, { fromMs, toMs: toMs + 1 });
}
