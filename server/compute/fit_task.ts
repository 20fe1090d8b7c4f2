import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { fitRisk } from '@beatline/shared/risk/fit_risk';
import type { RiskIncidents, RiskModel } from '@beatline/shared/risk/risk_model';
import { assignTiers } from '@beatline/shared/risk/tiers';
import type { RunControls } from './run_controls';

export interface FitInput {
  readonly timeZone: string;
  readonly cellMeters: number;
  /** Ascending. */
  readonly squareId: Float64Array;
  /** District each square is ranked in, -1 unassigned. */
  readonly districtId: Int32Array;
  /** Area whose hours of the week each square has, from 0. */
  readonly profileArea: Uint16Array;
  /** Police cell of each square, -1 none. */
  readonly policeCellId: Int32Array;
  readonly incidents: RiskIncidents;
  readonly untilMs: number;
  readonly historyDays: number;
}
export interface FittedRisk {
  readonly model: RiskModel;
  readonly tiers: Uint8Array;
}

export function fitTask(input: FitInput, controls: RunControls<number>): FittedRisk {
  const model = fitRisk({
    squareId: input.squareId,
    cellMeters: input.cellMeters,
    profileArea: input.profileArea,
    policeCell: input.policeCellId,
    incidents: input.incidents,
    untilMs: input.untilMs,
    historyDays: input.historyDays,
    clock: createSlotClock(input.timeZone),
    onProgress: controls.onProgress,
  });
  return { model, tiers: assignTiers(model, input.districtId) };
}
