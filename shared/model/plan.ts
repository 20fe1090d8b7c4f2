import type { LngLat } from '../geo/lng_lat';
import type { PatrolMode } from './patrol_mode';
import type { Tier } from './tier';
import type { TimeWindow } from './time_window';

/** One stop of a line: where to stand, when, for how long and why. */
export interface PlanStop {
  readonly order: number;
  readonly squareId: number;
  readonly location: LngLat;
  readonly name: string;
  readonly arriveAt: string;
  readonly leaveAt: string;
  readonly dwellSeconds: number;
  readonly tier: Tier;
  /** Fall in gap this stop brings, expected incidents (unweighted). */
  readonly gapClosedIncidents: number;
}

/** A patrol line 巡线: one unit's ordered stops and the way between them. */
export interface PlanRoute {
  readonly unit: string;
  readonly mode: PatrolMode;
  readonly stops: readonly PlanStop[];
  readonly distanceMeters: number;
  readonly driveSeconds: number;
  readonly dwellSeconds: number;
  readonly startAt: string;
  readonly endAt: string;
  readonly geometry: { readonly type: 'LineString'; readonly coordinates: readonly LngLat[] };
  /** Drones only: sorties flown and the sight swath, metres. */
  readonly drone:
    | { readonly sorties: number; readonly enduranceSeconds: number; readonly heightMeters: number; readonly swathMeters: number }
    | undefined;
}

export type PlanState = 'draft' | 'approved' | 'issued';

export interface Plan {
  /** Code shown to people, e.g. 1120-07. */
  readonly plan: string;
  readonly state: PlanState;
  readonly window: TimeWindow;
  readonly start: { readonly location: LngLat; readonly name: string } | undefined;
  readonly routes: readonly PlanRoute[];
  readonly expectedIncidents: number;
  readonly gapBefore: number;
  readonly gapAfter: number;
  readonly greedyGapAfter: number;
  readonly zeroTravelGapBound: number;
  readonly coverageBefore: number;
  readonly coverageAfter: number;
  readonly redOverdueBefore: number;
  readonly redOverdueAfter: number;
  readonly remaining: readonly {
    readonly squareId: number;
    readonly tier: Tier;
    readonly name: string;
    readonly gapIncidents: number;
    readonly center: LngLat;
  }[];
  readonly seconds: number;
  readonly iterations: number;
  readonly seed: number;
}

export interface PlanProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly stage: 'candidates' | 'travel' | 'greedy' | 'improve' | 'finish' | undefined;
  readonly fractionDone: number;
  readonly iterations: number;
  readonly bestGapAfter: number | undefined;
  readonly plan: Plan | undefined;
  readonly error: string | undefined;
}
