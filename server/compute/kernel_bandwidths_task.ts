import { createLatticeIndex } from '@beatline/shared/risk/lattice_index';
import type { ScoreSettings } from '@beatline/shared/risk/incident_score';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';
import { kernelBandwidths } from '@beatline/shared/risk/score_shares';
import { squareGround } from '@beatline/shared/risk/spread_kernel';
import type { RunControls } from './run_controls';

export interface KernelBandwidthsInput {
  /** Ascending. */
  readonly squareId: Float64Array;
  readonly cellMeters: number;
  /** Number of category groups. */
  readonly groups: number;
  readonly settings: ScoreSettings;
  /** Oldest first. */
  readonly incidents: RiskIncidents;
}

/** The bandwidth of each incident's kernel in the fit of its group, metres; 0 outside the squares. */
export function kernelBandwidthsTask(input: KernelBandwidthsInput, controls: RunControls<never>): Float64Array {
  const { incidents } = input;
  const ground = squareGround(createLatticeIndex(input.squareId), input.cellMeters);
  const bandwidth = new Float64Array(incidents.length);
  for (let group = 0; group < input.groups && !controls.shouldStop(); group++) {
    const rows: number[] = [];
    for (let row = 0; row < incidents.length; row++) if (incidents.group[row] === group) rows.push(row);
    const pick = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row]);
    const own = kernelBandwidths(ground, input.squareId.length, input.settings, {
      x: pick(incidents.x),
      y: pick(incidents.y),
      instantMs: pick(incidents.instantMs),
      ...(incidents.weight === undefined ? {} : { weight: pick(incidents.weight) }),
    });
    rows.forEach((row, i) => (bandwidth[row] = own[i]));
  }
  return bandwidth;
}
