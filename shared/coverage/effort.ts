import { DUTIES } from '../model/evidence';
import { PATROL_MODES, type PatrolMode } from '../model/patrol_mode';
import type { InstantRange } from '../model/time_window';
import type { PresenceIntervals } from './presence_intervals';

/** A silence longer than this ends a turn on patrol: as in the ledger, where it is time off duty. */
const TURN_BREAK_MS = 4 * 3_600_000;
/** A silence longer than this lies between two flights (METHODS 3: beyond it nothing is credited). */
const SORTIE_BREAK_MS = 300_000;

/** What patrols put in over a window, one row for each mode that was out. */
export interface ModeEffort {
  readonly mode: PatrolMode;
  /** Turns on patrol that touch the window: 台次 of vehicles, 架次 of drones (one for each flight), 组次 of the others. */
  readonly turns: number;
  /** Heads of the crews over the turns, 人次. */
  readonly heads: number;
  /** Units that were out. */
  readonly units: number;
  /** Unit-seconds on patrol within the window: a sum over units, never a union. */
  readonly unitSeconds: number;
}

const PATROL = DUTIES.indexOf('patrol');
const DRONE = PATROL_MODES.indexOf('drone');

/**
 * Effort (人次、台次、架次) from the ledger: a unit's presence on patrol joined over breaks of up to four hours is one turn, a drone's over up to five minutes. A turn
 * that goes on across an edge of the window counts on both sides of it, so turns of windows do not add up; unit-seconds do. `crewOf` gives the heads of a unit.
 * Rows outside the window are looked at only for the turns they belong to. A function of the set of rows. O(n log n).
 */
export function effortByMode(intervals: PresenceIntervals, window: InstantRange, crewOf: (unitId: number) => number): ModeEffort[] {
  const { unitId, mode, startMs, endMs, duty, seenOnly } = intervals;
  const rows = Uint32Array.from(
    Array.from({ length: intervals.length }, (_, row) => row).filter(
      (row) =>
        duty[row] === PATROL &&
        seenOnly[row] === 0 &&
        startMs[row] < window.toMs &&
        endMs[row] > window.fromMs &&
        endMs[row] > startMs[row],
    ),
  ).sort((a, b) => mode[a] - mode[b] || unitId[a] - unitId[b] || startMs[a] - startMs[b] || endMs[a] - endMs[b]);

  const efforts: { mode: PatrolMode; turns: number; heads: number; units: number; unitSeconds: number }[] = [];
  let last = -1;
  let reachedMs = -Infinity;
  for (const row of rows) {
    const isNewMode = last < 0 || mode[last] !== mode[row];
    const isNewUnit = isNewMode || unitId[last] !== unitId[row];
    if (isNewMode) efforts.push({ mode: PATROL_MODES[mode[row]], turns: 0, heads: 0, units: 0, unitSeconds: 0 });
    const effort = efforts[efforts.length - 1];
    const breakMs = mode[row] === DRONE ? SORTIE_BREAK_MS : TURN_BREAK_MS;
    if (isNewUnit) {
      effort.units++;
      reachedMs = -Infinity;
    }
    if (startMs[row] - reachedMs > breakMs) {
      effort.turns++;
      effort.heads += crewOf(unitId[row]);
    }
    effort.unitSeconds += (Math.min(endMs[row], window.toMs) - Math.max(startMs[row], window.fromMs)) / 1000;
    reachedMs = Math.max(reachedMs, endMs[row]);
    last = row;
  }
  return efforts;
}
