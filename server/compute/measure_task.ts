import { visiblePresenceRate } from '@beatline/shared/coverage/leading_figures';
import { measureCoverage, type CoverageMeasure } from '@beatline/shared/coverage/measure_coverage';
import { concatIntervals, takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { EVIDENCE_CLASSES, type Evidence } from '@beatline/shared/model/evidence';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { squareFieldOf, type GroundData } from '../ground/ground_data';
import type { UnknownColumns } from '../ledger/unknown_columns';
import { worstWaitOfRed } from './worst_wait';

export interface MeasureInput {
  readonly ground: GroundData;
  readonly parts: readonly PresenceIntervals[];
  readonly unknown: UnknownColumns;
  readonly window: InstantRange;
  readonly nowMs: number;
  readonly acceptedModes: readonly PatrolMode[] | undefined;
  readonly binMs: number | undefined;
}

/** Both ends of every coverage figure: observed presence alone, and with what was inferred. One object twice when nothing was inferred. */
export interface CoverageBounds {
  readonly observed: CoverageMeasure;
  readonly withInferred: CoverageMeasure;
  /** Time without data of units last heard in each square, within the window. */
  readonly unknownMs: Float64Array;
  /** The same over all units, wherever they were last heard. */
  readonly unknownTotalMs: number;
  readonly declaredMs: number;
  /** 见警率 of the part of the window that is over; undefined when none of it is, or it has no red or orange hour. */
  readonly visiblePresenceRate: number | undefined;
  /** Longest time a red square went without a visit in the part of the window that is over. */
  readonly worstWaitSeconds: number | undefined;
}

const OBSERVED: readonly Evidence[] = ['observed'];

export function measureTask(input: MeasureInput): CoverageBounds {
  const { ground, acceptedModes, binMs, window } = input;
  const clock = createSlotClock(ground.timeZone, ground.unusualDays);
  const squares = squareFieldOf(ground);
  const intervals = withModes(concatIntervals(input.parts), acceptedModes);
  const measure = (acceptedEvidence: readonly Evidence[] | undefined) =>
    measureCoverage({
      squares,
      standards: ground.standards,
      intervals,
      window,
      nowMs: input.nowMs,
      stateAtMs: Math.max(window.fromMs, Math.min(window.toMs, input.nowMs)),
      clock,
      ...(acceptedModes === undefined ? {} : { acceptedModes }),
      ...(acceptedEvidence === undefined ? {} : { acceptedEvidence }),
      ...(binMs === undefined ? {} : { binMs }),
    });
  const withInferred = measure(undefined);
  const past: InstantRange = { fromMs: window.fromMs, toMs: Math.min(window.toMs, input.nowMs) };
  const isOver = past.fromMs < past.toMs;
  return {
    observed: intervals.evidence.includes(EVIDENCE_CLASSES.indexOf('inferred')) ? measure(OBSERVED) : withInferred,
    withInferred,
    ...unknownBySquare(input.unknown, ground.squareId, past, acceptedModes),
    declaredMs: declaredMs(intervals, window),
    visiblePresenceRate: isOver ? visiblePresenceRate({ squares, intervals, window: past, clock }) : undefined,
    worstWaitSeconds: isOver ? worstWaitOfRed({ ground, intervals, window: past, tier: withInferred.perSquare.tier }) : undefined,
  };
}

/** Only these modes' rows; the figures that know no modes of their own then hold for the modes chosen. */
function withModes(intervals: PresenceIntervals, modes: readonly PatrolMode[] | undefined): PresenceIntervals {
  if (modes === undefined) return intervals;
  const accepted = PATROL_MODES.map((mode) => modes.includes(mode));
  const rows: number[] = [];
  for (let row = 0; row < intervals.length; row++) if (accepted[intervals.mode[row]]) rows.push(row);
  return takeIntervals(intervals, rows);
}

function unknownBySquare(
  unknown: UnknownColumns,
  squareId: Float64Array,
  window: InstantRange,
  modes: readonly PatrolMode[] | undefined,
): Pick<CoverageBounds, 'unknownMs' | 'unknownTotalMs'> {
  const accepted = PATROL_MODES.map((mode) => modes?.includes(mode) ?? true);
  const indexOf = new Map(Array.from(squareId, (id, index) => [id, index]));
  const unknownMs = new Float64Array(squareId.length);
  let unknownTotalMs = 0;
  for (let row = 0; row < unknown.length; row++) {
    const withinMs = Math.min(unknown.endMs[row], window.toMs) - Math.max(unknown.startMs[row], window.fromMs);
    if (withinMs <= 0 || !accepted[unknown.mode[row]]) continue;
    unknownTotalMs += withinMs;
    const index = indexOf.get(unknown.squareId[row]);
    if (index !== undefined) unknownMs[index] += withinMs;
  }
  return { unknownMs, unknownTotalMs };
}

function declaredMs(intervals: PresenceIntervals, window: InstantRange): number {
  const declared = EVIDENCE_CLASSES.indexOf('declared');
  let sum = 0;
  for (let row = 0; row < intervals.length; row++) {
    if (intervals.evidence[row] !== declared || intervals.seenOnly[row] === 1) continue;
    sum += Math.max(0, Math.min(intervals.endMs[row], window.toMs) - Math.max(intervals.startMs[row], window.fromMs));
  }
  return sum;
}
