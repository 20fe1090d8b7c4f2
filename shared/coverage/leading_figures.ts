import { EVIDENCE_CLASSES, DUTIES } from '../model/evidence';
import { FORCE_KINDS } from '../model/force_kind';
import type { IncidentSource } from '../model/incident';
import { PATROL_MODES } from '../model/patrol_mode';
import { SHIFT_BAND_COUNT } from '../model/shift_band';
import type { SlotClock } from '../model/slot_clock';
import { TIERS } from '../model/tier';
import type { InstantRange } from '../model/time_window';
import { groupBySquare } from './group_by_square';
import type { CoverageMeasure, SquareField } from './measure_coverage';
import type { PresenceIntervals } from './presence_intervals';
import { cutWindow } from './window_hours';

/** Seen at least this long, an hour of a square has had its patrol (METHODS 4). */
const SEEN_MS = 3 * 60_000;

/** What the public recognises as a patrol. Chosen to include the bike, which METHODS 4 does not name: an officer on a marked bike is one. */
const VISIBLE_MODES = ['vehicle', 'bike', 'foot', 'post'] as const;
const POLICE_KINDS = ['sworn', 'auxiliary'] as const;

const RED = TIERS.indexOf('red');
const ORANGE = TIERS.indexOf('orange');

/**
 * 见警率 (METHODS 4): share of (red or orange square, local hour) of the window in which a marked vehicle, foot team or post on patrol was in sight for at least 3 min
 * in all. Hours the window cuts to less than 3 min are left out; the window should not reach past now. Undefined without a red or orange hour. O(rows · log squares + squares · hours).
 */
export function visiblePresenceRate(input: {
  readonly squares: Pick<SquareField, 'squareId' | 'tierByBand'>;
  readonly intervals: PresenceIntervals;
  readonly window: InstantRange;
  readonly clock: SlotClock;
}): number | undefined {
  const { squares, intervals, window } = input;
  const hours = cutWindow(window, input.clock);
  const groups = groupBySquare(intervals, squares.squareId, visibleRows(intervals));
  let squareHours = 0;
  let seenHours = 0;
  for (let square = 0; square < squares.squareId.length; square++) {
    for (let hour = 0; hour < hours.count; hour++) {
      const tier = squares.tierByBand[square * SHIFT_BAND_COUNT + hours.band[hour]];
      if (tier !== RED && tier !== ORANGE) continue;
      if (hours.edgeMs[hour + 1] - hours.edgeMs[hour] < SEEN_MS) continue;
      squareHours++;
      const rows = groups.rows.subarray(groups.firstRow[square], groups.firstRow[square + 1]);
      if (unionMs(intervals, rows, hours.edgeMs[hour], hours.edgeMs[hour + 1]) >= SEEN_MS) seenHours++;
    }
  }
  return squareHours === 0 ? undefined : seenHours / squareHours;
}

function visibleRows(intervals: PresenceIntervals): (row: number) => boolean {
  const modes = new Set<number>(VISIBLE_MODES.map((mode) => PATROL_MODES.indexOf(mode)));
  const kinds = new Set<number>(POLICE_KINDS.map((kind) => FORCE_KINDS.indexOf(kind)));
  const evidence = new Set<number>([EVIDENCE_CLASSES.indexOf('observed'), EVIDENCE_CLASSES.indexOf('inferred')]);
  const patrol = DUTIES.indexOf('patrol');
  return (row) =>
    intervals.duty[row] === patrol &&
    modes.has(intervals.mode[row]) &&
    kinds.has(intervals.kind[row]) &&
    evidence.has(intervals.evidence[row]);
}

/** Union of rows, by start, within [fromMs, toMs). */
function unionMs(intervals: PresenceIntervals, rows: Int32Array, fromMs: number, toMs: number): number {
  let union = 0;
  let reachedMs = fromMs;
  for (const row of rows) {
    if (intervals.startMs[row] >= toMs) break;
    const endMs = Math.min(intervals.endMs[row], toMs);
    if (endMs <= reachedMs) continue;
    union += endMs - Math.max(intervals.startMs[row], reachedMs);
    reachedMs = endMs;
  }
  return union;
}

/** 管事率 with the counts it comes from. */
export interface PatrolReach {
  /** Undefined when nobody called. */
  readonly rate: number | undefined;
  readonly calls: number;
  readonly reached: number;
  /** Incidents that patrols found themselves: shown apart, in neither count. */
  readonly foundByPatrols: number;
}

/**
 * 管事率 (METHODS 4): share of street incidents in patrol hours with a patrol within 3 min of travel when the call came. The caller hands in just those incidents, and
 * knows the streets: `isReached` says whether a patrol was near enough.
 */
export function patrolReachRate<Incident extends { readonly source: IncidentSource }>(
  incidents: readonly Incident[],
  isReached: (incident: Incident) => boolean,
): PatrolReach {
  const calls = incidents.filter((incident) => incident.source === 'citizen');
  const reached = calls.filter(isReached).length;
  return {
    rate: calls.length === 0 ? undefined : reached / calls.length,
    calls: calls.length,
    reached,
    foundByPatrols: incidents.length - calls.length,
  };
}

/** 高风险时空覆盖率 (METHODS 4): share of red and orange square-time in standard; undefined when there is none. */
export function highRiskCoverage(totals: Pick<CoverageMeasure['totals'], 'tierMs' | 'tierCoveredMs'>): number | undefined {
  const ms = totals.tierMs[RED] + totals.tierMs[ORANGE];
  return ms === 0 ? undefined : (totals.tierCoveredMs[RED] + totals.tierCoveredMs[ORANGE]) / ms;
}

/** RWC (METHODS 4): 1 − ΣG/Σ∫ρ; undefined when nothing is expected. */
export function riskWeightedCoverage(totals: Pick<CoverageMeasure['totals'], 'expectedIncidents' | 'gapIncidents'>): number | undefined {
  return totals.expectedIncidents === 0 ? undefined : 1 - totals.gapIncidents / totals.expectedIncidents;
}
