import { fixesOfUnit } from '@beatline/db/queries/fixes';
import { deriveVisitsAndHours, insertIntervals, insertUnknown, removeIntervals } from '@beatline/db/queries/presence';
import { insertTrackPieces } from '@beatline/db/queries/tracks';
import type { Scoped } from '@beatline/db/engine/database';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { takeFixes, type FixColumns } from '@beatline/shared/coverage/fixes';
import { concatIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { touchedRuns } from '@beatline/shared/coverage/touched_runs';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { droneCameraOf, type Unit } from '@beatline/shared/model/unit';
import { fixesOnGround, type TrackGround } from './track_ground';

/** Fixes of a unit that is new around their time: all there are, cleaned, and known to lie on the lattice. */
export interface FreshFixes {
  readonly kept: FixColumns;
}

/** What the ledger takes for units whose fixes have changed; stored together by {@link storeCredit}, because it takes one large load best. */
export interface TrackCredit {
  readonly intervals: PresenceIntervals;
  /** The stretch credited anew. */
  readonly range: InstantRange;
}

const HOUR_MS = 3_600_000;
/** Longer than any silence that is told as unknown, and than a shift: most often no run crosses it. */
const FIRST_CONTEXT_MS = 24 * HOUR_MS;
/** A unit without a break for a month is a broken clock; its ledger is then right within the month. */
const LAST_CONTEXT_MS = 32 * FIRST_CONTEXT_MS;
/** The silence that parts a track (METHODS 3: beyond it nothing is credited). */
const TRACK_SILENCE_MS = 300_000;

/** Longest step between fixes that is observed (METHODS 3): up to three nominal intervals, but no more than 30 s or one interval. */
export function observedGapMs(intervalSeconds: number): number {
  return Math.max(intervalSeconds, Math.min(3 * intervalSeconds, 30)) * 1000;
}

/**
 * Credits the runs of a unit that fixes within `touched` belong to, from all its stored fixes, and takes what stood there before out of the ledger: files
 * that adjoin or overlap, in any order, leave the ledger that one file with all their fixes would. `fresh` is given when none
 * was stored near them before, which saves reading them back. Silences and track pieces are written here, presence by {@link storeCredit}.
 */
export async function creditTouchedRuns(
  scoped: Scoped,
  unit: Unit,
  touched: InstantRange,
  fresh: FreshFixes | undefined,
  ground: TrackGround,
): Promise<TrackCredit> {
  if (fresh !== undefined) return creditRange(scoped, unit, fresh.kept, fresh.kept, touched, ground);
  const maxGapMs = observedGapMs(unit.intervalSeconds);
  for (let contextMs = FIRST_CONTEXT_MS; ; contextMs *= 2) {
    const window = { fromMs: touched.fromMs - contextMs, toMs: touched.toMs + contextMs };
    const stored = await fixesOfUnit(scoped, unit.id, window, unit.mode === 'drone' ? 'camera' : undefined);
    const runs = touchedRuns(stored.instantMs, touched, maxGapMs) ?? touched;
    // A run, or the track around it, that reaches near the window's edge may go on beyond it.
    const inside = runs.fromMs - window.fromMs > TRACK_SILENCE_MS && window.toMs - runs.toMs > TRACK_SILENCE_MS;
    if (!inside && contextMs < LAST_CONTEXT_MS) continue;
    await removeIntervals(scoped, unit.id, { fromMs: runs.fromMs, toMs: runs.toMs + 1 });
    const { kept } = cleanFixes(stored, unit.mode);
    return creditRange(scoped, unit, kept, fixesOnGround(kept, ground).onLattice, runs, ground);
  }
}

/** Whether the unit has fixes stored so near to `touched` that they may share a run or a silence with it. */
export async function hasFixesNear(scoped: Scoped, unitId: number, touched: InstantRange): Promise<boolean> {
  const near = await fixesOfUnit(scoped, unitId, { fromMs: touched.fromMs - FIRST_CONTEXT_MS, toMs: touched.toMs + FIRST_CONTEXT_MS });
  return near.length > 0;
}

async function creditRange(
  scoped: Scoped,
  unit: Unit,
  kept: FixColumns,
  onLattice: FixColumns,
  range: InstantRange,
  ground: TrackGround,
): Promise<TrackCredit> {
  const { intervals, unknown } = creditPresence(
    {
      unitId: unit.id,
      mode: unit.mode,
      kind: unit.kind,
      duty: unit.onSite === true ? 'base' : 'patrol',
      intervalSeconds: unit.intervalSeconds,
      fixes: fixesWithin(onLattice, range),
      camera: droneCameraOf(unit),
    },
    ground,
  );
  await insertUnknown(scoped, unit.id, unknown);
  // Pieces go on over silences that end a run, so they are cut anew from silence to silence.
  const track = touchedTrack(kept, range);
  await insertTrackPieces(scoped, { unitId: unit.id, mode: unit.mode }, fixesWithin(kept, track));
  return { intervals, range };
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
  await insertIntervals(scoped, concatIntervals(credits.map((credit) => credit.intervals)));
  if (depth === 'ledger') return;
  const fromMs = Math.min(...credits.map((credit) => credit.range.fromMs));
  const toMs = Math.max(...credits.map((credit) => credit.range.toMs));
  await deriveVisitsAndHours(scoped, { fromMs, toMs: toMs + 1 });
}
