import { SERVICE_SECONDS, type PlanProblem, type RouteVisit } from './plan_problem';
import type { PlanState } from './plan_state';
import { StopCaps } from './stop_caps';

/** Insertions worked out exactly per step, of all that were estimated: chosen, because an exact trial costs some hundred times an estimate. */
const EXACT_TRIALS = 8;

/** Longest a unit may wait for a place to be due again, seconds: chosen, because a wait is presence at the stop before, and longer is poor use of it. */
const LONGEST_WAIT_SECONDS = 1800;

/** Shifts of later visits at which the loss is worked out, seconds; in between it is taken as linear. Chosen around a visit of 5 and of 10 min with its detour. */
const SHIFT_STEPS_SECONDS = [400, 800] as const;

export interface Insertion {
  readonly unit: number;
  readonly position: number;
  readonly visit: RouteVisit;
  /** Rise in score, exact. */
  readonly rise: number;
  /** Rise per added second. */
  readonly ratio: number;
}

/** Chance to leave out a stop or a position, so that repairs differ (Christiaens & Vanden Berghe 2020, "blinks"). Nothing is left out without it. */
export interface Blinking {
  readonly random: () => number;
  readonly fraction: number;
}

interface Estimate {
  unit: number;
  position: number;
  visit: RouteVisit;
  addedSeconds: number;
  ratio: number;
}

/** Per position of a route: the travel indexes on either side, the leg between them, when the unit is free to leave, and the rise by shifting what follows. */
interface RouteBreaks {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly direct: Float64Array;
  readonly free: Float64Array;
  readonly shifts: readonly Float64Array[];
}

/**
 * Finds the insertion with the largest rise in score per added second over all stops, units, positions and services. Every insertion is
 * first estimated from the demand still open at the moment of the visit; the best few are then worked out exactly, later visits shifted and all.
 * Estimates of a stop are capped by its best moment, kept until one of its squares changes.
 */
export class InsertionSearch {
  readonly #problem: PlanProblem;
  readonly caps: StopCaps;
  readonly #breaks = new WeakMap<readonly number[], RouteBreaks>();
  /** Per unit the route that was last found to have no time for any stop. */
  readonly #fullRoutes: (readonly number[] | undefined)[];

  constructor(problem: PlanProblem) {
    this.#problem = problem;
    this.caps = new StopCaps(problem);
    this.#fullRoutes = problem.units.map(() => undefined);
  }

  /** The best insertion into a plan, or undefined when none is allowed and worth its travel. */
  best(state: PlanState, blinking?: Blinking): Insertion | undefined {
    for (let trials = EXACT_TRIALS; ; trials *= 8) {
      const estimates = this.#estimate(state, trials, blinking);
      let best: Insertion | undefined;
      for (const { unit, position, visit, addedSeconds } of estimates) {
        const rise = state.tryInsert(unit, position, visit);
        const ratio = rise / addedSeconds;
        if (rise > 0 && (best === undefined || ratio > best.ratio)) best = { unit, position, visit, rise, ratio };
      }
      // None of the most promising was allowed or worth it: look at more of them, in a repair only once
      if (best !== undefined || estimates.length < trials || (blinking !== undefined && trials > EXACT_TRIALS)) return best;
    }
  }

  #estimate(state: PlanState, trials: number, blinking: Blinking | undefined): Estimate[] {
    const { stops, units, travel, travelPrice } = this.#problem;
    const top: Estimate[] = [];
    let bar = 0;
    const open = Array.from(units.keys()).filter((u) => !this.#isFull(state, u));
    if (open.length === 0) return top;
    const breaks = units.map((_, u) => (open.includes(u) ? this.#breaksOf(state, u) : undefined));
    const room = units.map((_, u) => (open.includes(u) ? state.rules.shiftRoom(state.routes[u]) : undefined));
    const hasTime = units.map(() => false);
    for (const s of this.caps.order(state, new Set(open.map((u) => units[u].travelClass)))) {
      if (this.caps.bestRatio(s) <= bar) break;
      this.caps.refresh(state, s);
      if (this.caps.bestRatio(s) <= bar) continue;
      if (blinking !== undefined && blinking.random() < blinking.fraction) continue;
      const stop = stops[s];
      const { size, seconds } = travel[stop.travelClass];
      for (const u of open) {
        const unit = units[u];
        const unitBreaks = breaks[u];
        const unitRoom = room[u];
        if (unit.travelClass !== stop.travelClass || unitBreaks === undefined || unitRoom === undefined) continue;
        const slack = this.#slack(state, u);
        let widest = this.caps.widestDetour(s, bar);
        for (let position = 0; position < unitBreaks.free.length; position++) {
          const there = seconds[unitBreaks.before[position] * size + stop.travelIndex];
          const detour = there + seconds[stop.travelIndex * size + unitBreaks.after[position]] - unitBreaks.direct[position];
          const least = detour + SERVICE_SECONDS[0];
          if (least > slack) continue;
          if (unit.battery === undefined) hasTime[u] = true;
          if (detour > widest || least > unitRoom[position]) continue;
          const arrive = unitBreaks.free[position] + there;
          if (!this.caps.isWorthwhile(s, arrive, detour, bar)) continue;
          const start = state.rules.firstAllowed(stop.place, arrive);
          const wait = start - arrive;
          if (wait > 0 && (unit.battery !== undefined || wait > LONGEST_WAIT_SECONDS)) continue;
          for (let k = 0; k < SERVICE_SECONDS.length; k++) {
            let addedSeconds = detour + SERVICE_SECONDS[k] + wait;
            if (addedSeconds > slack || addedSeconds > unitRoom[position]) break;
            const shifted = shiftedBy(unitBreaks.shifts, position, addedSeconds);
            const gain = this.caps.gainAt(state, s, u, k, start) + shifted - detour * travelPrice;
            if (gain / addedSeconds <= bar || !state.rules.fitsCap(stop.ownSquare, start, start + SERVICE_SECONDS[k])) continue;
            const visit = { stop: s, serviceSeconds: SERVICE_SECONDS[k], notBeforeSeconds: wait > 0 ? start : 0 };
            // What a drone's visit costs depends on its battery
            if (unit.battery !== undefined) {
              addedSeconds = state.addedSeconds(u, position, visit);
              if (addedSeconds < Infinity) hasTime[u] = true;
            }
            const ratio = gain / addedSeconds;
            if (ratio <= bar) continue;
            keepBest(top, trials, { unit: u, position, visit, addedSeconds, ratio });
            if (top.length === trials && top[trials - 1].ratio > bar) {
              bar = top[trials - 1].ratio;
              widest = this.caps.widestDetour(s, bar);
            }
          }
        }
      }
    }
    // Only a search that nothing cut short has looked everywhere
    if (bar === 0) for (const u of open) this.#fullRoutes[u] = hasTime[u] ? undefined : state.routes[u];
    return top;
  }

  /** A full unit stays full until its route changes. */
  #isFull(state: PlanState, unit: number): boolean {
    return this.#fullRoutes[unit] === state.routes[unit] || this.#slack(state, unit) < SERVICE_SECONDS[0];
  }

  /** The places of a route a visit can be put in, worked out when the route is new. */
  #breaksOf(state: PlanState, u: number): RouteBreaks {
    const route = state.routes[u];
    const known = this.#breaks.get(route);
    if (known !== undefined) return known;
    const unit = this.#problem.units[u];
    const { size, seconds } = this.#problem.travel[unit.travelClass];
    const stopped = route.map((id) => this.#problem.stops[state.stop[id]].travelIndex);
    const before = Int32Array.from([unit.startIndex, ...stopped]);
    const after = Int32Array.from([...stopped, unit.endIndex]);
    const breaks = {
      before,
      after,
      direct: Float64Array.from(before, (from, i) => seconds[from * size + after[i]]),
      free: Float64Array.from([unit.shiftStartSeconds, ...route.map((id) => state.startSeconds[id] + state.serviceSeconds[id])]),
      shifts: SHIFT_STEPS_SECONDS.map((later) => state.shiftRise(u, later)),
    };
    this.#breaks.set(route, breaks);
    return breaks;
  }

  #slack(state: PlanState, unit: number): number {
    return this.#problem.units[unit].shiftEndSeconds - state.finishSeconds[unit];
  }
}

function shiftedBy(shifts: readonly Float64Array[], position: number, seconds: number): number {
  const [short, long] = shifts;
  const [shortSeconds, longSeconds] = SHIFT_STEPS_SECONDS;
  if (seconds <= shortSeconds) return (short[position] * seconds) / shortSeconds;
  return short[position] + ((long[position] - short[position]) * (seconds - shortSeconds)) / (longSeconds - shortSeconds);
}

/** Keeps the list sorted and short. */
function keepBest(top: Estimate[], most: number, estimate: Estimate): void {
  let at = top.length;
  while (at > 0 && top[at - 1].ratio < estimate.ratio) at--;
  top.splice(at, 0, estimate);
  if (top.length > most) top.pop();
}
