import type { DaysLikeOthers } from '@beatline/shared/model/day_type';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { createGrowingRisk, type GrowingRisk } from '@beatline/shared/risk/growing_risk';
import { incidentsFrom, type RiskIncidents, type RiskModel } from '@beatline/shared/risk/risk_model';
import { assignTiers } from '@beatline/shared/risk/tiers';
import type { RunControls } from './run_controls';

export interface FitInput {
  readonly timeZone: string;
  readonly unusualDays: DaysLikeOthers;
  readonly cellMeters: number;
  /** Ascending. */
  readonly squareId: Float64Array;
  /** District each square is ranked in, -1 unassigned. */
  readonly districtId: Int32Array;
  /** Area whose hours of the week each square has, from 0. */
  readonly profileArea: Uint16Array;
  /** Police cell of each square, -1 none. */
  readonly policeCellId: Int32Array;
  /** How much an incident of each group counts when squares are ranked. */
  readonly harmWeight: Float64Array;
  /** Oldest first. */
  readonly incidents: RiskIncidents;
  /** From when on the records are complete. */
  readonly fromMs: number;
  readonly untilMs: number;
}
export interface FittedRisk {
  readonly model: RiskModel;
  readonly tiers: Uint8Array;
  /** Incidents that were already in from the fit before; the others were added to it. */
  readonly kept: number;
}

/** What the last fit of this thread was made of: tomorrow's adds a day to it. */
let last: { readonly input: FitInput; readonly growing: GrowingRisk } | undefined;

/** Fits the risk; where ground and earlier incidents are those of the last fit, only what came since is added, with the same result. */
export function fitTask(input: FitInput, controls: RunControls<number>): FittedRisk {
  const before = last === undefined || !standsOn(last.input, input) ? undefined : last;
  // what was begun and fails is not built on
  last = undefined;
  const kept = before?.input.incidents.length ?? 0;
  const growing =
    before?.growing ??
    createGrowingRisk({
      squareId: input.squareId,
      cellMeters: input.cellMeters,
      profileArea: input.profileArea,
      policeCell: input.policeCellId,
      clock: createSlotClock(input.timeZone, input.unusualDays),
      fromMs: input.fromMs,
    });
  growing.advance(kept === 0 ? input.incidents : incidentsFrom(input.incidents, kept), input.untilMs, controls.onProgress);
  const model = growing.model();
  last = { input, growing };
  controls.onProgress?.(1);
  return { model, tiers: assignTiers(model, input.districtId, input.harmWeight), kept };
}

/** Whether a fit is an earlier one and what came after its end. */
function standsOn(earlier: FitInput, now: FitInput): boolean {
  const { incidents } = earlier;
  return (
    earlier.timeZone === now.timeZone &&
    JSON.stringify(earlier.unusualDays) === JSON.stringify(now.unusualDays) &&
    earlier.cellMeters === now.cellMeters &&
    earlier.fromMs === now.fromMs &&
    earlier.untilMs <= now.untilMs &&
    isPrefix(earlier.squareId, now.squareId, now.squareId.length) &&
    isPrefix(earlier.profileArea, now.profileArea, now.squareId.length) &&
    isPrefix(earlier.policeCellId, now.policeCellId, now.squareId.length) &&
    incidents.length <= now.incidents.length &&
    (incidents.length === now.incidents.length || now.incidents.instantMs[incidents.length] >= earlier.untilMs) &&
    (incidents.length === 0 || incidents.instantMs[incidents.length - 1] < earlier.untilMs) &&
    COLUMNS.every((name) => isPrefix(incidents[name], now.incidents[name], incidents.length))
  );
}

const COLUMNS = ['x', 'y', 'instantMs', 'rangeMs', 'group', 'hourKnown', 'weight'] as const;

function isPrefix(earlier: ArrayLike<number> | undefined, now: ArrayLike<number> | undefined, length: number): boolean {
  if (earlier === undefined || now === undefined) return earlier === now;
  if (earlier.length !== length || now.length < length) return false;
  for (let i = 0; i < length; i++) if (earlier[i] !== now[i]) return false;
  return true;
}
