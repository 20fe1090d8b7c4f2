import { InsertionSearch } from './best_insertion';
import { fillGreedily } from './greedy';
import type { PlanProblem, PlanRoutes } from './plan_problem';
import { PlanState } from './plan_state';
import { seededRandom } from './seeded_random';

/**
 * Settings of the search, chosen on one toy city of 6,400 squares: between half and twice these values results differed no more than between seeds.
 * About ten visits out at a time (as Christiaens & Vanden Berghe 2020), one stop in ten overlooked while filling up.
 */
const MEAN_REMOVED = 10;
const BLINK_FRACTION = 0.1;
/** Iterations from the highest temperature to the lowest; then the search starts over from the best plan. Independent of the budget, so that a longer run begins as a shorter one. */
const CYCLE_ITERATIONS = 200;
/** Temperatures as shares of the score of one average visit. */
const START_TEMPERATURE_FRACTION = 0.06;
const END_TEMPERATURE_FRACTION = 0.005;

export interface ImproveInput {
  readonly problem: PlanProblem;
  readonly start: PlanRoutes;
  readonly seed: number;
  /** Asked before every iteration; true ends the search. */
  readonly shouldStop: (iterations: number) => boolean;
  readonly onBest?: (iterations: number, closedIncidents: number) => void;
}

export interface ImprovedPlan {
  readonly routes: PlanRoutes;
  readonly iterations: number;
}

/**
 * Large-neighbourhood search (Shaw 1998) from a plan: takes a handful of related visits out, fills the plan up again greedily with blinks, and
 * keeps the result if it is better, or by the luck of annealing. The plan returned closes at least as much gap as the first one in both counts:
 * tier-weighted, which it maximises, and unweighted, which is reported. The same seed and the same number of iterations give the same plan.
 */
export function improveRoutes({ problem, start, seed, shouldStop, onBest }: ImproveInput): ImprovedPlan {
  const random = seededRandom(seed);
  const search = new InsertionSearch(problem);
  const state = new PlanState(problem);
  state.restore(start);
  const floorIncidents = state.closedIncidents();
  let best = state.snapshot();
  let bestScore = state.score;
  const keep = () => ({ routes: state.snapshot(), score: state.score, versions: state.versions(), caps: search.caps.remember() });
  let current = keep();

  let iterations = 0;
  for (; !shouldStop(iterations); iterations++) {
    const visitCount = state.routes.reduce((sum, route) => sum + route.length, 0);
    const phase = iterations % CYCLE_ITERATIONS;
    if (phase === 0 && iterations > 0) {
      state.restore(best);
      current = keep();
    }

    state.remove(chooseRemoved(state, visitCount, random));
    const blinking = { random, fraction: BLINK_FRACTION };
    for (let next = search.best(state, blinking); next !== undefined; next = search.best(state, blinking)) {
      if (!state.insert(next.unit, next.position, next.visit)) throw new Error('an insertion that was tried could not be made');
    }

    const unit = Math.abs(bestScore) / Math.max(1, visitCount);
    const temperature =
      unit * START_TEMPERATURE_FRACTION * (END_TEMPERATURE_FRACTION / START_TEMPERATURE_FRACTION) ** (phase / CYCLE_ITERATIONS);
    if (state.score > current.score + temperature * Math.log(random())) {
      current = keep();
      if (current.score > bestScore + 1e-9 * Math.abs(bestScore)) {
        const closed = state.closedIncidents();
        if (closed >= floorIncidents) {
          best = current.routes;
          bestScore = current.score;
          onBest?.(iterations + 1, closed);
        }
      }
    } else {
      state.restore(current.routes);
      state.revertVersions(current.versions);
      search.caps.recall(current.caps);
    }
  }

  state.restore(best);
  fillGreedily(state, search);
  return { routes: state.closedIncidents() >= floorIncidents ? state.snapshot() : best, iterations };
}

/** Which visits to take out: strings around one visit, one stretch of time over all units, the poorest, or any. */
function chooseRemoved(state: PlanState, visitCount: number, random: () => number): number[] {
  if (visitCount === 0) return [];
  const wanted = Math.min(visitCount, 1 + Math.floor(random() * 2 * MEAN_REMOVED));
  const kind = random();
  if (kind < 0.5) return nearbyStrings(state, wanted, random);
  if (kind < 0.7) return timeSlice(state, wanted, random);
  if (kind < 0.9) return poorest(state, wanted, random);
  return anyVisits(state, wanted, random);
}

function allVisits(state: PlanState): number[] {
  return state.routes.flat();
}

/** Runs of neighbours in the routes that pass closest to a visit drawn at random (slack induction by string removals). */
function nearbyStrings(state: PlanState, wanted: number, random: () => number): number[] {
  const visits = allVisits(state);
  const seedVisit = visits[Math.floor(random() * visits.length)];
  const removed: number[] = [];
  const distance = (id: number) => nearness(state, seedVisit, id);
  const byRoute = state.routes
    .map((route) => ({ route, nearest: route.reduce((least, id) => (distance(id) < distance(least) ? id : least), route[0]) }))
    .filter(({ route }) => route.length > 0)
    .sort((a, b) => distance(a.nearest) - distance(b.nearest));
  const routeCount = Math.min(byRoute.length, 1 + Math.floor(random() * 3));
  for (const { route, nearest } of byRoute.slice(0, routeCount)) {
    const length = Math.min(route.length, Math.max(1, Math.round(wanted / routeCount)));
    const at = route.indexOf(nearest);
    const first = Math.max(0, Math.min(route.length - length, at - Math.floor(random() * length)));
    removed.push(...route.slice(first, first + length));
  }
  return removed;
}

/** Seconds of travel between two visits of one travel class, else the difference of their times: small for visits that could swap. */
function nearness(state: PlanState, a: number, b: number): number {
  const { stops, travel } = state.problem;
  const from = stops[state.stop[a]];
  const to = stops[state.stop[b]];
  if (from.travelClass !== to.travelClass) return 3600 + Math.abs(state.startSeconds[a] - state.startSeconds[b]);
  return travel[from.travelClass].seconds[from.travelIndex * travel[from.travelClass].size + to.travelIndex];
}

function timeSlice(state: PlanState, wanted: number, random: () => number): number[] {
  const visits = allVisits(state);
  const center = state.startSeconds[visits[Math.floor(random() * visits.length)]];
  const apart = (id: number) => Math.abs(state.startSeconds[id] - center);
  return visits.sort((a, b) => apart(a) - apart(b) || a - b).slice(0, wanted);
}

/** Visits that close least for the time they take, with some luck. */
function poorest(state: PlanState, wanted: number, random: () => number): number[] {
  const { stops, model } = state.problem;
  const worth = new Map<number, number>();
  for (const id of allVisits(state)) {
    let closed = 0;
    for (const square of stops[state.stop[id]].squares) closed += state.lossWithout(square, id, model.openWeighted);
    worth.set(id, (closed / (state.endSeconds[id] - state.startSeconds[id])) * (0.5 + random()));
  }
  return [...worth.keys()].sort((a, b) => (worth.get(a) ?? 0) - (worth.get(b) ?? 0) || a - b).slice(0, wanted);
}

function anyVisits(state: PlanState, wanted: number, random: () => number): number[] {
  const visits = allVisits(state);
  for (let i = 0; i < wanted; i++) {
    const k = i + Math.floor(random() * (visits.length - i));
    [visits[i], visits[k]] = [visits[k], visits[i]];
  }
  return visits.slice(0, wanted);
}
