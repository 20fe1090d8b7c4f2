import { runAt } from './gap_model';
import type { PlanProblem } from './plan_problem';

/** When every visit begins and ends, by visit id, and which stop it is at. */
export interface VisitTimes {
  readonly stop: Int32Array;
  readonly unit: Int32Array;
  readonly startSeconds: Float64Array;
  readonly endSeconds: Float64Array;
}

/**
 * The rules between visits, whoever makes them (METHODS 5): one visit of a place per half its revisit time, and no more presence in a square
 * per shift band than its cap. Knows the visits it is told of and reads their times where the plan keeps them.
 */
export class PlanRules {
  readonly #problem: PlanProblem;
  readonly #visits: VisitTimes;
  readonly #runCount: number;
  readonly #spacingByStandard: readonly number[];
  readonly #ofPlace: readonly number[][];
  readonly #inSquare: readonly number[][];

  constructor(problem: PlanProblem, visits: VisitTimes) {
    this.#problem = problem;
    this.#visits = visits;
    this.#runCount = problem.model.runEdgeSeconds.length - 1;
    this.#spacingByStandard = problem.model.standards.map((standard) => standard.revisitSeconds / 2);
    this.#ofPlace = Array.from(problem.model.fieldIndex, () => []);
    this.#inSquare = Array.from(problem.model.fieldIndex, () => []);
  }

  link(id: number): void {
    const { place, ownSquare } = this.#stopOf(id);
    this.#ofPlace[place].push(id);
    if (ownSquare >= 0) this.#inSquare[ownSquare].push(id);
  }

  unlink(id: number): void {
    const { place, ownSquare } = this.#stopOf(id);
    dropFrom(this.#ofPlace[place], id);
    if (ownSquare >= 0) dropFrom(this.#inSquare[ownSquare], id);
  }

  /** Whether a visit comes too close to another of its place, or fills its square beyond the cap; visits in `ignored` count as gone. O(visits of the place). */
  isBroken(id: number, ignored?: ReadonlySet<number>): boolean {
    const { ownSquare, place } = this.#stopOf(id);
    const { startSeconds, endSeconds } = this.#visits;
    const start = startSeconds[id];
    for (const other of this.#ofPlace[place]) {
      if (other === id || ignored?.has(other) === true) continue;
      const earlier = Math.min(start, startSeconds[other]);
      if (Math.abs(start - startSeconds[other]) < this.#spacingSeconds(place, earlier)) return true;
    }
    return ownSquare >= 0 && this.#overfills(ownSquare, start, endSeconds[id], 0, ignored);
  }

  /** Those of the visits that have to go for the others to keep the rules, first come first kept. */
  broken(ids: readonly number[]): Set<number> {
    const broken = new Set<number>();
    for (const id of ids) if (this.isBroken(id, broken)) broken.add(id);
    return broken;
  }

  /** The first instant from `arriveSeconds` on at which a place may be visited; Infinity when a later visit is in the way. */
  firstAllowed(place: number, arriveSeconds: number): number {
    let start = arriveSeconds;
    let next = Infinity;
    for (const visit of this.#ofPlace[place]) {
      const other = this.#visits.startSeconds[visit];
      if (other <= arriveSeconds) start = Math.max(start, other + this.#spacingSeconds(place, other));
      else next = Math.min(next, other);
    }
    return next === Infinity || start + this.#spacingSeconds(place, start) <= next ? start : Infinity;
  }

  /** Whether presence in a modelled square (-1: none) over a stretch of time keeps to its cap, everything planned there counted. */
  fitsCap(square: number, fromSeconds: number, untilSeconds: number): boolean {
    return square < 0 || !this.#overfills(square, fromSeconds, untilSeconds, untilSeconds - fromSeconds, undefined);
  }

  /**
   * Per position of a unit's route, how far the visits from there on can move back in time before one comes too close to the next visit of its
   * place by another unit. O(visits).
   */
  shiftRoom(route: readonly number[]): Float64Array {
    const { startSeconds, unit } = this.#visits;
    const room = new Float64Array(route.length + 1).fill(Infinity);
    for (let position = route.length - 1; position >= 0; position--) {
      const id = route[position];
      const { place } = this.#stopOf(id);
      const start = startSeconds[id];
      let own = Infinity;
      for (const other of this.#ofPlace[place]) {
        if (unit[other] === unit[id] || startSeconds[other] < start) continue;
        own = Math.min(own, startSeconds[other] - this.#spacingSeconds(place, start) - start);
      }
      room[position] = Math.min(own, room[position + 1]);
    }
    return room;
  }

  #stopOf(id: number) {
    return this.#problem.stops[this.#visits.stop[id]];
  }

  /** T/2 of the standard in force at the earlier of two visits; none where none is. */
  #spacingSeconds(place: number, atSeconds: number): number {
    const { model } = this.#problem;
    const code = model.standard[place * this.#runCount + runAt(model, atSeconds)];
    return code < 0 ? 0 : this.#spacingByStandard[code];
  }

  #overfills(
    square: number,
    fromSeconds: number,
    untilSeconds: number,
    extraSeconds: number,
    ignored: ReadonlySet<number> | undefined,
  ): boolean {
    const { runEdgeSeconds, capLeftSeconds } = this.#problem.model;
    const { startSeconds, endSeconds } = this.#visits;
    for (let run = 0; run < this.#runCount; run++) {
      const from = runEdgeSeconds[run];
      const until = runEdgeSeconds[run + 1];
      const within = Math.min(untilSeconds, until) - Math.max(fromSeconds, from);
      if (within <= 0) continue;
      let presence = Math.min(extraSeconds, within);
      for (const visit of this.#inSquare[square]) {
        if (ignored?.has(visit) === true) continue;
        presence += Math.max(0, Math.min(endSeconds[visit], until) - Math.max(startSeconds[visit], from));
      }
      if (presence > capLeftSeconds[square * this.#runCount + run]) return true;
    }
    return false;
  }
}

/** Takes an id out of a list whose order means nothing. */
export function dropFrom(list: number[], id: number): void {
  const at = list.indexOf(id);
  list[at] = list[list.length - 1];
  list.pop();
}
