import { holdSeconds } from '../coverage/hold';
import { TIERS } from '../model/tier';
import { ESTIMATE_STEP_SECONDS } from './covered_demand';
import { runAt } from './gap_model';
import { SERVICE_SECONDS, type PlanProblem, type RouteVisit, type TravelClass } from './plan_problem';
import type { PlanState } from './plan_state';

/**
 * Insertions worked out exactly per step, of all that were estimated. Chosen, because on the demo city the exactly best one was among the
 * first 8 by estimate in all but a few of a thousand steps.
 */
const EXACT_TRIALS = 8;

/** Longest a unit may wait for a place to be due again, seconds: chosen, because a wait is presence at the stop before, and longer is poor use of it. */
const LONGEST_WAIT_SECONDS = 1800;

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

/**
 * Finds the insertion with the largest rise in score per added second over all stops, units, positions and services. Every insertion is
 * first estimated from the demand still open at the moment of the visit; the best few are then worked out exactly, later visits shifted and all.
 * Estimates of a stop are capped by its best moment, kept until one of its squares changes.
 */
export class InsertionSearch {
  readonly #problem: PlanProblem;
  /** Seconds a visit covers from its start, by weight class, tier and service. */
  readonly #holds: Float64Array;
  /** Largest gain of any visit to a stop now, by stop and service. */
  readonly #caps: Float64Array;
  readonly #capVersion: Int32Array;
  readonly #weightClasses: readonly (readonly number[])[];
  readonly #classOfUnit: readonly number[];
  /** Per unit the route that was last found to have no time for any stop. */
  readonly #fullRoutes: (readonly number[] | undefined)[];
  readonly #classesOfTravel: Readonly<Record<TravelClass, ReadonlySet<number>>>;

  constructor(problem: PlanProblem) {
    this.#problem = problem;
    const keys = problem.units.map((unit) => unit.weightByTier.join(' '));
    const distinct = [...new Set(keys)];
    this.#classOfUnit = keys.map((key) => distinct.indexOf(key));
    this.#weightClasses = distinct.map((key) => problem.units[keys.indexOf(key)].weightByTier);
    const classesOf = (travelClass: TravelClass) =>
      new Set(this.#classOfUnit.filter((_, unit) => problem.units[unit].travelClass === travelClass));
    this.#classesOfTravel = { vehicle: classesOf('vehicle'), foot: classesOf('foot'), drone: classesOf('drone') };
    this.#holds = Float64Array.from(
      this.#weightClasses.flatMap((weights) =>
        TIERS.flatMap((tier, code) =>
          SERVICE_SECONDS.map((seconds) =>
            weights[code] === 0 ? 0 : seconds + holdSeconds(seconds * weights[code], problem.standards[tier]),
          ),
        ),
      ),
    );
    this.#fullRoutes = problem.units.map(() => undefined);
    this.#caps = new Float64Array(problem.stops.length * SERVICE_SECONDS.length);
    this.#capVersion = new Int32Array(problem.stops.length).fill(-1);
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
      // None of the most promising was allowed: look at more of them
      if (best !== undefined || estimates.length < trials) return best;
    }
  }

  #estimate(state: PlanState, trials: number, blinking: Blinking | undefined): Estimate[] {
    const { stops, units, travel, travelPrice } = this.#problem;
    const top: Estimate[] = [];
    let bar = 0;
    const shiftRoom = units.map((_, u) => (this.#isFull(state, u) ? undefined : state.shiftRoom(u)));
    const hasTime = units.map(() => false);
    for (const s of this.#stopsByCap(state)) {
      if (this.#bestRatio(s, 0) <= bar) break;
      if (blinking !== undefined && blinking.random() < blinking.fraction) continue;
      const stop = stops[s];
      const { size, seconds } = travel[stop.travelClass];
      for (let u = 0; u < units.length; u++) {
        const unit = units[u];
        const room = shiftRoom[u];
        if (unit.travelClass !== stop.travelClass || room === undefined) continue;
        const slack = this.#slack(state, u);
        const route = state.routes[u];
        for (let position = 0; position <= route.length; position++) {
          const before = position === 0 ? unit.startIndex : stops[state.stop[route[position - 1]]].travelIndex;
          const after = position === route.length ? unit.endIndex : stops[state.stop[route[position]]].travelIndex;
          const there = seconds[before * size + stop.travelIndex];
          const detour = there + seconds[stop.travelIndex * size + after] - seconds[before * size + after];
          const least = detour + SERVICE_SECONDS[0];
          if (least > slack) continue;
          if (unit.battery === undefined) hasTime[u] = true;
          if (least > room[position] || this.#bestRatio(s, detour) <= bar) continue;
          const free =
            position === 0 ? unit.shiftStartSeconds : state.startSeconds[route[position - 1]] + state.serviceSeconds[route[position - 1]];
          const arrive = free + there;
          const start = this.#firstAllowed(state, stop.place, arrive);
          const wait = start - arrive;
          if (wait > 0 && (unit.battery !== undefined || wait > LONGEST_WAIT_SECONDS)) continue;
          for (let k = 0; k < SERVICE_SECONDS.length; k++) {
            let addedSeconds = detour + SERVICE_SECONDS[k] + wait;
            if (addedSeconds > slack || addedSeconds > room[position]) break;
            const gain = this.#gainAt(state, s, this.#classOfUnit[u], k, start) - detour * travelPrice;
            if (gain / addedSeconds <= bar || !state.fitsCap(stop.ownSquare, start, start + SERVICE_SECONDS[k])) continue;
            const visit = { stop: s, serviceSeconds: SERVICE_SECONDS[k], notBeforeSeconds: wait > 0 ? start : 0 };
            // What a drone's visit costs depends on its battery
            if (unit.battery !== undefined) {
              addedSeconds = state.addedSeconds(u, position, visit);
              if (addedSeconds < Infinity) hasTime[u] = true;
            }
            const ratio = gain / addedSeconds;
            if (ratio <= bar) continue;
            keepBest(top, trials, { unit: u, position, visit, addedSeconds, ratio });
            if (top.length === trials) bar = top[trials - 1].ratio;
          }
        }
      }
    }
    // Only a search that nothing cut short has looked everywhere
    if (bar === 0) hasTime.forEach((found, u) => (this.#fullRoutes[u] = found ? undefined : state.routes[u]));
    return top;
  }

  /** A full unit stays full until its route changes. */
  #isFull(state: PlanState, unit: number): boolean {
    return this.#fullRoutes[unit] === state.routes[unit] || this.#slack(state, unit) < SERVICE_SECONDS[0];
  }

  #slack(state: PlanState, unit: number): number {
    return this.#problem.units[unit].shiftEndSeconds - state.finishSeconds[unit];
  }

  /** No visit to a stop with this detour can have a higher ratio. */
  #bestRatio(s: number, detour: number): number {
    let best = 0;
    for (let k = 0; k < SERVICE_SECONDS.length; k++)
      best = Math.max(best, this.#caps[s * SERVICE_SECONDS.length + k] / (detour + SERVICE_SECONDS[k]));
    return best;
  }

  /** The first instant from `arrive` on at which a visit keeps the least distance to every other of its place; Infinity when a later one is in the way. */
  #firstAllowed(state: PlanState, place: number, arrive: number): number {
    let start = arrive;
    let nextStart = Infinity;
    for (const visit of state.visitsOfPlace(place)) {
      const other = state.startSeconds[visit];
      if (other <= arrive) start = Math.max(start, other + state.spacingSeconds(place, other));
      else nextStart = Math.min(nextStart, other);
    }
    return nextStart === Infinity || start + state.spacingSeconds(place, start) <= nextStart ? start : Infinity;
  }

  /** Weighted demand a visit would close, as if no other visit moved and none merged with it. */
  #gainAt(state: PlanState, s: number, weightClass: number, service: number, start: number): number {
    const { model, stops } = this.#problem;
    const run = runAt(model, start);
    const runCount = model.runEdgeSeconds.length - 1;
    let gain = 0;
    for (const square of stops[s].squares) {
      const held = this.#holds[(weightClass * TIERS.length + model.tier[square * runCount + run]) * SERVICE_SECONDS.length + service];
      if (held > 0) gain += openAt(state.remaining[square], start + held) - openAt(state.remaining[square], start);
    }
    return gain;
  }

  /** Stops in the order of the best ratio any visit of theirs could have now, worthless ones left out. */
  #stopsByCap(state: PlanState): number[] {
    const { stops } = this.#problem;
    const order: number[] = [];
    const ratios = new Float64Array(stops.length);
    for (let s = 0; s < stops.length; s++) {
      let version = 0;
      for (const square of stops[s].squares) version += state.squareVersion[square];
      if (version !== this.#capVersion[s]) {
        this.#capVersion[s] = version;
        this.#findCaps(state, s);
      }
      ratios[s] = this.#bestRatio(s, 0);
      if (ratios[s] > 0) order.push(s);
    }
    return order.sort((a, b) => ratios[b] - ratios[a] || a - b);
  }

  #findCaps(state: PlanState, s: number): void {
    const { stops, model } = this.#problem;
    for (let k = 0; k < SERVICE_SECONDS.length; k++) {
      let most = 0;
      for (const weightClass of this.#classesOfTravel[stops[s].travelClass]) {
        for (let at = 0; at < model.horizonSeconds; at += 2 * ESTIMATE_STEP_SECONDS) {
          most = Math.max(most, this.#gainAt(state, s, weightClass, k, at));
        }
      }
      this.#caps[s * SERVICE_SECONDS.length + k] = most * CAP_MARGIN;
    }
  }
}

/** The best moment lies between two steps of the coarse clock: chosen, because demand changes by less than this over five minutes. */
const CAP_MARGIN = 1.1;

function openAt(remaining: Float64Array, seconds: number): number {
  const last = remaining.length - 1;
  const at = seconds / ESTIMATE_STEP_SECONDS;
  const step = Math.floor(at);
  if (step >= last) return remaining[last];
  return remaining[step] + (remaining[step + 1] - remaining[step]) * (at - step);
}

/** Keeps the list sorted and short. */
function keepBest(top: Estimate[], most: number, estimate: Estimate): void {
  let at = top.length;
  while (at > 0 && top[at - 1].ratio < estimate.ratio) at--;
  top.splice(at, 0, estimate);
  if (top.length > most) top.pop();
}
