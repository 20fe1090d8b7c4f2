import { holdSeconds } from '../coverage/hold';
import { ESTIMATE_STEP_SECONDS } from './covered_demand';
import { runAt } from './gap_model';
import { SERVICE_SECONDS, type PlanProblem, type TravelClass } from './plan_problem';
import type { PlanState } from './plan_state';

const SERVICE_COUNT = SERVICE_SECONDS.length;

/** Gains are worked out every so many steps of the coarse clock: chosen, a quarter of an hour. */
const STEPS_PER_MOMENT = 3;
const MOMENT_SECONDS = STEPS_PER_MOMENT * ESTIMATE_STEP_SECONDS;

/** The best instant may lie between two moments: chosen, a fifth more than either. */
const BETWEEN_MOMENTS_MARGIN = 1.2;

/** A unit that comes early may wait, at most half an hour: how many moments on from its arrival a visit may begin. */
const MOMENTS_AHEAD = 3;

/** What was worked out for one plan. */
export interface RememberedCaps {
  readonly largest: Float64Array;
  readonly atMoment: Float64Array;
  readonly version: Float64Array;
}

/**
 * What a visit to each stop could close at most, by the demand still open: at any time, and from each quarter of an hour on. A bound in practice, not
 * in proof; it decides what is worth working out. Belongs to one {@link PlanState} and follows its square versions.
 */
export class StopCaps {
  readonly #problem: PlanProblem;
  readonly #momentCount: number;
  /** By stop and service. */
  readonly #largest: Float64Array;
  /** By stop, moment and service. */
  readonly #atMoment: Float64Array;
  readonly #version: Float64Array;
  /** Kinds of unit by what their sight counts for; seconds a visit covers from its start, by kind, standard and service. */
  readonly #kindOfUnit: readonly number[];
  readonly #kindsOfTravel: Readonly<Record<TravelClass, ReadonlySet<number>>>;
  readonly #holds: Float64Array;

  constructor(problem: PlanProblem) {
    this.#problem = problem;
    this.#momentCount = Math.ceil(problem.model.horizonSeconds / MOMENT_SECONDS);
    this.#largest = new Float64Array(problem.stops.length * SERVICE_COUNT);
    this.#atMoment = new Float64Array(problem.stops.length * this.#momentCount * SERVICE_COUNT);
    this.#version = new Float64Array(problem.stops.length).fill(-1);

    const keys = problem.units.map((unit) => unit.weightByStandard.join(' '));
    const kinds = [...new Set(keys)];
    this.#kindOfUnit = keys.map((key) => kinds.indexOf(key));
    const kindsOf = (travelClass: TravelClass) =>
      new Set(this.#kindOfUnit.filter((_, unit) => problem.units[unit].travelClass === travelClass));
    this.#kindsOfTravel = { vehicle: kindsOf('vehicle'), foot: kindsOf('foot'), drone: kindsOf('drone') };
    this.#holds = Float64Array.from(
      kinds.flatMap((key) => {
        const { weightByStandard } = problem.units[keys.indexOf(key)];
        return problem.model.standards.flatMap((standard, code) =>
          SERVICE_SECONDS.map((seconds) =>
            weightByStandard[code] === 0 ? 0 : seconds + holdSeconds(seconds * weightByStandard[code], standard),
          ),
        );
      }),
    );
  }

  /** Weighted demand a visit would close, as if no other visit moved and none merged with it. */
  gainAt(state: PlanState, s: number, unit: number, service: number, startSeconds: number): number {
    const { model, stops } = this.#problem;
    const run = runAt(model, startSeconds);
    const runCount = model.runEdgeSeconds.length - 1;
    let gain = 0;
    for (const square of stops[s].squares) {
      const code = model.standard[square * runCount + run];
      const held = code < 0 ? 0 : this.#holds[(this.#kindOfUnit[unit] * model.standards.length + code) * SERVICE_COUNT + service];
      if (held > 0) gain += openAt(state.remaining[square], startSeconds + held) - openAt(state.remaining[square], startSeconds);
    }
    return gain;
  }

  /**
   * Stops of the travel classes in the order of the best ratio any visit of theirs could have now, worthless ones left out. Worked out anew only
   * where demand was opened again; elsewhere a cap can only have fallen, and {@link refresh} sees to it when the stop's turn comes.
   */
  order(state: PlanState, travelClasses: ReadonlySet<TravelClass>): number[] {
    const { stops } = this.#problem;
    const order: number[] = [];
    const ratios = new Float64Array(stops.length);
    for (let s = 0; s < stops.length; s++) {
      if (!travelClasses.has(stops[s].travelClass)) continue;
      if (latest(state.reopenedVersion, stops[s].squares) > this.#version[s]) this.refresh(state, s);
      ratios[s] = this.bestRatio(s);
      if (ratios[s] > 0) order.push(s);
    }
    return order.sort((a, b) => ratios[b] - ratios[a] || a - b);
  }

  /** Brings a stop up to date with the plan. */
  refresh(state: PlanState, s: number): void {
    const version = latest(state.squareVersion, this.#problem.stops[s].squares);
    if (version === this.#version[s]) return;
    this.#version[s] = version;
    this.#work(state, s);
  }

  /** No visit to a stop can close more per second. */
  bestRatio(s: number): number {
    let best = 0;
    for (let k = 0; k < SERVICE_COUNT; k++) best = Math.max(best, this.#largest[s * SERVICE_COUNT + k] / SERVICE_SECONDS[k]);
    return best;
  }

  /** No visit to a stop with a longer detour can have a ratio above the bar. */
  widestDetour(s: number, bar: number): number {
    if (bar === 0) return Infinity;
    let widest = -Infinity;
    for (let k = 0; k < SERVICE_COUNT; k++) widest = Math.max(widest, this.#largest[s * SERVICE_COUNT + k] / bar - SERVICE_SECONDS[k]);
    return widest;
  }

  /** Whether a visit by a unit that arrives then, after this detour, can have a ratio above the bar. */
  isWorthwhile(s: number, arriveSeconds: number, detour: number, bar: number): boolean {
    const moment = Math.min(this.#momentCount - 1, Math.floor(arriveSeconds / MOMENT_SECONDS));
    const at = (s * this.#momentCount + moment) * SERVICE_COUNT;
    for (let k = 0; k < SERVICE_COUNT; k++) if (this.#atMoment[at + k] > bar * (detour + SERVICE_SECONDS[k])) return true;
    return false;
  }

  /** What is known for the plan as it is, to be put back by {@link recall} when the plan is. */
  remember(): RememberedCaps {
    return { largest: this.#largest.slice(), atMoment: this.#atMoment.slice(), version: this.#version.slice() };
  }

  recall(remembered: RememberedCaps): void {
    this.#largest.set(remembered.largest);
    this.#atMoment.set(remembered.atMoment);
    this.#version.set(remembered.version);
  }

  #work(state: PlanState, s: number): void {
    const { stops, model } = this.#problem;
    const runCount = model.runEdgeSeconds.length - 1;
    const moments = this.#momentCount;
    const table = this.#atMoment.subarray(s * moments * SERVICE_COUNT, (s + 1) * moments * SERVICE_COUNT).fill(0);
    const largest = this.#largest.subarray(s * SERVICE_COUNT, (s + 1) * SERVICE_COUNT).fill(0);
    const gains = [0, 0, 0];
    for (const kind of this.#kindsOfTravel[stops[s].travelClass]) {
      for (let moment = 0; moment < moments; moment++) {
        const at = moment * MOMENT_SECONDS;
        const run = runAt(model, at);
        gains.fill(0);
        for (const square of stops[s].squares) {
          const remaining = state.remaining[square];
          const code = model.standard[square * runCount + run];
          if (code < 0) continue;
          const held = (kind * model.standards.length + code) * SERVICE_COUNT;
          const base = remaining[moment * STEPS_PER_MOMENT];
          for (let k = 0; k < SERVICE_COUNT; k++) gains[k] += openAt(remaining, at + this.#holds[held + k]) - base;
        }
        for (let k = 0; k < SERVICE_COUNT; k++) {
          const gain = gains[k] * BETWEEN_MOMENTS_MARGIN;
          largest[k] = Math.max(largest[k], gain);
          // Good for every arrival from which a visit can still begin then
          for (let m = Math.max(0, moment - MOMENTS_AHEAD); m <= moment; m++) {
            table[m * SERVICE_COUNT + k] = Math.max(table[m * SERVICE_COUNT + k], gain);
          }
        }
      }
    }
  }
}

function latest(versions: Float64Array, squares: Int32Array): number {
  let version = 0;
  for (const square of squares) version = Math.max(version, versions[square]);
  return version;
}

/** Between two steps of the coarse clock demand is taken as even. */
function openAt(remaining: Float64Array, seconds: number): number {
  const last = remaining.length - 1;
  const at = seconds / ESTIMATE_STEP_SECONDS;
  const step = Math.floor(at);
  if (step >= last) return remaining[last];
  return remaining[step] + (remaining[step + 1] - remaining[step]) * (at - step);
}
