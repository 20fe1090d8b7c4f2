import { createGrowingRisk, type RiskFitGround } from './growing_risk';
import type { RiskIncidents, RiskModel } from './risk_model';

const DAY_MS = 86_400_000;

export interface FitRiskInput extends Omit<RiskFitGround, 'fromMs'> {
  readonly incidents: RiskIncidents;
  /** Origin of the forecast: incidents from this instant on are left out. */
  readonly untilMs: number;
  /** L: how far back the records are complete, days. */
  readonly historyDays: number;
  readonly onProgress?: ((fractionDone: number) => void) | undefined;
}

/**
 * The default model of METHODS 2, per category group: decayed counts of each square plus an edge-corrected kernel of recent incidents, scaled to the group's
 * decayed level, with 1 % spread evenly; hours of the week by area, shrunk to those of the whole ground; the width of intervals from history held out. A group with fewer than 20
 * incidents gets its level spread evenly, and `notes` says so. O(incidents · (bandwidth / side)² + squares · groups).
 */
export function fitRisk(input: FitRiskInput): RiskModel {
  if (!(input.historyDays > 0)) throw new RangeError(`a history of ${input.historyDays} days holds nothing to fit`);
  const fit = createGrowingRisk({ ...input, fromMs: input.untilMs - input.historyDays * DAY_MS });
  fit.advance(input.incidents, input.untilMs, input.onProgress);
  const model = fit.model();
  input.onProgress?.(1);
  return model;
}
