import { holdSeconds } from '../coverage/hold';
import { VISIT_INTERRUPTION_MS } from '../coverage/visits';
import { openUntil } from './gap_model';
import type { PlanProblem } from './plan_problem';

/** Step of the coarse clock at which remaining demand is kept for quick estimates, seconds. */
export const ESTIMATE_STEP_SECONDS = 300;

const INTERRUPTION_SECONDS = VISIT_INTERRUPTION_MS / 1000;

/** Times and unit of every visit, by visit id. */
export interface TimedVisits {
  readonly unit: Int32Array;
  readonly startSeconds: Float64Array;
  readonly endSeconds: Float64Array;
}

/**
 * Covered time that planned visits add to one square, by the rules of METHODS 4: sight merged over interruptions, weighted dwell, hold by the
 * standard in force, all on top of what is covered already. Presence that is under way when the window opens is not merged with a planned
 * visit, so the ledger may find a little more, never less. Reused from square to square.
 */
export class CoveredDemand {
  readonly #problem: PlanProblem;
  readonly #runCount: number;
  readonly #order = new Int32Array(512);
  /** Covered stretches found last, disjoint and ascending. */
  #stretchCount = 0;
  readonly #from = new Float64Array(512);
  readonly #until = new Float64Array(512);

  constructor(problem: PlanProblem) {
    this.#problem = problem;
    this.#runCount = problem.model.runEdgeSeconds.length - 1;
  }

  /** Open demand of a square, in the units of `column`, that these visits close. O(visits² + runs · visits). */
  closed(square: number, visitIds: readonly number[], visits: TimedVisits, column: Float64Array): number {
    this.#find(square, visitIds, visits);
    const { model } = this.#problem;
    let total = 0;
    for (let k = 0; k < this.#stretchCount; k++) {
      total += openUntil(model, column, square, this.#until[k]) - openUntil(model, column, square, this.#from[k]);
    }
    return total;
  }

  /**
   * After {@link closed}: writes the demand still open up to each step of the coarse clock into `remaining`, given the same for no visits.
   * O(steps + stretches).
   */
  writeRemaining(square: number, column: Float64Array, before: Float64Array, remaining: Float64Array): void {
    const { model } = this.#problem;
    let closed = 0;
    let stretch = 0;
    let fromOpen = 0;
    let entered = false;
    for (let step = 0; step < before.length; step++) {
      const at = step * ESTIMATE_STEP_SECONDS;
      while (stretch < this.#stretchCount && this.#until[stretch] <= at) {
        closed += openUntil(model, column, square, this.#until[stretch]) - openUntil(model, column, square, this.#from[stretch]);
        stretch++;
        entered = false;
      }
      let partly = 0;
      if (stretch < this.#stretchCount && this.#from[stretch] < at) {
        if (!entered) fromOpen = openUntil(model, column, square, this.#from[stretch]);
        entered = true;
        partly = before[step] - fromOpen;
      }
      remaining[step] = before[step] - closed - partly;
    }
  }

  #find(square: number, visitIds: readonly number[], visits: TimedVisits): void {
    const { model, units } = this.#problem;
    const { unit, startSeconds, endSeconds } = visits;
    const order = this.#order;
    const count = visitIds.length;
    this.#stretchCount = 0;
    for (let i = 0; i < count; i++) {
      const visit = visitIds[i];
      let k = i;
      while (k > 0 && startSeconds[order[k - 1]] > startSeconds[visit]) {
        order[k] = order[k - 1];
        k--;
      }
      order[k] = visit;
    }

    for (let run = 0; run < this.#runCount; run++) {
      const code = model.standard[square * this.#runCount + run];
      if (code < 0) continue;
      const standard = model.standards[code];
      const runStart = model.runEdgeSeconds[run];
      const runEnd = model.runEdgeSeconds[run + 1];
      let visitStart = 0;
      let visitEnd = -Infinity;
      let dwell = 0;
      let lastWeight = 0;
      for (let i = 0; i < count; i++) {
        const visit = order[i];
        const weight = units[unit[visit]].weightByStandard[code];
        if (weight === 0) continue;
        const start = startSeconds[visit];
        const end = endSeconds[visit];
        if (start - visitEnd > INTERRUPTION_SECONDS) {
          if (dwell > 0) this.#addStretch(visitStart, visitEnd + holdSeconds(dwell, standard), runStart, runEnd);
          visitStart = start;
          visitEnd = end;
          dwell = (end - start) * weight;
        } else {
          // Two units at once: the larger weight counts
          const shared = Math.max(0, Math.min(end, visitEnd) - start);
          dwell += (end - start) * weight - shared * Math.min(weight, lastWeight);
          visitEnd = Math.max(visitEnd, end);
        }
        lastWeight = weight;
      }
      if (dwell > 0) this.#addStretch(visitStart, visitEnd + holdSeconds(dwell, standard), runStart, runEnd);
    }
  }

  #addStretch(from: number, until: number, runStart: number, runEnd: number): void {
    const last = this.#stretchCount - 1;
    const lower = Math.max(from, runStart, last < 0 ? -Infinity : this.#until[last]);
    const upper = Math.min(until, runEnd);
    if (upper <= lower) return;
    this.#from[this.#stretchCount] = lower;
    this.#until[this.#stretchCount] = upper;
    this.#stretchCount++;
  }
}
