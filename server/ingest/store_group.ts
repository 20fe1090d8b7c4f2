import type { Scoped } from '@beatline/db/engine/database';
import { FIX_BETTER, FIX_DUPLICATE, markUnsettled, storeFixGroup, trackTails, type UnsettledTrack } from '@beatline/db/queries/live_fixes';
import { insertIntervals } from '@beatline/db/queries/presence';
import { ensureUnits } from '@beatline/db/queries/units';
import { fixColumnsOf, takeFixes, type Fix } from '@beatline/shared/coverage/fixes';
import { concatIntervals, takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { Duty } from '@beatline/shared/model/evidence';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { Unit } from '@beatline/shared/model/unit';
import { fixesOnGround, type TrackGround } from '../imports/track_ground';
import { creditBatch, EMPTY_TAIL, TAIL_MS, tailOf, type UnitTail } from './unit_credit';

/** Fixes of one unit as a device or the simulator sends them. */
export interface UnitFixes {
  readonly unitCode: string;
  /** What a unit that is not registered yet is taken for. */
  readonly mode: PatrolMode;
  readonly fixes: readonly Fix[];
}

export interface IngestReport {
  readonly stored: number;
  /** Of an instant the unit had a fix as good for. */
  readonly duplicates: number;
  /** Stored, but older than the newest of the unit, or in place of a worse one: credited when its track is settled. */
  readonly late: number;
}

/** What a unit is on is not said by its device yet: patrol. */
export const LIVE_DUTY: Duty = 'patrol';

/** What the intake remembers between groups. */
export interface IntakeMemory {
  readonly units: ReadonlyMap<string, Unit>;
  /** By unit id. */
  readonly tails: ReadonlyMap<number, UnitTail>;
}

/** A unit that was heard in a group. */
export interface HeardUnit {
  readonly unit: Unit;
  /** What was not known before, in order of arrival. */
  readonly fixes: readonly Fix[];
  readonly tail: UnitTail;
  readonly unsettled: UnsettledTrack | undefined;
  readonly isLate: boolean;
}

export interface GroupOutcome {
  /** One for each submission, in their order. */
  readonly reports: readonly IngestReport[];
  readonly intervals: PresenceIntervals;
  readonly heard: readonly HeardUnit[];
  readonly units: ReadonlyMap<string, Unit>;
}

interface ArrivedFix {
  readonly fix: Fix;
  readonly submission: number;
}

/**
 * Stores everything several submissions hold and credits stage 1 of the ledger for it, set by set: the number of statements does not depend on the number of units.
 * Nothing in memory changes: the caller remembers the outcome once the transaction is durable.
 */
export async function storeGroup(
  scoped: Scoped,
  submissions: readonly (readonly UnitFixes[])[],
  memory: IntakeMemory,
  ground: TrackGround,
): Promise<GroupOutcome> {
  const units = await unitsOf(scoped, submissions, memory.units);
  const reports = submissions.map(() => ({ stored: 0, duplicates: 0, late: 0 }));
  const arrived = arrivedByUnit(submissions, units, reports);
  const byId = new Map([...units.values()].map((unit) => [unit.id, unit]));
  const tails = await tailsOf(scoped, byId, arrived, memory.tails);

  const flat = [...arrived].flatMap(([unitId, fixes]) => fixes.map((each) => ({ unitId, ...each })));
  const met = await storeFixGroup(scoped, {
    ...fixColumnsOf(flat.map(({ fix }) => fix)),
    unitId: Int32Array.from(flat, ({ unitId }) => unitId),
  });

  const heard: HeardUnit[] = [];
  const parts: PresenceIntervals[] = [];
  let position = 0;
  for (const [unitId, fixes] of arrived) {
    const unit = byId.get(unitId);
    if (unit === undefined) throw new Error(`unit ${unitId} is not of this group`);
    const tail = tails.get(unitId) ?? EMPTY_TAIL;
    const newestMs = tail.fixes.at(-1)?.instantMs ?? -Infinity;
    const added: Fix[] = [];
    let late = 0;
    for (const { fix, submission } of fixes) {
      const outcome = met[position++];
      if (outcome === FIX_DUPLICATE) {
        reports[submission].duplicates += 1;
        continue;
      }
      reports[submission].stored += 1;
      added.push(fix);
      if (outcome !== FIX_BETTER && fix.instantMs > newestMs) continue;
      reports[submission].late += 1;
      late += 1;
    }
    const credited = creditBatch(unit, LIVE_DUTY, tail, onLattice(added, ground), ground);
    parts.push(credited.intervals);
    heard.push({ unit, fixes: added, tail: credited.tail, unsettled: unsettledOf(unit, added), isLate: late > 0 });
  }

  const intervals = onSquares(concatIntervals(parts), ground);
  await insertIntervals(scoped, intervals, 'in squares');
  await markUnsettled(
    scoped,
    heard.flatMap(({ unsettled }) => (unsettled === undefined ? [] : [unsettled])),
  );
  return { reports, intervals, heard, units };
}

async function unitsOf(
  scoped: Scoped,
  submissions: readonly (readonly UnitFixes[])[],
  known: ReadonlyMap<string, Unit>,
): Promise<Map<string, Unit>> {
  const units = new Map<string, Unit>();
  const missing = new Map<PatrolMode, Set<string>>();
  for (const { unitCode, mode } of submissions.flat()) {
    const unit = known.get(unitCode);
    if (unit !== undefined) units.set(unitCode, unit);
    else missing.set(mode, (missing.get(mode) ?? new Set()).add(unitCode));
  }
  for (const [mode, codes] of missing) for (const [code, unit] of await ensureUnits(scoped, [...codes], mode)) units.set(code, unit);
  return units;
}

/** One fix per unit and instant, the best, as cleaning would choose; the others count as duplicates of their submission. */
function arrivedByUnit(
  submissions: readonly (readonly UnitFixes[])[],
  units: ReadonlyMap<string, Unit>,
  reports: readonly { duplicates: number }[],
): Map<number, ArrivedFix[]> {
  const byUnit = new Map<number, Map<number, ArrivedFix>>();
  submissions.forEach((batches, submission) => {
    for (const { unitCode, fixes } of batches) {
      const unit = units.get(unitCode);
      if (unit === undefined) throw new Error(`unit ${unitCode} was not made`);
      let byInstant = byUnit.get(unit.id);
      if (byInstant === undefined) byUnit.set(unit.id, (byInstant = new Map()));
      for (const fix of fixes) {
        const other = byInstant.get(fix.instantMs);
        if (other === undefined) {
          byInstant.set(fix.instantMs, { fix, submission });
        } else if (isBetter(fix, other.fix)) {
          reports[other.submission].duplicates += 1;
          byInstant.set(fix.instantMs, { fix, submission });
        } else {
          reports[submission].duplicates += 1;
        }
      }
    }
  });
  return new Map([...byUnit].map(([unitId, byInstant]) => [unitId, [...byInstant.values()]]));
}

function isBetter(a: Fix, b: Fix): boolean {
  const known = (value: number | undefined): number => value ?? Number.MAX_VALUE;
  const order =
    known(a.accuracyMeters) - known(b.accuracyMeters) ||
    a.lng - b.lng ||
    a.lat - b.lat ||
    known(a.heightMeters) - known(b.heightMeters) ||
    known(a.pitchDegrees) - known(b.pitchDegrees) ||
    known(a.yawDegrees) - known(b.yawDegrees);
  return order < 0;
}

/** Tails from memory, and from the database for units not heard since the start. */
async function tailsOf(
  scoped: Scoped,
  unitById: ReadonlyMap<number, Unit>,
  arrived: ReadonlyMap<number, readonly ArrivedFix[]>,
  known: ReadonlyMap<number, UnitTail>,
): Promise<Map<number, UnitTail>> {
  const tails = new Map<number, UnitTail>();
  const missing: number[] = [];
  let earliestMs = Infinity;
  for (const [unitId, fixes] of arrived) {
    const tail = known.get(unitId);
    if (tail !== undefined) {
      tails.set(unitId, tail);
      continue;
    }
    missing.push(unitId);
    for (const { fix } of fixes) earliestMs = Math.min(earliestMs, fix.instantMs);
  }
  if (missing.length === 0) return tails;
  const stored = await trackTails(scoped, missing, { sinceMs: earliestMs - TAIL_MS, tailMs: TAIL_MS });
  for (let from = 0; from < stored.length;) {
    let to = from;
    while (to < stored.length && stored.unitId[to] === stored.unitId[from]) to++;
    const unit = unitById.get(stored.unitId[from]);
    const indexes = Array.from({ length: to - from }, (_, i) => from + i);
    if (unit !== undefined) tails.set(unit.id, tailOf(unit, takeFixes(stored, indexes)));
    from = to;
  }
  return tails;
}

/** Off the lattice a projection gives anything: such fixes are stored and credit nothing. */
function onLattice(fixes: readonly Fix[], ground: TrackGround): readonly Fix[] {
  if (fixesOnGround(fixColumnsOf(fixes), ground).onLattice.length === fixes.length) return fixes;
  return fixes.filter((fix) => fixesOnGround(fixColumnsOf([fix]), ground).onLattice.length === 1);
}

/** Presence off the squares is stored as fixes and credits nothing. */
function onSquares(intervals: PresenceIntervals, ground: TrackGround): PresenceIntervals {
  const rows: number[] = [];
  for (let row = 0; row < intervals.length; row++)
    if (ground.squareIds.has(intervals.squareId[row]) && intervals.endMs[row] > intervals.startMs[row]) rows.push(row);
  return rows.length === intervals.length ? intervals : takeIntervals(intervals, rows);
}

function unsettledOf(unit: Unit, added: readonly Fix[]): UnsettledTrack | undefined {
  if (added.length === 0) return undefined;
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const { instantMs } of added) {
    fromMs = Math.min(fromMs, instantMs);
    toMs = Math.max(toMs, instantMs);
  }
  return { unitId: unit.id, fromMs, toMs };
}
