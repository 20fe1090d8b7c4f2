import type { RiskIncidents } from './risk_model';

/** Added to the patrol-seconds of every cell (METHODS 2): a cell nobody was in has been passed by all the same. */
const BASE_EXPOSURE_SECONDS = 3600;

/** No incident counts for more than this many (METHODS 2): beyond it one find in a cell hardly looked at would make a hot spot. */
export const OFFICER_WEIGHT_CAP = 10;

/** What an incident that officers came upon counts, by how long they were there to come upon it. */
export interface OfficerExposure {
  /** w_c = min(10, ē/e_c) of each cell. */
  readonly weight: Float64Array;
  /** Ascending positions of the cells at the cap: so little patrolled that what patrols find there says nothing about them. */
  readonly notEstimable: Int32Array;
}

/**
 * Exposure weights of METHODS 2, after Ensign et al. 2018 (Runaway Feedback Loops in Predictive Policing): incidents found by patrols count inversely to the time patrols
 * spent in their cell, e_c = patrol-seconds + 3600, ē its mean over cells; unweighted, a forecast sends patrols where patrols were. `patrolSeconds` of each cell over
 * the window of the fit.
 */
export function weighOfficerIncidents(patrolSeconds: ArrayLike<number>): OfficerExposure {
  const cells = patrolSeconds.length;
  let total = 0;
  for (let cell = 0; cell < cells; cell++) {
    if (!(patrolSeconds[cell] >= 0)) throw new RangeError(`cell ${cell} was patrolled for ${patrolSeconds[cell]} s`);
    total += patrolSeconds[cell] + BASE_EXPOSURE_SECONDS;
  }
  const meanExposure = total / cells;
  const weight = new Float64Array(cells);
  const notEstimable: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const exact = meanExposure / (patrolSeconds[cell] + BASE_EXPOSURE_SECONDS);
    weight[cell] = Math.min(OFFICER_WEIGHT_CAP, exact);
    if (exact >= OFFICER_WEIGHT_CAP) notEstimable.push(cell);
  }
  return { weight, notEstimable: Int32Array.from(notEstimable) };
}

/** Demand with incidents found by patrols added, each of these with its weight, oldest first; of one instant, demand comes first. */
export function addWeighted(demand: RiskIncidents, found: RiskIncidents, weight: ArrayLike<number>): RiskIncidents {
  const length = demand.length + found.length;
  const order = Int32Array.from({ length }, (_, i) => i);
  const parts = [demand, found] as const;
  const at = (i: number): number => (i < demand.length ? demand.instantMs[i] : found.instantMs[i - demand.length]);
  order.sort((a, b) => at(a) - at(b) || a - b);
  const take = (column: (part: RiskIncidents, row: number, isFound: boolean) => number): Float64Array =>
    Float64Array.from(order, (i) => (i < demand.length ? column(parts[0], i, false) : column(parts[1], i - demand.length, true)));
  return {
    length,
    x: take((part, row) => part.x[row]),
    y: take((part, row) => part.y[row]),
    instantMs: take((part, row) => part.instantMs[row]),
    rangeMs: take((part, row) => part.rangeMs?.[row] ?? 0),
    group: Uint8Array.from(take((part, row) => part.group[row])),
    hourKnown: Uint8Array.from(take((part, row) => part.hourKnown[row])),
    weight: take((part, row, isFound) => (isFound ? weight[row] : (part.weight?.[row] ?? 1))),
  };
}
