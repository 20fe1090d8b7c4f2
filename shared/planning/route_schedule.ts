import type { PlanProblem } from './plan_problem';

/** Times of one route, seconds from the window's start, one entry per visit; buffers for reuse. */
export interface RouteTimes {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** 1 where a drone takes off from its dock for this visit. */
  readonly takeoff: Uint8Array;
  travelSeconds: number;
  /** When the unit is back. */
  finishSeconds: number;
}

/** More visits than a unit can make in two days. */
const MOST_VISITS = 1024;

export function createRouteTimes(): RouteTimes {
  return {
    start: new Float64Array(MOST_VISITS),
    end: new Float64Array(MOST_VISITS),
    takeoff: new Uint8Array(MOST_VISITS),
    travelSeconds: 0,
    finishSeconds: 0,
  };
}

/** The columns a schedule reads of a visit, by visit id. */
export interface VisitColumns {
  readonly stop: Int32Array;
  readonly serviceSeconds: Float64Array;
  readonly notBeforeSeconds: Float64Array;
}

/**
 * Fills `times` for a route (visit ids in order) and says whether the unit can do it: every leg exists, the unit is back by the end of its shift,
 * a drone never flies into its reserve. A unit that is early waits at the stop before, where it goes on being present; a drone does not wait.
 * O(visits).
 */
export function scheduleRoute(
  problem: PlanProblem,
  unitIndex: number,
  route: ArrayLike<number>,
  visits: VisitColumns,
  times: RouteTimes,
): boolean {
  if (route.length > MOST_VISITS) return false;
  return problem.units[unitIndex].battery === undefined
    ? scheduleOnStreets(problem, unitIndex, route, visits, times)
    : scheduleSorties(problem, unitIndex, route, visits, times);
}

function scheduleOnStreets(
  problem: PlanProblem,
  unitIndex: number,
  route: ArrayLike<number>,
  visits: VisitColumns,
  times: RouteTimes,
): boolean {
  const unit = problem.units[unitIndex];
  const { size, seconds } = problem.travel[unit.travelClass];
  let at = unit.startIndex;
  let free = unit.shiftStartSeconds;
  let travelSeconds = 0;
  for (let i = 0; i < route.length; i++) {
    const visit = route[i];
    const next = problem.stops[visits.stop[visit]].travelIndex;
    const leg = seconds[at * size + next];
    const start = Math.max(free + leg, visits.notBeforeSeconds[visit]);
    if (i > 0) times.end[i - 1] = start - leg;
    times.start[i] = start;
    times.takeoff[i] = 0;
    free = start + visits.serviceSeconds[visit];
    if (!(free <= unit.shiftEndSeconds)) return false;
    times.end[i] = free;
    travelSeconds += leg;
    at = next;
  }
  const home = seconds[at * size + unit.endIndex];
  times.travelSeconds = travelSeconds + home;
  times.finishSeconds = free + home;
  return times.finishSeconds <= unit.shiftEndSeconds;
}

/** As many visits to a sortie as the battery allows, in order; between sorties the turnaround at the dock. */
function scheduleSorties(
  problem: PlanProblem,
  unitIndex: number,
  route: ArrayLike<number>,
  visits: VisitColumns,
  times: RouteTimes,
): boolean {
  const unit = problem.units[unitIndex];
  const { battery } = unit;
  if (battery === undefined) return false;
  const { size, seconds } = problem.travel[unit.travelClass];
  const halfClimb = battery.climbSeconds / 2;
  const dock = unit.startIndex;
  let at = dock;
  let free = unit.shiftStartSeconds;
  let airborne = 0;
  let travelSeconds = 0;
  for (let i = 0; i < route.length; i++) {
    const visit = route[i];
    const service = visits.serviceSeconds[visit];
    const next = problem.stops[visits.stop[visit]].travelIndex;
    const back = seconds[next * size + (i === route.length - 1 ? unit.endIndex : dock)] + halfClimb;
    const leg = seconds[at * size + next];
    if (i > 0 && airborne + leg + service + back <= battery.sortieSeconds) {
      times.start[i] = free + leg;
      times.takeoff[i] = 0;
      airborne += leg + service;
      travelSeconds += leg;
    } else {
      if (i > 0) {
        const home = seconds[at * size + dock] + halfClimb;
        travelSeconds += home;
        free += home + battery.turnaroundSeconds;
      }
      const out = seconds[dock * size + next] + halfClimb;
      times.start[i] = free + out;
      times.takeoff[i] = 1;
      airborne = out + service;
      travelSeconds += out;
      if (!(airborne + back <= battery.sortieSeconds)) return false;
    }
    if (visits.notBeforeSeconds[visit] > times.start[i]) return false;
    free = times.start[i] + service;
    times.end[i] = free;
    at = next;
  }
  const home = route.length === 0 ? 0 : seconds[at * size + unit.endIndex] + halfClimb;
  times.travelSeconds = travelSeconds + home;
  times.finishSeconds = free + home;
  return times.finishSeconds <= unit.shiftEndSeconds;
}
