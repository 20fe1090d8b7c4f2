import { CoveredDemand, type TimedVisits } from './covered_demand';
import type { PlannedLine } from './drive_plan';
import type { PlanProblem } from './plan_problem';

/**
 * What each stop of a plan brings, incidents, unweighted: the fall in gap when the stops are added one after the other as they happen, so that
 * the figures of all stops sum to what the stops close together. One list per line, in its order.
 */
export function closedByStop(problem: PlanProblem, lines: readonly PlannedLine[]): number[][] {
  const stops = lines.flatMap((line, l) => line.stops.map((stop, order) => ({ ...stop, unit: line.unit, line: l, order })));
  const visits: TimedVisits = {
    unit: Int32Array.from(stops, (stop) => stop.unit),
    startSeconds: Float64Array.from(stops, (stop) => stop.startSeconds),
    endSeconds: Float64Array.from(stops, (stop) => stop.endSeconds),
  };
  const covered = new CoveredDemand(problem);
  const soFar = Array.from(problem.model.fieldIndex, (): number[] => []);
  const closed = new Float64Array(problem.model.fieldIndex.length);
  const brought = lines.map((line) => line.stops.map(() => 0));
  const inTime = Array.from(stops.keys()).sort((a, b) => stops[a].startSeconds - stops[b].startSeconds || a - b);
  for (const id of inTime) {
    const { line, order, stop } = stops[id];
    for (const square of problem.stops[stop].squares) {
      soFar[square].push(id);
      const now = covered.closed(square, soFar[square], visits, problem.model.openIncidents);
      brought[line][order] += now - closed[square];
      closed[square] = now;
    }
  }
  return brought;
}
