import { DUTIES, EVIDENCE_CLASSES } from '../model/evidence';
import { PATROL_MODES } from '../model/patrol_mode';
import type { SchoolRing } from '../model/school_plan';
import type { InstantRange } from '../model/time_window';
import type { PresenceIntervals } from './presence_intervals';

/**
 * How much of a window somebody has to be there for it to count as manned. Chosen: at the gate nearly throughout, trackers and hand-overs allowed for; on the approach
 * road half, because cars come and go; of the surroundings a tenth, some minutes of light and a round.
 */
export const MANNED_SHARE: Readonly<Record<SchoolRing, number>> = { gate: 0.8, approach: 0.5, surroundings: 0.1 };

/** How far each ring reaches from the gate, metres to the centres of squares; a ring leaves out what an inner one holds. Chosen: the gate, a walk of two minutes, a block more. */
export const RING_METERS: Readonly<Record<SchoolRing, number>> = { gate: 75, approach: 200, surroundings: 400 };

/** One window of one school on one day, with the squares of its ring. */
export interface DueWindow {
  readonly ring: SchoolRing;
  readonly range: InstantRange;
  /** Ids. */
  readonly squares: ReadonlySet<number>;
}

/** What became of a window. */
export interface WindowManning {
  /** `ahead` has not begun; `running` is not manned yet, but may be; the others are settled. */
  readonly state: 'ahead' | 'running' | 'manned' | 'missed';
  /** Share of the window with a patrol in sight of the ring, observed or inferred. */
  readonly share: number;
  /** The same with posts that were only declared. */
  readonly shareWithDeclared: number;
}

/**
 * Which windows were manned: patrols on duty (not video) in sight of a square of the ring, their time together over the length of the window, against {@link MANNED_SHARE}.
 * Time after `nowMs` has not happened. In the order of the windows. O(rows · windows they overlap).
 */
export function manningOf(windows: readonly DueWindow[], intervals: PresenceIntervals, nowMs: number): WindowManning[] {
  const patrol = DUTIES.indexOf('patrol');
  const video = PATROL_MODES.indexOf('video');
  const declared = EVIDENCE_CLASSES.indexOf('declared');
  const unknown = EVIDENCE_CLASSES.indexOf('unknown');
  return windows.map(({ ring, range, squares }): WindowManning => {
    const spans: (InstantRange & { readonly isDeclared: boolean })[] = [];
    for (let row = 0; row < intervals.length; row++) {
      if (intervals.startMs[row] >= range.toMs || intervals.endMs[row] <= range.fromMs || !squares.has(intervals.squareId[row])) continue;
      if (intervals.duty[row] !== patrol || intervals.mode[row] === video || intervals.evidence[row] === unknown) continue;
      spans.push({ fromMs: intervals.startMs[row], toMs: intervals.endMs[row], isDeclared: intervals.evidence[row] === declared });
    }
    const until = { fromMs: range.fromMs, toMs: Math.min(range.toMs, nowMs) };
    const lengthMs = range.toMs - range.fromMs;
    const share =
      unionMs(
        spans.filter((span) => !span.isDeclared),
        until,
      ) / lengthMs;
    const shareWithDeclared = unionMs(spans, until) / lengthMs;
    const state = share >= MANNED_SHARE[ring] ? 'manned' : range.fromMs > nowMs ? 'ahead' : range.toMs > nowMs ? 'running' : 'missed';
    return { state, share, shareWithDeclared };
  });
}

function unionMs(spans: readonly InstantRange[], within: InstantRange): number {
  let sum = 0;
  let reachedMs = within.fromMs;
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const endMs = Math.min(toMs, within.toMs);
    if (endMs <= reachedMs) continue;
    sum += endMs - Math.max(fromMs, reachedMs);
    reachedMs = endMs;
  }
  return sum;
}
