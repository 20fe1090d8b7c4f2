import type { CategoryGroup } from '../category';
import type { Interval } from './coverage_view';

/**
 * What a scorecard rests on. `issued`: forecasts that were frozen before their window began and scored after it had passed. `backtest`: the same models run afterwards on the
 * past, each seeing only what was before its origin. The two are never mixed.
 */
export type ScorecardBasis = 'issued' | 'backtest';

/** Answer of `risk.scorecard`: how forecasts did, plainly first. */
export interface ScorecardView {
  readonly basis: ScorecardBasis;
  /** Undefined: all street incidents together. */
  readonly group: CategoryGroup | undefined;
  /** Length of a forecast's window, days. */
  readonly horizonDays: number;
  /** 圈出 x % 面积，命中 y %，去年同期法 z %. Undefined while there is nothing to say it of: `missing` then says why. */
  readonly headline: ScorecardHeadline | undefined;
  readonly missing: ScorecardMissing | undefined;
  /** Plainest first, the one in force last. Empty without a headline. */
  readonly models: readonly ScorecardModel[];
  /** Of the model in force: squares in ten equal parts by expected incidents, least first. Empty without a headline. */
  readonly calibration: readonly CalibrationDecile[];
  /** Of the model in force beside last year's counts, newest first, at most 400. */
  readonly origins: readonly ScorecardOrigin[];
  /** Origins left out because the squares, or how many are flagged, were others then than now. */
  readonly otherGroundOrigins: number;
  /** Every basis, group and horizon there is something to show of, for the choice on the page. */
  readonly available: readonly ScorecardChoice[];
  /** Frozen forecasts of this group and horizon that are not scored yet. */
  readonly pending: ScorecardPending;
}

export interface ScorecardHeadline {
  /** Share of the area a forecast flags, 0 to 1. */
  readonly areaFraction: number;
  readonly areaSquareKilometers: number;
  /** Share of the incidents that happened in it, with the model in force. */
  readonly hitRate: number;
  /** The same when squares are flagged by the counts of the year before. */
  readonly lastYearHitRate: number | undefined;
  /** n of N. */
  readonly hits: number;
  readonly incidents: number;
  readonly origins: number;
  /** First window's start and last window's end, ISO 8601 in the deployment's zone. */
  readonly from: string;
  readonly to: string;
}

/**
 * Why there are no figures. `no_risk`: no risk was fitted yet. `none_issued`: nothing was forecast for this group and horizon, a group needs `needed` incidents in the year
 * before and has `incidents`. `none_due`: forecasts are waiting for their window to pass, or for records to reach its end. `no_events`: windows have passed without any
 * incident. `no_backtest`: none was run.
 */
export type ScorecardMissing =
  | { readonly code: 'no_risk' }
  | { readonly code: 'none_issued'; readonly incidents: number; readonly needed: number }
  | { readonly code: 'none_due' }
  | { readonly code: 'no_events' }
  | { readonly code: 'no_backtest' };

export interface ScorecardModel {
  /** A name of LADDER_MODELS or of a challenger. */
  readonly model: string;
  /** The one patrols are planned on. */
  readonly inForce: boolean;
  readonly origins: number;
  readonly hits: number;
  readonly incidents: number;
  readonly hitRate: number;
  /** PAI: hit rate over the share of area. */
  readonly predictiveAccuracyIndex: number;
  /** Over origins; undefined below two with incidents. */
  readonly standardError: number | undefined;
  /** PEI: hits over the most any choice of as many squares could have had. */
  readonly predictiveEfficiencyIndex: number | undefined;
  /** RRI: expected over observed incidents in the flagged squares; 1 is right. */
  readonly expectedOverObserved: number | undefined;
  /** Mean per incident, higher is better. */
  readonly logScore: number | undefined;
  /** Mean per-origin difference of its PAI to the model in force and its standard error, by which alone models are compared (METHODS 6); undefined for that model itself. */
  readonly againstInForce: { readonly meanDifference: number; readonly standardError: number } | undefined;
}

/** One tenth of the squares. */
export interface CalibrationDecile {
  /** 1 (least expected) to 10. */
  readonly decile: number;
  /** Incidents, summed over the origins. */
  readonly expected: number;
  readonly observed: number;
  /** 95 % interval of the observed sum, from its spread over origins; undefined below two origins. */
  readonly interval: Interval | undefined;
}

export interface ScorecardOrigin {
  /** ISO 8601 in the deployment's zone: when it was frozen, or the origin of a back-test. */
  readonly issuedAt: string;
  readonly from: string;
  readonly to: string;
  readonly riskVersion: number | undefined;
  readonly incidents: number;
  readonly hits: number;
  readonly expectedHits: number;
  /** Undefined when nothing happened. */
  readonly hitRate: number | undefined;
  readonly lastYearHits: number | undefined;
}

export interface ScorecardChoice {
  readonly basis: ScorecardBasis;
  readonly group: CategoryGroup | undefined;
  readonly horizonDays: number;
  /** Scored ones. */
  readonly origins: number;
}

export interface ScorecardPending {
  readonly forecasts: number;
  /** Window of the newest, ISO 8601 in the deployment's zone; undefined without any. */
  readonly newest: { readonly issuedAt: string; readonly from: string; readonly to: string } | undefined;
  /** When the first of their windows ends, ISO 8601 in the deployment's zone: scored after it, once records reach it. Undefined without any. */
  readonly firstDue: string | undefined;
}

/** How far a back-test asked for by `risk.replay` is; follow it by `risk.replayProgress`. */
export interface ReplayProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly fractionDone: number;
  readonly error: string | undefined;
}
