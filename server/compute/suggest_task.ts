import { concatIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { BuildingEdges } from '@beatline/shared/geo/building_edges';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { createProjection } from '@beatline/shared/geo/projection';
import type { PlanProgress } from '@beatline/shared/model/plan';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { PlanningUnit } from '@beatline/shared/planning/planning_unit';
import type { StreetGraph } from '@beatline/shared/planning/street_graph';
import { suggestPlan, type PlanSuggestion } from '@beatline/shared/planning/suggest_plan';
import { squareFieldOf, type GroundData } from '../ground/ground_data';
import type { RunControls } from './run_controls';

export interface SuggestTaskInput {
  readonly ground: GroundData;
  readonly graph: StreetGraph;
  readonly buildings: BuildingEdges;
  readonly parts: readonly PresenceIntervals[];
  readonly window: InstantRange;
  readonly nowMs: number;
  readonly units: readonly PlanningUnit[];
  readonly noFly: readonly (readonly LngLat[])[];
  readonly seed: number;
  /** Search time; whichever of the two budgets ends first ends the search. */
  readonly seconds: number | undefined;
  readonly iterations: number | undefined;
}

export interface SuggestTaskProgress {
  readonly stage: NonNullable<PlanProgress['stage']>;
  /** Of the whole job, 0 to 1. */
  readonly fractionDone: number;
  readonly iterations: number;
  readonly bestGapAfter: number | undefined;
}

/** Where each stage begins on the bar of the whole job; chosen from runs over the demonstration city with ten seconds of search. */
const STAGE_START = { candidates: 0, travel: 0.05, greedy: 0.15, improve: 0.25, finish: 0.95 } as const;
const STAGE_LENGTH = { candidates: 0.05, travel: 0.1, greedy: 0.1, improve: 0.7, finish: 0.05 } as const;
/** Until greedy has run there is nothing to keep. */
const BEFORE_ANY_PLAN: ReadonlySet<SuggestTaskProgress['stage']> = new Set(['candidates', 'travel', 'greedy']);
/** Progress is told no more often than this. */
const TELL_EVERY_MS = 150;

export function suggestTask(input: SuggestTaskInput, controls: RunControls<SuggestTaskProgress>): PlanSuggestion {
  const { ground } = input;
  let searchStartedMs: number | undefined;
  let bestGapAfter: number | undefined;
  let toldMs = -Infinity;

  /** Share of the search budget that is used up. */
  function searched(iterations: number): number {
    searchStartedMs ??= performance.now();
    const byTime = input.seconds === undefined ? 0 : (performance.now() - searchStartedMs) / (input.seconds * 1000);
    const byCount = input.iterations === undefined ? 0 : iterations / Math.max(1, input.iterations);
    return input.iterations === 0 ? 1 : Math.max(byTime, byCount);
  }
  function tell(stage: SuggestTaskProgress['stage'], fractionDone: number, iterations: number): void {
    controls.onProgress?.({
      stage,
      fractionDone: STAGE_START[stage] + STAGE_LENGTH[stage] * Math.min(1, fractionDone),
      iterations,
      bestGapAfter,
    });
    toldMs = performance.now();
  }

  return suggestPlan({
    window: input.window,
    nowMs: input.nowMs,
    units: input.units,
    graph: input.graph,
    buildings: input.buildings,
    projection: createProjection(ground.proj4),
    cellMeters: ground.cellMeters,
    squares: squareFieldOf(ground),
    standards: ground.standards,
    intervals: concatIntervals(input.parts),
    noFly: input.noFly,
    clock: createSlotClock(ground.timeZone, ground.unusualDays),
    seed: input.seed,
    shouldStop(iterations) {
      const fraction = searched(iterations);
      if (performance.now() - toldMs > TELL_EVERY_MS) tell('improve', fraction, iterations);
      return fraction >= 1 || controls.shouldStop();
    },
    onProgress(progress) {
      bestGapAfter = progress.bestGapAfter ?? bestGapAfter;
      if (progress.stage === 'improve') return;
      if (BEFORE_ANY_PLAN.has(progress.stage) && controls.shouldStop())
        throw new Refusal('cancelled', 'the search was stopped before it had a plan');
      tell(progress.stage, progress.fractionDone, progress.iterations);
    },
  });
}
