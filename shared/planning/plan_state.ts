import { CoveredDemand, ESTIMATE_STEP_SECONDS } from './covered_demand';
import { openUntil } from './gap_model';
import type { PlanProblem, PlanRoutes, RouteVisit } from './plan_problem';
import { dropFrom, PlanRules } from './plan_rules';
import { createRouteTimes, scheduleRoute } from './route_schedule';

/** Visits a plan may hold at once, trials included. */
const VISIT_CAPACITY = 8192;

export interface SquareVersions {
  readonly square: Float64Array;
  readonly reopened: Float64Array;
}

/**
 * A plan under construction: the routes, their times, and what they close, square by square. Everything is exact by the rules of the gap
 * model; {@link PlanState.tryInsert} changes nothing. The score is the tier-weighted fall in gap less the price of travel.
 */
export class PlanState {
  readonly problem: PlanProblem;
  /** Visit ids of every unit in order. */
  readonly routes: number[][];
  readonly stop = new Int32Array(VISIT_CAPACITY);
  readonly unit = new Int32Array(VISIT_CAPACITY);
  readonly serviceSeconds = new Float64Array(VISIT_CAPACITY);
  readonly notBeforeSeconds = new Float64Array(VISIT_CAPACITY);
  readonly startSeconds = new Float64Array(VISIT_CAPACITY);
  readonly endSeconds = new Float64Array(VISIT_CAPACITY);
  readonly finishSeconds: Float64Array;
  readonly rules: PlanRules;
  score: number;
  /** Per square and step of the coarse clock: weighted demand still open until then. */
  readonly remaining: Float64Array[];
  /** Per square the number of the change that last altered `remaining`, and of the one that last raised it. */
  readonly squareVersion: Float64Array;
  readonly reopenedVersion: Float64Array;

  readonly #before: Float64Array[];
  readonly #travelSeconds: Float64Array;
  readonly #closed: Float64Array;
  readonly #squareVisits: number[][];
  readonly #covered: CoveredDemand;
  readonly #times = createRouteTimes();
  readonly #free: number[] = [];
  readonly #squareStamp: Int32Array;
  readonly #changed: number[] = [];
  readonly #touchedSquares: number[] = [];
  #stamp = 0;
  #version = 0;

  constructor(problem: PlanProblem) {
    this.problem = problem;
    const { model } = problem;
    this.rules = new PlanRules(problem, this);
    const squareCount = model.fieldIndex.length;
    this.#covered = new CoveredDemand(problem);
    this.#closed = new Float64Array(squareCount);
    this.#squareStamp = new Int32Array(squareCount);
    this.squareVersion = new Float64Array(squareCount);
    this.reopenedVersion = new Float64Array(squareCount);
    this.#squareVisits = Array.from({ length: squareCount }, () => []);
    for (let id = VISIT_CAPACITY - 1; id >= 0; id--) this.#free.push(id);
    const steps = Math.ceil(model.horizonSeconds / ESTIMATE_STEP_SECONDS) + 1;
    this.#before = Array.from({ length: squareCount }, (_, square) =>
      Float64Array.from({ length: steps }, (__, step) => openUntil(model, model.openWeighted, square, step * ESTIMATE_STEP_SECONDS)),
    );
    this.remaining = this.#before.map((column) => column.slice());

    this.routes = problem.units.map(() => []);
    this.finishSeconds = new Float64Array(problem.units.length);
    this.#travelSeconds = new Float64Array(problem.units.length);
    this.score = 0;
    for (let unit = 0; unit < problem.units.length; unit++) {
      scheduleRoute(problem, unit, [], this.#columns, this.#times);
      this.finishSeconds[unit] = this.#times.finishSeconds;
      this.#travelSeconds[unit] = this.#times.travelSeconds;
      this.score -= this.#times.travelSeconds * problem.travelPrice;
    }
  }

  get #columns() {
    return { stop: this.stop, serviceSeconds: this.serviceSeconds, notBeforeSeconds: this.notBeforeSeconds };
  }

  /** How much the score would rise by a visit at a position of a unit's route, every later visit shifted; -Infinity when it is not allowed. */
  tryInsert(unit: number, position: number, visit: RouteVisit): number {
    const id = this.#take(unit, visit);
    const route = this.routes[unit].toSpliced(position, 0, id);
    this.#link(id);
    const rise = this.#reschedule(unit, route, false);
    this.#unlink(id);
    this.#free.push(id);
    return rise;
  }

  /** How much later a unit would be back; Infinity when it cannot make the visit in time. */
  addedSeconds(unit: number, position: number, visit: RouteVisit): number {
    const id = this.#take(unit, visit);
    const fits = scheduleRoute(this.problem, unit, this.routes[unit].toSpliced(position, 0, id), this.#columns, this.#times);
    this.#free.push(id);
    return fits ? this.#times.finishSeconds - this.finishSeconds[unit] : Infinity;
  }

  /**
   * Per position of a unit's route, how much the score would change if the visits from there on took place later by so many seconds, rules and
   * the end of the shift aside. O(visits).
   */
  shiftRise(unit: number, laterSeconds: number): Float64Array {
    const route = this.routes[unit];
    const rise = new Float64Array(route.length + 1);
    const closed = new Map<number, number>();
    for (let position = route.length - 1; position >= 0; position--) {
      const id = route[position];
      this.startSeconds[id] += laterSeconds;
      this.endSeconds[id] += laterSeconds;
      rise[position] = rise[position + 1];
      for (const square of this.problem.stops[this.stop[id]].squares) {
        const now = this.#covered.closed(square, this.#squareVisits[square], this, this.problem.model.openWeighted);
        rise[position] += now - (closed.get(square) ?? this.#closed[square]);
        closed.set(square, now);
      }
    }
    for (const id of route) {
      this.startSeconds[id] -= laterSeconds;
      this.endSeconds[id] -= laterSeconds;
    }
    return rise;
  }

  /** Puts a visit in; returns false, with nothing changed, when it is not allowed. */
  insert(unit: number, position: number, visit: RouteVisit): boolean {
    const id = this.#take(unit, visit);
    const route = this.routes[unit].toSpliced(position, 0, id);
    this.#link(id);
    if (this.#reschedule(unit, route, true) === -Infinity) {
      this.#unlink(id);
      this.#free.push(id);
      return false;
    }
    return true;
  }

  /**
   * Takes visits out. Those left of the same units move forward in time; any that then come too soon after another visit of their place, or
   * overfill a cap, are taken out as well.
   */
  remove(visitIds: readonly number[]): void {
    let gone = new Set(visitIds);
    while (gone.size > 0) {
      const units = new Set(Array.from(gone, (id) => this.unit[id]));
      for (const id of gone) this.#unlink(id);
      for (const unit of units) this.#closeUp(unit, gone);
      this.#free.push(...gone);
      gone = this.rules.broken(Array.from(units, (unit) => this.routes[unit]).flat());
    }
  }

  /** Lets a unit go on without the visits that are gone (unlinked already). */
  #closeUp(unit: number, gone: ReadonlySet<number>): void {
    const kept = this.routes[unit].filter((id) => !gone.has(id));
    const left = [...gone].filter((id) => this.unit[id] === unit);
    this.#markSquares(left);
    if (this.#reschedule(unit, kept, true, true) !== -Infinity) return;
    // Fewer visits can still split into sorties that end later: then the line starts over
    for (const id of kept) this.#unlink(id);
    this.#markSquares(this.routes[unit]);
    this.#reschedule(unit, [], true, true);
    this.#free.push(...kept);
  }

  /** The plan as plain routes. */
  snapshot(): PlanRoutes {
    return this.routes.map((route) =>
      route.map((id) => ({ stop: this.stop[id], serviceSeconds: this.serviceSeconds[id], notBeforeSeconds: this.notBeforeSeconds[id] })),
    );
  }

  /** Goes back to a snapshot of this problem. O(plan) for the routes that differ. */
  restore(routes: PlanRoutes): void {
    const differing = Array.from(routes.keys()).filter((unit) => !this.#isSame(unit, routes[unit]));
    for (const unit of differing) this.#clear(unit);
    for (const unit of differing) {
      const ids = routes[unit].map((visit) => this.#take(unit, visit));
      for (const id of ids) this.#link(id);
      this.#markSquares(ids);
      this.#reschedule(unit, ids, true, true);
    }
  }

  /** Versions of all squares, to be put back by {@link revertVersions} together with the plan they belong to. */
  versions(): SquareVersions {
    return { square: this.squareVersion.slice(), reopened: this.reopenedVersion.slice() };
  }

  /** After {@link restore}: lets what was worked out for this very plan count as known again. */
  revertVersions(versions: SquareVersions): void {
    this.squareVersion.set(versions.square);
    this.reopenedVersion.set(versions.reopened);
  }

  /** Incidents expected while out of standard that the plan closes, unweighted. */
  closedIncidents(): number {
    return this.#sumClosed(this.problem.model.openIncidents);
  }

  /** The same with tier weights, travel left out. */
  closedWeighted(): number {
    return this.#sumClosed(this.problem.model.openWeighted);
  }

  /** What one square would lose, in the units of a column of the gap model, without one visit and with all others where they are. */
  lossWithout(square: number, visitId: number, column: Float64Array): number {
    const visits = this.#squareVisits[square];
    const others = visits.filter((id) => id !== visitId);
    return this.#covered.closed(square, visits, this, column) - this.#covered.closed(square, others, this, column);
  }

  #sumClosed(column: Float64Array): number {
    let total = 0;
    for (let square = 0; square < this.#squareVisits.length; square++) {
      if (this.#squareVisits[square].length > 0) total += this.#covered.closed(square, this.#squareVisits[square], this, column);
    }
    return total;
  }

  #take(unit: number, visit: RouteVisit): number {
    const id = this.#free.pop();
    if (id === undefined) throw new RangeError(`a plan holds at most ${VISIT_CAPACITY} visits`);
    this.unit[id] = unit;
    this.stop[id] = visit.stop;
    this.serviceSeconds[id] = visit.serviceSeconds;
    this.notBeforeSeconds[id] = visit.notBeforeSeconds;
    this.startSeconds[id] = -1;
    this.endSeconds[id] = -1;
    return id;
  }

  #link(id: number): void {
    for (const square of this.problem.stops[this.stop[id]].squares) this.#squareVisits[square].push(id);
    this.rules.link(id);
  }

  #unlink(id: number): void {
    for (const square of this.problem.stops[this.stop[id]].squares) dropFrom(this.#squareVisits[square], id);
    this.rules.unlink(id);
  }

  #clear(unit: number): void {
    const ids = this.routes[unit];
    for (const id of ids) this.#unlink(id);
    this.#markSquares(ids);
    this.#reschedule(unit, [], true, true);
    for (const id of ids) this.#free.push(id);
  }

  #isSame(unit: number, visits: readonly RouteVisit[]): boolean {
    const route = this.routes[unit];
    return (
      route.length === visits.length &&
      route.every(
        (id, i) =>
          this.stop[id] === visits[i].stop &&
          this.serviceSeconds[id] === visits[i].serviceSeconds &&
          this.notBeforeSeconds[id] === visits[i].notBeforeSeconds,
      )
    );
  }

  /** Squares that have to be worked out anew at the next {@link #reschedule} although no visit of the route tells so. */
  #markSquares(ids: readonly number[]): void {
    this.#stamp++;
    this.#touchedSquares.length = 0;
    for (const id of ids) this.#touch(id);
  }

  #touch(id: number): void {
    for (const square of this.problem.stops[this.stop[id]].squares) {
      if (this.#squareStamp[square] === this.#stamp) continue;
      this.#squareStamp[square] = this.#stamp;
      this.#touchedSquares.push(square);
    }
  }

  /**
   * Gives a unit another list of visits (all linked already) and returns the rise in score. With `commit` the change stays, otherwise times
   * are put back. `marked`: the squares of {@link #markSquares} are part of the change, and the rules between visits are not checked.
   */
  #reschedule(unit: number, route: number[], commit: boolean, marked = false): number {
    const times = this.#times;
    if (!scheduleRoute(this.problem, unit, route, this.#columns, times)) return -Infinity;
    if (!marked) this.#markSquares([]);
    const changed = this.#changed;
    changed.length = 0;
    for (let i = 0; i < route.length; i++) {
      const id = route[i];
      if (this.startSeconds[id] === times.start[i] && this.endSeconds[id] === times.end[i]) continue;
      changed.push(id, this.startSeconds[id], this.endSeconds[id]);
      this.startSeconds[id] = times.start[i];
      this.endSeconds[id] = times.end[i];
      this.#touch(id);
    }
    const allowed = marked || this.#keepsRules();
    let rise = -Infinity;
    if (allowed) {
      rise = (this.#travelSeconds[unit] - times.travelSeconds) * this.problem.travelPrice;
      for (const square of this.#touchedSquares) rise += this.#closeSquare(square, commit, marked);
    }
    if (allowed && commit) {
      this.routes[unit] = route;
      this.finishSeconds[unit] = times.finishSeconds;
      this.#travelSeconds[unit] = times.travelSeconds;
      this.score += rise;
    } else {
      for (let i = 0; i < changed.length; i += 3) {
        this.startSeconds[changed[i]] = changed[i + 1];
        this.endSeconds[changed[i]] = changed[i + 2];
      }
    }
    return rise;
  }

  #closeSquare(square: number, commit: boolean, marked: boolean): number {
    const { model } = this.problem;
    const closed = this.#covered.closed(square, this.#squareVisits[square], this, model.openWeighted);
    const rise = closed - this.#closed[square];
    if (commit) {
      this.#closed[square] = closed;
      this.#covered.writeRemaining(square, model.openWeighted, this.#before[square], this.remaining[square]);
      this.#version++;
      this.squareVersion[square] = this.#version;
      if (marked || rise < 0) this.reopenedVersion[square] = this.#version;
    }
    return rise;
  }

  /** Whether every visit just moved still keeps its distance to others of its place and its square's cap. */
  #keepsRules(): boolean {
    for (let i = 0; i < this.#changed.length; i += 3) if (this.rules.isBroken(this.#changed[i])) return false;
    return true;
  }
}
