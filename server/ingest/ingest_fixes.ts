import { loadFixes } from '@beatline/db/queries/fixes';
import { deriveVisitsAndHours, insertIntervals } from '@beatline/db/queries/presence';
import { insertTrackPieces } from '@beatline/db/queries/tracks';
import { ensureUnits } from '@beatline/db/queries/units';
import { fixColumnsOf, type Fix } from '@beatline/shared/coverage/fixes';
import { concatIntervals, takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { Duty } from '@beatline/shared/model/evidence';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { Unit } from '@beatline/shared/model/unit';
import type { App } from '../app';
import type { Ground } from '../ground/ground_store';
import { creditBatch, EMPTY_TAIL, type UnitTail } from './unit_credit';

/** Fixes of one unit as a device or the simulator sends them. */
export interface UnitFixes {
  readonly unitCode: string;
  /** What a unit that is not registered yet is taken for. */
  readonly mode: PatrolMode;
  readonly fixes: readonly Fix[];
}

export interface IngestReport {
  readonly stored: number;
  /** Stored before. */
  readonly duplicates: number;
  /** Stored, but older than what was credited already: they credit nothing until the run is worked out again. */
  readonly late: number;
}

/** Takes fixes in, one call after another. */
export interface Intake {
  /** Durable when it resolves: fixes and the stage 1 credit of the ledger are written in one transaction, or neither is. */
  ingest(batches: readonly UnitFixes[]): Promise<IngestReport>;
  /** Brings what derives from the ledger up to date; call it before the intake is given up. */
  finish(): Promise<void>;
}

/** Pieces of track, visits and hours follow the ledger at this distance: they serve searches and statistics, not the figures of the moment. */
const UPKEEP_EVERY_MS = 60_000;

/** What a unit is on is not said by its device yet: patrol. */
const DUTY: Duty = 'patrol';

export function createIntake(app: App): Intake {
  let tails = new Map<string, UnitTail>();
  let last: Promise<unknown> = Promise.resolve();
  const touched = new Map<string, Unit>();
  let touchedFromMs = Infinity;
  let touchedToMs = -Infinity;
  let upkeptMs = app.nowMs();

  async function take(batches: readonly UnitFixes[]): Promise<IngestReport> {
    const ground = await app.ground.current();
    const taken = await app.query(async (scoped) => {
      const nextTails = new Map(tails);
      const report = { stored: 0, duplicates: 0, late: 0 };
      const parts: PresenceIntervals[] = [];
      const heard: { readonly unit: Unit; readonly fixes: readonly Fix[] }[] = [];
      for (const { unitCode, mode, fixes } of batches) {
        const unit = (await ensureUnits(scoped, [unitCode], mode)).get(unitCode);
        if (unit === undefined) throw new Error(`unit ${unitCode} was not made`);
        const { stored, duplicates } = await loadFixes(scoped, unit.id, fixColumnsOf(fixes));
        const credited = creditBatch(unit, DUTY, tails.get(unitCode) ?? EMPTY_TAIL, fixes, {
          projection: ground.projection,
          cellMeters: ground.deployment.cellMeters,
        });
        nextTails.set(unitCode, credited.tail);
        parts.push(credited.intervals);
        heard.push({ unit, fixes });
        report.stored += stored;
        report.duplicates += duplicates;
        report.late += credited.late;
      }
      const intervals = onGround(concatIntervals(parts), ground);
      await insertIntervals(scoped, intervals);
      return { report, intervals, heard, nextTails };
    });
    // Only what is durable is remembered and told.
    tails = taken.nextTails;
    app.ledger.append(taken.intervals);
    for (const { unit, fixes } of taken.heard) {
      app.live.note(unit, DUTY, fixes);
      touched.set(unit.code, unit);
    }
    for (let row = 0; row < taken.intervals.length; row++) {
      touchedFromMs = Math.min(touchedFromMs, taken.intervals.startMs[row]);
      touchedToMs = Math.max(touchedToMs, taken.intervals.endMs[row]);
    }
    app.live.announce();
    if (app.nowMs() - upkeptMs >= UPKEEP_EVERY_MS) await upkeep();
    return taken.report;
  }

  /** One transaction a unit, so that pages asking for something else are not held up. */
  async function upkeep(): Promise<void> {
    upkeptMs = app.nowMs();
    for (const [code, unit] of touched) {
      const fixes = tails.get(code)?.fixes ?? [];
      if (fixes.length >= 2)
        await app.query((scoped) => insertTrackPieces(scoped, { unitId: unit.id, mode: unit.mode }, fixColumnsOf(fixes)));
      touched.delete(code);
    }
    if (touchedFromMs < touchedToMs) {
      const range = { fromMs: touchedFromMs, toMs: touchedToMs };
      await app.query((scoped) => deriveVisitsAndHours(scoped, range));
    }
    touchedFromMs = Infinity;
    touchedToMs = -Infinity;
  }

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = last.then(run);
    // One that fails does not stop the ones behind it; its own caller is told.
    last = next.catch(() => undefined);
    return next;
  }

  return {
    ingest: (batches) => inTurn(() => take(batches)),
    finish: () => inTurn(upkeep),
  };
}

/** Presence off the squares is stored as fixes and credits nothing. */
function onGround(intervals: PresenceIntervals, ground: Ground): PresenceIntervals {
  const rows: number[] = [];
  for (let row = 0; row < intervals.length; row++) if (ground.indexOf(intervals.squareId[row]) !== undefined) rows.push(row);
  return rows.length === intervals.length ? intervals : takeIntervals(intervals, rows);
}
