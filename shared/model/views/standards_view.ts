import type { SchoolRing, SchoolWindow } from '../school_plan';
import type { Standard } from '../standard';
import type { Tier } from '../tier';
import type { TimeWindow } from '../time_window';
import type { Interval } from './coverage_view';

/** A version of the standards as the page lists it. */
export interface StandardVersionView {
  readonly id: number;
  readonly savedAt: string;
  readonly effectiveFrom: string;
  /** When the next one takes over; undefined while none does. */
  readonly effectiveTo: string | undefined;
  readonly note: string;
  /** `replaced`: another took over before it ever held. */
  readonly state: 'in_force' | 'planned' | 'past' | 'replaced';
  /** In the order of TIERS. */
  readonly standards: readonly Standard[];
}

/** Everything the page of the standards shows at first. */
export interface StandardsView {
  readonly now: string;
  /** Newest first. */
  readonly versions: readonly StandardVersionView[];
  readonly inForce: number;
  /** How many squares are in each tier in each shift band, at 4 · band + tier. */
  readonly squares: readonly number[];
  readonly areaSquareMeters: number;
  readonly roster: RosterView;
}

/** Who is there to keep the standards, units at once by shift band. */
export interface RosterView {
  /** `roster`: from the imported roster; `observed`: none is imported, so the patrols of the last 7 days; `none`: neither is known. */
  readonly source: 'roster' | 'observed' | 'none';
  readonly window: TimeWindow;
  /** Six values. Cars, bikes and foot teams of kinds that the red standard counts: posts stand where they are told, drones count for little. */
  readonly unitsByBand: readonly number[];
}

/** Figures of one set of standards over the same window. */
export interface StandardEffect {
  readonly gapIncidents: Interval;
  readonly expectedIncidents: number;
  readonly riskWeightedCoverage: Interval | undefined;
  readonly highRiskCoverage: Interval | undefined;
  /** Share of the square-time of each tier in standard, in the order of TIERS; undefined where there is none. */
  readonly coverageByTier: readonly (Interval | undefined)[];
}

export interface StandardsPreview {
  readonly window: TimeWindow;
  /** Version the proposal is held against: the one in force. */
  readonly presentVersion: number;
  readonly present: StandardEffect;
  readonly proposed: StandardEffect;
  readonly unknownSeconds: number;
  readonly declaredSeconds: number;
}

export interface PreviewProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly fractionDone: number;
  readonly result: StandardsPreview | undefined;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | undefined } | undefined;
}

/** A special operation 专项行动 as the page lists it. */
export interface OperationView {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly state: 'planned' | 'running' | 'over';
  /** Jurisdiction its area was taken from; empty when it was drawn. */
  readonly areaName: string;
  readonly squares: number;
  /** What it raises, most urgent tier first. */
  readonly raises: readonly {
    readonly tier: Tier;
    readonly revisitSeconds: number;
    readonly dwellSeconds: number;
    readonly hours: readonly number[];
  }[];
}

/** One school's plan and its day. */
export interface SchoolDayRow {
  readonly placeId: number;
  readonly name: string;
  readonly plan: readonly SchoolWindow[];
  /** Windows due that day, by start. Shares are of the window's length: observed and inferred, and with declared posts on top. */
  readonly due: readonly {
    readonly ring: SchoolRing;
    readonly from: string;
    readonly to: string;
    readonly state: 'ahead' | 'running' | 'manned' | 'missed';
    readonly share: number;
    readonly shareWithDeclared: number;
  }[];
  /** Of the windows settled so far all were manned; undefined while none is. */
  readonly covered: boolean | undefined;
}

/** The schools on one local day. */
export interface SchoolDayView {
  /** Local day, `2026-11-20`. */
  readonly day: string;
  readonly schools: readonly SchoolDayRow[];
  /** Windows settled so far, and those of them that were manned. */
  readonly dueWindows: number;
  readonly mannedWindows: number;
  /** Undefined while no window is settled. */
  readonly allCovered: boolean | undefined;
  /** Names of the schools that missed a window. */
  readonly missed: readonly string[];
}

/** A must-visit place 必巡点 and its day. */
export interface MustVisitRow {
  readonly placeId: number;
  readonly name: string;
  readonly visitsPerDay: number;
  readonly dwellSeconds: number;
  /** Squares of its footprint. */
  readonly squares: number;
  /** The visits that count, by start. */
  readonly visits: readonly { readonly from: string; readonly to: string; readonly dwellSeconds: number }[];
  /** Visits that were too short or did not see the whole footprint. */
  readonly shortVisits: number;
  readonly met: boolean;
}

/** The must-visit places on one local day. */
export interface MustVisitView {
  readonly day: string;
  readonly places: readonly MustVisitRow[];
}
