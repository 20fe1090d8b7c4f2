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

export interface RememberedCaps {
  readonly caps: Float64Array;
  readonly capVersion: Float64Array;
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
  /** Seconds a visit covers from its start, by weight class, tier and service. */
  readonly #holds: Float64Array;
  /** Largest gain of any visit to a stop now, by stop and service. */
  readonly #caps: Float64Array;
  readonly #capVersion: Float64Array;
  readonly #weightClasses: readonly (readonly number[])[];
  readonly #classOfUnit: readonly number[];
  readonly #breaks = new WeakMap<readonly number[], RouteBreaks>();
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
    this.#capVersion = new Float64Array(problem.stops.length).fill(-1);
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
    for (const s of this.#stopsByCap(state, new Set(open.map((u) => units[u].travelClass)))) {
      if (this.#bestRatio(s, 0) <= bar) break;
      this.#refreshCaps(state, s);
      if (this.#bestRatio(s, 0) <= bar) continue;
      if (blinking !== undefined && blinking.random() < blinking.fraction) continue;
      const stop = stops[s];
      const { size, seconds } = travel[stop.travelClass];
      for (const u of open) {
        const unit = units[u];
        const unitBreaks = breaks[u];
        const unitRoom = room[u];
        if (unit.travelClass !== stop.travelClass || unitBreaks === undefined || unitRoom === undefined) continue;
        const slack = this.#slack(state, u);
        let widest = this.#widestDetour(s, bar);
        for (let position = 0; position < unitBreaks.free.length; position++) {
          const there = seconds[unitBreaks.before[position] * size + stop.travelIndex];
          const detour = there + seconds[stop.travelIndex * size + unitBreaks.after[position]] - unitBreaks.direct[position];
          const least = detour + SERVICE_SECONDS[0];
          if (least > slack) continue;
          if (unit.battery === undefined) hasTime[u] = true;
          if (detour > widest || least > unitRoom[position]) continue;
          const arrive = unitBreaks.free[position] + there;
          const start = state.rules.firstAllowed(stop.place, arrive);
          const wait = start - arrive;
          if (wait > 0 && (unit.battery !== undefined || wait > LONGEST_WAIT_SECONDS)) continue;
          for (let k = 0; k < SERVICE_SECONDS.length; k++) {
            let addedSeconds = detour + SERVICE_SECONDS[k] + wait;
            if (addedSeconds > slack || addedSeconds > unitRoom[position]) break;
            const shifted = shiftedBy(unitBreaks.shifts, position, addedSeconds);
            const gain = this.#gainAt(state, s, this.#classOfUnit[u], k, start) + shifted - detour * travelPrice;
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
              widest = this.#widestDetour(s, bar);
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

  /** No visit to a stop with a longer detour can have a ratio above the bar. */
  #widestDetour(s: number, bar: number): number {
    if (bar === 0) return Infinity;
    let widest = -Infinity;
    for (let k = 0; k < SERVICE_SECONDS.length; k++)
      widest = Math.max(widest, this.#caps[s * SERVICE_SECONDS.length + k] / bar - SERVICE_SECONDS[k]);
    return widest;
  }

  /** No visit to a stop with this detour can have a higher ratio. */
  #bestRatio(s: number, detour: number): number {
    let best = 0;
    for (let k = 0; k < SERVICE_SECONDS.length; k++)
      best = Math.max(best, this.#caps[s * SERVICE_SECONDS.length + k] / (detour + SERVICE_SECONDS[k]));
    return best;
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

  /**
   * Stops in the order of the best ratio any visit of theirs could have now, worthless ones left out. Caps are worked out anew only where
   * demand was opened again; elsewhere they can only have fallen, and {@link #refreshCaps} sees to it when a stop's turn comes.
   */
  #stopsByCap(state: PlanState, travelClasses: ReadonlySet<TravelClass>): number[] {
    const { stops } = this.#problem;
    const order: number[] = [];
    const ratios = new Float64Array(stops.length);
    for (let s = 0; s < stops.length; s++) {
      if (!travelClasses.has(stops[s].travelClass)) continue;
      if (latest(state.reopenedVersion, stops[s].squares) > this.#capVersion[s]) this.#refreshCaps(state, s);
      ratios[s] = this.#bestRatio(s, 0);
      if (ratios[s] > 0) order.push(s);
    }
    return order.sort((a, b) => ratios[b] - ratios[a] || a - b);
  }

  #refreshCaps(state: PlanState, s: number): void {
    const version = latest(state.squareVersion, this.#problem.stops[s].squares);
    if (version === this.#capVersion[s]) return;
    this.#capVersion[s] = version;
    this.#findCaps(state, s);
  }

  /** What was worked out for the plan as it is, to be put back by {@link recall} when the plan is. */
  remember(): RememberedCaps {
    return { caps: this.#caps.slice(), capVersion: this.#capVersion.slice() };
  }

  recall(remembered: RememberedCaps): void {
    this.#caps.set(remembered.caps);
    this.#capVersion.set(remembered.capVersion);
  }

  #findCaps(state: PlanState, s: number): void {
    const { stops, model } = this.#problem;
    const runCount = model.runEdgeSeconds.length - 1;
    const count = SERVICE_SECONDS.length;
    const most = this.#caps.subarray(s * count, (s + 1) * count).fill(0);
    const gains = [0, 0, 0];
    for (const weightClass of this.#classesOfTravel[stops[s].travelClass]) {
      for (let at = 0; at < model.horizonSeconds; at += CAP_STEPS * ESTIMATE_STEP_SECONDS) {
        const run = runAt(model, at);
        gains.fill(0);
        for (const square of stops[s].squares) {
          const remaining = state.remaining[square];
          const held = (weightClass * TIERS.length + model.tier[square * runCount + run]) * count;
          const base = remaining[at / ESTIMATE_STEP_SECONDS];
          for (let k = 0; k < count; k++) gains[k] += openAt(remaining, at + this.#holds[held + k]) - base;
        }
        for (let k = 0; k < count; k++) most[k] = Math.max(most[k], gains[k] * CAP_MARGIN);
      }
    }
  }
}

/** The best moment is looked for every so many steps of the coarse clock, and may lie between them: both chosen, a quarter of an hour and a fifth. */
const CAP_STEPS = 3;
const CAP_MARGIN = 1.2;

function shiftedBy(shifts: readonly Float64Array[], position: number, seconds: number): number {
  const [short, long] = shifts;
  const [shortSeconds, longSeconds] = SHIFT_STEPS_SECONDS;
  if (seconds <= shortSeconds) return (short[position] * seconds) / shortSeconds;
  return short[position] + ((long[position] - short[position]) * (seconds - shortSeconds)) / (longSeconds - shortSeconds);
}

function latest(versions: Float64Array, squares: Int32Array): number {
  let version = 0;
  for (const square of squares) version = Math.max(version, versions[square]);
  return version;
}

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
