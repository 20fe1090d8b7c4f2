import { DUTIES, EVIDENCE_CLASSES, type Duty, type Evidence } from '../model/evidence';
import { FORCE_KINDS, type ForceKind } from '../model/force_kind';
import { modeCodeOf, type PatrolMode } from '../model/patrol_mode';
import { createSlotClock } from '../model/slot_clock';
import { allocateIntervals, type PresenceIntervals } from './presence_intervals';

export const MINUTE = 60_000;
export const SHANGHAI = createSlotClock('Asia/Shanghai');
/** Monday 2026-03-02, 08:00 in Shanghai: the start of a day shift (band 1). */
export const MONDAY_8 = Date.parse('2026-03-02T08:00:00+08:00');

/** One row of a ledger for a test, times in minutes after {@link MONDAY_8}. What is left out: square 1, unit 1, a sworn crew in a car, observed on patrol. */
export interface Row {
  readonly square?: number;
  readonly from: number;
  readonly to: number;
  readonly unit?: number;
  readonly mode?: PatrolMode;
  readonly kind?: ForceKind;
  readonly duty?: Duty;
  readonly evidence?: Evidence;
  readonly seenOnly?: 0 | 1;
}

/** The ledger of these rows, in their order. */
export function ledger(rows: readonly Row[]): PresenceIntervals {
  const intervals = allocateIntervals(rows.length);
  rows.forEach((row, i) => {
    intervals.squareId[i] = row.square ?? 1;
    intervals.startMs[i] = MONDAY_8 + row.from * MINUTE;
    intervals.endMs[i] = MONDAY_8 + row.to * MINUTE;
    intervals.unitId[i] = row.unit ?? 1;
    intervals.mode[i] = modeCodeOf(row.mode ?? 'vehicle');
    intervals.kind[i] = FORCE_KINDS.indexOf(row.kind ?? 'sworn');
    intervals.duty[i] = DUTIES.indexOf(row.duty ?? 'patrol');
    intervals.evidence[i] = EVIDENCE_CLASSES.indexOf(row.evidence ?? 'observed');
    intervals.seenOnly[i] = row.seenOnly ?? 0;
  });
  return intervals;
}
