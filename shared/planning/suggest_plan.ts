import { measureCoverage, type CoverageMeasure, type SquareField } from '../coverage/measure_coverage';
import { concatIntervals, type PresenceIntervals } from '../coverage/presence_intervals';
import type { StandardRules } from '../coverage/standard_rules';
import { squareCenter } from '../geo/lattice';
import type { BuildingEdges } from '../geo/building_edges';
import type { LngLat } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import type { Plan, PlanProgress, PlanRoute } from '../model/plan';
import type { SlotClock } from '../model/slot_clock';
import { TIER_PLANNING_WEIGHT, TIERS } from '../model/tier';
import type { InstantRange } from '../model/time_window';
import { closedByStop } from './closed_by_stop';
import { DEFAULT_AIRFRAME, droneSwathMeters, requireFlyable, type DroneAirframe } from './drone_airframe';
import { drawLines, lineCoordinates, presenceOfLines, stopPosition, type PlannedLine } from './drive_plan';
import { greedyRoutes } from './greedy';
import { improveRoutes } from './improve';
import type { PlanRoutes, ProblemUnit } from './plan_problem';
import { readyUnits, type PlanningUnit, type ReadyUnit } from './planning_unit';
import { prepareProblem, type PreparedProblem } from './prepare_problem';
import type { StreetGraph } from './street_graph';
import { zeroTravelGapBound } from './zero_travel_bound';

/** How many of the squares the plan leaves uncovered are listed: chosen, as many as one reads. */
const REMAINING_COUNT = 50;

export interface SuggestPlanInput {
  readonly window: InstantRange;
  readonly nowMs: number;
  readonly units: readonly PlanningUnit[];
  readonly graph: StreetGraph;
  readonly projection: Projection;
  /** What hides squares from those who stand or walk; nothing does when absent. */
  readonly buildings?: BuildingEdges | undefined;
  readonly cellMeters: number;
  readonly squares: SquareField;
  readonly standards: StandardRules;
  /** What has been driven, inside and before the window. */
  readonly intervals: PresenceIntervals;
  /** Closed areas for drones, rings in degrees. */
  readonly noFly: readonly (readonly LngLat[])[];
  readonly clock: SlotClock;
  readonly seed: number;
  /** Asked before every iteration; an iteration count in it makes the plan repeat, a deadline makes it any-time. */
  readonly shouldStop: (iterations: number) => boolean;
  readonly airframe?: DroneAirframe;
  readonly onProgress?: (progress: {
    readonly stage: NonNullable<PlanProgress['stage']>;
    readonly fractionDone: number;
    readonly iterations: number;
    readonly bestGapAfter: number | undefined;
  }) => void;
}

/** A plan without the names only a database knows: stops and remaining squares have empty names. */
export type PlanSuggestion = Pick<
  Plan,
  | 'routes'
  | 'expectedIncidents'
  | 'gapBefore'
  | 'gapAfter'
  | 'greedyGapAfter'
  | 'zeroTravelGapBound'
  | 'coverageBefore'
  | 'coverageAfter'
  | 'redOverdueBefore'
  | 'redOverdueAfter'
  | 'remaining'
  | 'iterations'
  | 'seed'
> & {
  /** Fall in tier-weighted gap, the search's objective, of the plan and of the greedy yardstick. */
  readonly weightedClosed: number;
  readonly greedyWeightedClosed: number;
  readonly candidateStops: number;
};

/**
 * Suggests routes that close the gap (METHODS 5). The gap after is found by driving the plan through the ledger's own functions, so what is
 * passed on the way counts; it is never above that of the greedy plan. Deterministic for input, seed and the iteration at which `shouldStop` says so.
 * Throws a Refusal that names the cause when there is nothing to plan with.
 */
export function suggestPlan(input: SuggestPlanInput): PlanSuggestion {
  const { window, squares, cellMeters, projection } = input;
  const airframe = input.airframe ?? DEFAULT_AIRFRAME;
  const units = readyUnits(window, input.units);
  if (units.some((unit) => unit.mode === 'drone')) requireFlyable(airframe);
  const report = (stage: NonNullable<PlanProgress['stage']>, fractionDone: number, iterations = 0, bestGapAfter?: number) =>
    input.onProgress?.({ stage, fractionDone, iterations, bestGapAfter });

  const before = measure(input, input.intervals);
  const prepared = prepareProblem({
    ...input,
    units,
    airframe,
    gapIncidents: before.perSquare.gapIncidents,
    tier: before.perSquare.tier,
    standard: before.perSquare.standard,
    heldTo: before.standards,
    onProgress: report,
  });

  report('greedy', 0);
  const greedy = evaluate(input, prepared, units, greedyRoutes(prepared.problem));
  report('improve', 0, 0, greedy.after.totals.gapIncidents);
  const improved = improveRoutes({
    problem: prepared.problem,
    start: greedy.routes,
    seed: input.seed,
    shouldStop: (iterations) => input.shouldStop(iterations),
    onBest: (iterations, closed) => report('improve', 0, iterations, before.totals.gapIncidents - closed),
  });

  // Driven exactly, a plan that sees less in passing could fall behind: then the greedy one stands
  const found = evaluate(input, prepared, units, improved.routes);
  const isBetter =
    found.after.totals.gapIncidents <= greedy.after.totals.gapIncidents && weightedGap(found.after) <= weightedGap(greedy.after);
  const plan = isBetter ? found : greedy;
  report('finish', 0, improved.iterations, plan.after.totals.gapIncidents);

  const expected = before.totals.expectedIncidents;
  const coverage = (gap: number) => (expected === 0 ? 1 : 1 - gap / expected);
  return {
    routes: routesOf(input, prepared, units, plan.lines, airframe),
    expectedIncidents: expected,
    gapBefore: before.totals.gapIncidents,
    gapAfter: plan.after.totals.gapIncidents,
    greedyGapAfter: greedy.after.totals.gapIncidents,
    zeroTravelGapBound: zeroTravelBound(input, prepared),
    coverageBefore: coverage(before.totals.gapIncidents),
    coverageAfter: coverage(plan.after.totals.gapIncidents),
    redOverdueBefore: redOverdue(before),
    redOverdueAfter: redOverdue(plan.after),
    remaining: Array.from(plan.after.perSquare.gapIncidents.keys())
      .filter((i) => plan.after.perSquare.gapIncidents[i] > 0)
      .sort((a, b) => plan.after.perSquare.gapIncidents[b] - plan.after.perSquare.gapIncidents[a] || a - b)
      .slice(0, REMAINING_COUNT)
      .map((i) => ({
        squareId: squares.squareId[i],
        tier: TIERS[plan.after.perSquare.tier[i]],
        name: '',
        gapIncidents: plan.after.perSquare.gapIncidents[i],
        center: projection.toLngLat(squareCenter(squares.squareId[i], cellMeters)),
      })),
    iterations: improved.iterations,
    seed: input.seed,
    weightedClosed: weightedGap(before) - weightedGap(plan.after),
    greedyWeightedClosed: weightedGap(before) - weightedGap(greedy.after),
    candidateStops: prepared.candidates.length,
  };
}

function measure(input: SuggestPlanInput, intervals: PresenceIntervals): CoverageMeasure {
  const { squares, standards, window, nowMs, clock } = input;
  return measureCoverage({ squares, standards, intervals, window, nowMs, clock });
}

interface EvaluatedPlan {
  readonly routes: PlanRoutes;
  readonly lines: readonly PlannedLine[];
  readonly after: CoverageMeasure;
}

function evaluate(input: SuggestPlanInput, prepared: PreparedProblem, units: readonly ReadyUnit[], routes: PlanRoutes): EvaluatedPlan {
  const lines = drawLines(prepared, routes);
  const { projection, cellMeters, window } = input;
  const planned = presenceOfLines(lines, prepared, units, { projection, cellMeters, buildings: input.buildings, fromMs: window.fromMs });
  return { routes, lines, after: measure(input, concatIntervals([input.intervals, planned])) };
}

/** Gap with the weights of the search; by the tier at the window's end, which is the tier nearly all day. */
function weightedGap(measured: CoverageMeasure): number {
  const { gapIncidents, tier } = measured.perSquare;
  return gapIncidents.reduce((sum, gap, i) => sum + gap * TIER_PLANNING_WEIGHT[TIERS[tier[i]]], 0);
}

/** Red squares out of standard when the window ends. */
function redOverdue(measured: CoverageMeasure): number {
  const { tier, coveredUntilMs } = measured.perSquare;
  return tier.reduce((count, code, i) => (TIERS[code] === 'red' && !(coveredUntilMs[i] >= measured.window.toMs) ? count + 1 : count), 0);
}

function zeroTravelBound(input: SuggestPlanInput, prepared: PreparedProblem): number {
  const { problem, candidates } = prepared;
  const { fieldIndex, standard } = problem.model;
  const runCount = standard.length / Math.max(1, fieldIndex.length);
  const standardsOf = new Map(
    Array.from(fieldIndex, (square, i) => [square, standard.subarray(i * runCount, (i + 1) * runCount)] as const),
  );
  const budgets = (['vehicle', 'foot', 'drone'] as const).map((travelClass) => {
    const members = problem.units.filter((unit) => unit.travelClass === travelClass);
    const counts = (square: number) =>
      members.some((unit) => standardsOf.get(square)?.some((code) => code >= 0 && unit.companyWeightByStandard[code] > 0));
    return {
      weightedSeconds: members.reduce((sum, unit) => sum + lookingSeconds(unit) * Math.max(...unit.companyWeightByStandard), 0),
      sights: candidates.flatMap(({ squares }, s) => (problem.stops[s].travelClass === travelClass ? [squares.filter(counts)] : [])),
    };
  });
  const weights = problem.units.flatMap((unit) => unit.companyWeightByStandard).filter((weight) => weight > 0);
  return zeroTravelGapBound(input, budgets, Math.min(1, ...weights));
}

/** Time a unit can look at something: its shift, for a drone the part of it in the air. */
function lookingSeconds({ shiftStartSeconds, shiftEndSeconds, battery }: ProblemUnit): number {
  const shiftSeconds = shiftEndSeconds - shiftStartSeconds;
  if (battery === undefined) return shiftSeconds;
  const cycle = battery.sortieSeconds + battery.turnaroundSeconds;
  return Math.floor(shiftSeconds / cycle) * battery.sortieSeconds + Math.min(battery.sortieSeconds, shiftSeconds % cycle);
}

function routesOf(
  input: SuggestPlanInput,
  prepared: PreparedProblem,
  units: readonly ReadyUnit[],
  lines: readonly PlannedLine[],
  airframe: DroneAirframe,
): PlanRoute[] {
  const { window, clock, squares, projection } = input;
  const instant = (seconds: number) => new Date(window.fromMs + Math.round(seconds * 1000)).toISOString();
  const brought = closedByStop(prepared.problem, lines);
  return lines.map((line, l): PlanRoute => {
    const unit = units[line.unit];
    return {
      unit: unit.code,
      mode: unit.mode,
      stops: line.stops.map(({ stop, startSeconds, endSeconds }, order) => {
        const place = prepared.candidates[stop].place;
        const band = clock.shiftBandAt(window.fromMs + startSeconds * 1000);
        return {
          order: order + 1,
          squareId: squares.squareId[place],
          location: projection.toLngLat(stopPosition(prepared, stop)),
          name: '',
          arriveAt: instant(startSeconds),
          leaveAt: instant(endSeconds),
          dwellSeconds: endSeconds - startSeconds,
          tier: TIERS[squares.tierByBand[place * 6 + band]],
          gapClosedIncidents: brought[l][order],
        };
      }),
      distanceMeters: line.distanceMeters,
      driveSeconds: line.travelSeconds,
      dwellSeconds: line.stops.reduce((sum, stop) => sum + stop.endSeconds - stop.startSeconds, 0),
      startAt: instant(line.departSeconds),
      endAt: instant(line.finishSeconds),
      geometry: { type: 'LineString', coordinates: lineCoordinates(line, projection, unit.start) },
      drone:
        unit.mode === 'drone'
          ? {
              sorties: line.runs.length,
              enduranceSeconds: airframe.enduranceSeconds,
              heightMeters: airframe.heightMeters,
              swathMeters: droneSwathMeters(prepared.airframe),
            }
          : undefined,
    };
  });
}
