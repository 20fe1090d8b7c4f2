import type { PatrolMode } from '../patrol_mode';
import type { PlanState } from '../plan';
import type { TimeWindow } from '../time_window';

/** One row of `plans.list`. */
export interface PlanSummary {
  readonly plan: string;
  readonly state: PlanState;
  readonly window: TimeWindow;
  readonly createdAt: string;
  readonly lines: number;
  readonly modes: readonly PatrolMode[];
  readonly gapBefore: number;
  readonly gapAfter: number;
  readonly coverageBefore: number;
  readonly coverageAfter: number;
}

/** A plan written out as one text file. */
export interface PlanFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}
