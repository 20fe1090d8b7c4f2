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
