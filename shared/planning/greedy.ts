import { InsertionSearch } from './best_insertion';
import type { PlanProblem, PlanRoutes } from './plan_problem';
import { PlanState } from './plan_state';

/**
 * The yardstick (METHODS 5): repeatedly makes the insertion with the largest fall in tier-weighted gap per added second, over all units,
 * positions and services, until none fits. The same stops, rules and arithmetic as the search that has to beat it. Depends on the problem alone.
 */
export function greedyRoutes(problem: PlanProblem): PlanRoutes {
  const state = new PlanState(problem);
  fillGreedily(state, new InsertionSearch(problem));
  return state.snapshot();
}

/** Inserts into a plan as it stands, best first, until nothing more fits. */
export function fillGreedily(state: PlanState, search: InsertionSearch): void {
  for (let insertion = search.best(state); insertion !== undefined; insertion = search.best(state)) {
    if (!state.insert(insertion.unit, insertion.position, insertion.visit))
      throw new Error('an insertion that was tried could not be made');
  }
}
