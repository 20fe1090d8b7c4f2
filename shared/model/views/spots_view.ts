import type { LngLat } from '../../geo/lng_lat';
import type { CategoryGroup } from '../category';
import type { TimeWindow } from '../time_window';
import type { Side } from './coverage_view';

/** Answer of `risk.spots`: where more, or less, happens lately than the year before says. Lists are empty when nothing is significant: that is an answer. */
export interface SpotsView {
  /** Undefined: all street incidents together. */
  readonly group: CategoryGroup | undefined;
  /** The recent days, and those they are held against. */
  readonly recent: TimeWindow;
  readonly earlier: TimeWindow;
  readonly recentIncidents: number;
  /** In the earlier days. */
  readonly earlierIncidents: number;
  /** At most this share of what is listed may be chance (Benjamini-Hochberg), in each list. */
  readonly falseDiscoveryRate: number;
  /** Squares whose centres are this near count together. */
  readonly neighborMeters: number;
  /** Squares tested: those with any incident of either time in reach. */
  readonly tested: number;
  /** Strongest first. */
  readonly emerging: readonly Spot[];
  readonly fading: readonly Spot[];
  /** Police cells that rise or fall over the months (Mann-Kendall), strongest first. */
  readonly trends: readonly CellTrend[];
  readonly trendMonths: number;
  readonly trendsTested: number;
  /** Why nothing could be tested: too few incidents in the recent and the earlier days together, or too short a record. */
  readonly missing:
    | { readonly code: 'too_few_incidents'; readonly incidents: number; readonly needed: number }
    | { readonly code: 'short_history'; readonly days: number; readonly needed: number }
    | undefined;
  /** The same for the trends: fewer whole months of records than needed, or no police cells. */
  readonly trendsMissing:
    | { readonly code: 'short_history'; readonly months: number; readonly needed: number }
    | { readonly code: 'no_police_cells' }
    | { readonly code: 'too_few_incidents'; readonly incidents: number; readonly needed: number }
    | undefined;
}

/** Significant squares that touch, as one place. */
export interface Spot {
  readonly squareIds: readonly number[];
  /** The most significant of them, and its centre. */
  readonly squareId: number;
  readonly center: LngLat;
  readonly placeName: string;
  readonly side: Side | undefined;
  readonly policeCellName: string | undefined;
  readonly stationName: string | undefined;
  /** In the reach of the most significant square. */
  readonly recentIncidents: number;
  /** What the earlier days say for as many days, at today's level of the whole ground. */
  readonly expectedIncidents: number;
  /** Gi* of that square as a standard score, above 0 where it emerges. */
  readonly z: number;
  /** Of a score at least as extreme by chance. */
  readonly probability: number;
}

export interface CellTrend {
  readonly jurisdictionId: number;
  readonly name: string;
  readonly center: LngLat;
  readonly direction: 'rising' | 'falling';
  /** Kendall's τ with ties, −1 to 1. */
  readonly tau: number;
  readonly probability: number;
  /** Incidents by month, oldest first. */
  readonly months: readonly number[];
}

/** How far a near-repeat test is, and its answer. */
export interface NearRepeatProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly fractionDone: number;
  readonly result: NearRepeatView | undefined;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | undefined } | undefined;
}

/** Whether another incident follows near by and soon more often than chance gives (Knox, times dealt out anew). */
export interface NearRepeatView {
  readonly group: CategoryGroup | undefined;
  readonly window: TimeWindow;
  readonly incidents: number;
  readonly permutations: number;
  readonly significance: number;
  /** The one that is said in a sentence, chosen beforehand: within 200 m and 7 days. */
  readonly headline: NearRepeatRow;
  /** Every combination of distance and time, the headline's among them. */
  readonly rows: readonly NearRepeatRow[];
}

export interface NearRepeatRow {
  readonly withinMeters: number;
  readonly withinDays: number;
  readonly pairs: number;
  readonly expected: number;
  /** pairs / expected: 1.4 says 40 % more than chance; undefined when none is expected. */
  readonly ratio: number | undefined;
  readonly probability: number;
  /** At the significance given, after Benjamini-Hochberg over all rows. */
  readonly isSignificant: boolean;
}
