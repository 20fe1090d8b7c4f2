import type { HeldVisit } from '@beatline/shared/coverage/held_visits';
import type { PatrolReach } from '@beatline/shared/coverage/leading_figures';
import type { GeneratedCell, GenerationInput } from '@beatline/shared/geo/police_grid_generate';
import type { SpotTest } from '@beatline/shared/evaluation/emerging_spots';
import type { NearRepeatRow } from '@beatline/shared/model/views/spots_view';
import type { PlanSuggestion } from '@beatline/shared/planning/suggest_plan';
import type { ForecastScore } from '@beatline/shared/evaluation/forecast_score';
import type { BacktestScore } from '@beatline/shared/evaluation/backtest';
import { backtestTask, type BacktestTaskInput } from './backtest_task';
import { fitTask, type FitInput, type FittedRisk } from './fit_task';
import { issueForecastsTask, type IssueForecastsInput, type IssuedWindow } from './issue_forecasts_task';
import { kernelBandwidthsTask, type KernelBandwidthsInput } from './kernel_bandwidths_task';
import { measureTask, type CoverageBounds, type MeasureInput } from './measure_task';
import { generateGridTask, type GenerateGridProgress } from './generate_grid_task';
import type { Task } from './run_controls';
import { nearRepeatTask, type NearRepeatInput } from './near_repeat_task';
import { reachTask, type ReachInput } from './reach_task';
import { reachFractionsTask, type ReachFractionsInput } from './reach_fractions_task';
import { replayTask, type ReplayInput } from './replay_task';
import { spotsTask, type SpotsInput } from './spots_task';
import { suggestTask, type SuggestTaskInput, type SuggestTaskProgress } from './suggest_task';
import { visitsTask, type VisitsInput } from './visits_task';

/** Everything that may run in a worker thread: inputs and outputs are plain values and columns. */
interface TaskTypes {
  readonly measure: { readonly input: MeasureInput; readonly output: CoverageBounds; readonly progress: never };
  readonly visits: { readonly input: VisitsInput; readonly output: readonly (readonly HeldVisit[])[]; readonly progress: never };
  readonly reach: { readonly input: ReachInput; readonly output: PatrolReach; readonly progress: never };
  readonly reachFractions: {
    readonly input: ReachFractionsInput;
    readonly output: readonly [number, number, number] | undefined;
    readonly progress: never;
  };
  readonly fitRisk: { readonly input: FitInput; readonly output: FittedRisk; readonly progress: number };
  readonly backtest: {
    readonly input: BacktestTaskInput;
    readonly output: Readonly<Record<string, readonly BacktestScore[]>>;
    readonly progress: number;
  };
  readonly replay: {
    readonly input: ReplayInput;
    readonly output: Readonly<Record<string, readonly ForecastScore[]>>;
    readonly progress: number;
  };
  readonly nearRepeat: { readonly input: NearRepeatInput; readonly output: readonly NearRepeatRow[]; readonly progress: number };
  readonly spots: { readonly input: SpotsInput; readonly output: SpotTest; readonly progress: never };
  readonly kernelBandwidths: { readonly input: KernelBandwidthsInput; readonly output: Float64Array; readonly progress: never };
  readonly issueForecasts: { readonly input: IssueForecastsInput; readonly output: readonly IssuedWindow[]; readonly progress: never };
  readonly generateGrid: {
    readonly input: GenerationInput;
    readonly output: readonly GeneratedCell[];
    readonly progress: GenerateGridProgress;
  };
  readonly suggestPlan: { readonly input: SuggestTaskInput; readonly output: PlanSuggestion; readonly progress: SuggestTaskProgress };
}

export type TaskName = keyof TaskTypes;
export type TaskInput<Name extends TaskName> = TaskTypes[Name]['input'];
export type TaskOutput<Name extends TaskName> = TaskTypes[Name]['output'];
export type TaskProgress<Name extends TaskName> = TaskTypes[Name]['progress'];
export type Tasks = { readonly [Name in TaskName]: Task<TaskTypes[Name]['input'], TaskTypes[Name]['output'], TaskTypes[Name]['progress']> };

export const TASKS: Tasks = {
  measure: measureTask,
  visits: visitsTask,
  reach: reachTask,
  reachFractions: reachFractionsTask,
  fitRisk: fitTask,
  backtest: backtestTask,
  replay: replayTask,
  nearRepeat: nearRepeatTask,
  spots: spotsTask,
  kernelBandwidths: kernelBandwidthsTask,
  issueForecasts: issueForecastsTask,
  generateGrid: generateGridTask,
  suggestPlan: suggestTask,
};
