import type { LngLat } from '../../geo/lng_lat';
import type { BinaryColumn } from '../../formats/binary_column';
import type { Tier } from '../tier';
import type { PatrolMode } from '../patrol_mode';
import type { Standard } from '../standard';
import type { TimeWindow } from '../time_window';

/** An estimate as [low, high]: coverage is [observed, observed + inferred]; a gap is the mirror of it. */
export type Interval = readonly [low: number, high: number];

/** Static geometry of the analysis squares, one entry per square in every column, in the same order as the other square columns. */
export interface SquareGeometryColumns {
  readonly count: number;
  /** float64 square ids. */
  readonly squareId: BinaryColumn;
  /** float64, 8 per square: lng, lat of the four corners, counter-clockwise from south-west. */
  readonly corners: BinaryColumn;
  /** int32 police cell (jurisdiction id), -1 unassigned. */
  readonly policeCellId: BinaryColumn;
  /** Changes when the squares change; other square columns name the version they match. */
  readonly version: string;
}

/** Figures per square for a window. */
export interface SquareCoverageColumns {
  readonly window: TimeWindow;
  readonly geometryVersion: string;
  /** uint8 tier code in force at the window's end, or now while it runs. */
  readonly tier: BinaryColumn;
  /** float32 incidents expected in the window, hours in which no standard holds left out. */
  readonly expectedIncidents: BinaryColumn;
  /** float32 incidents expected while out of standard. */
  readonly gapIncidents: BinaryColumn;
  /** float32 share of the window in standard, 0..1, hours in which no standard holds left out. */
  readonly coveredFraction: BinaryColumn;
  /** float32 union of presence, seconds. */
  readonly patrolSeconds: BinaryColumn;
  /** float32 seconds past due at the window's end, or now while it runs (negative: still covered for that long). */
  readonly overdueSeconds: BinaryColumn;
  /** float32 share of tracked time without data near the square, 0..1. */
  readonly unknownFraction: BinaryColumn;
}

export interface CoverageSummaryView {
  readonly window: TimeWindow;
  readonly visiblePresenceRate: number | undefined;
  readonly patrolReachRate: number | undefined;
  readonly highRiskCoverage: Interval | undefined;
  readonly riskWeightedCoverage: Interval | undefined;
  readonly expectedIncidents: number;
  readonly gapIncidents: Interval;
  readonly redSquaresOverdue: number;
  readonly redSquares: number;
  readonly squaresOverdue: number;
  readonly worstWaitSeconds: number | undefined;
  /** Share of risk within 60, 180 and 300 s of an on-shift unit; undefined without streets or live units. */
  readonly reachFractions: readonly [number, number, number] | undefined;
  readonly unknownSeconds: number;
  readonly unknownFraction: number;
  readonly declaredSeconds: number;
  readonly patrolSeconds: number;
  readonly unitSeconds: number;
  /** Versions of the standards in force in some part of the window, in order. */
  readonly standardVersions: readonly number[];
}

/** What patrols of one mode put in over a window. */
export interface EffortRow {
  readonly mode: PatrolMode;
  /** Turns on patrol that touch the window: 台次 of vehicles, 架次 (flights) of drones, 组次 of the others. */
  readonly turns: number;
  /** Heads of the crews over the turns, 人次. */
  readonly heads: number;
  readonly units: number;
  readonly unitSeconds: number;
  /** How far they went, silences not bridged. */
  readonly distanceMeters: number;
}

/** One bar of the 24-hour strip. */
export interface StripBin {
  readonly from: string;
  readonly expectedIncidents: number;
  readonly gapIncidents: number;
  readonly inferredIncidents: number;
  readonly incidents: number;
}
export interface StripView {
  readonly window: TimeWindow;
  readonly binSeconds: number;
  readonly bins: readonly StripBin[];
}

export interface GapRow {
  readonly rank: number;
  readonly squareId: number;
  readonly tier: Tier;
  readonly center: LngLat;
  /** Nearest place and side, e.g. 站前广场北侧; empty when the register and the streets have no name nearby. */
  readonly placeName: string;
  readonly side: Side | undefined;
  readonly policeCellName: string | undefined;
  readonly stationName: string | undefined;
  /** With inferred presence counted: the low end. */
  readonly gapIncidents: number;
  /** From observed presence alone: the high end. */
  readonly gapIncidentsObserved: number;
  readonly expectedIncidents: number;
  /** Seconds past due at the window's end, or now while it runs; negative: due in that long. */
  readonly overdueSeconds: number;
  readonly revisitSeconds: number;
  readonly lastVisit:
    | { readonly unitCode: string; readonly endedAt: string; readonly dwellSeconds: number; readonly heldSeconds: number }
    | undefined;
  /** Most frequent street category group over the last 28 days within 150 m, with its count. */
  readonly topCategory: { readonly group: string; readonly incidents: number } | undefined;
}
export type Side = 'north' | 'northeast' | 'east' | 'southeast' | 'south' | 'southwest' | 'west' | 'northwest' | 'center';

export interface SquareExplanation {
  readonly squareId: number;
  readonly window: TimeWindow;
  readonly center: LngLat;
  readonly tier: Tier;
  readonly placeName: string;
  readonly side: Side | undefined;
  readonly policeCellName: string | undefined;
  readonly stationName: string | undefined;
  /** The standard it is held to, or will be next. */
  readonly standard: Standard;
  /** Whether that standard is in force now: outside its hours a square is neither covered nor gap. */
  readonly inForce: boolean;
  /** 24 values, expected incidents per hour for each local hour of the window's last day. */
  readonly riskByHour: readonly number[];
  /** 90 % Gamma-Poisson interval of the mean rate, incidents per hour. */
  readonly ratePerHour: { readonly mean: number; readonly interval: Interval };
  readonly expectedIncidents: number;
  readonly gapIncidents: Interval;
  readonly coveredSeconds: number;
  readonly overdueSeconds: number;
  readonly visits: readonly {
    readonly unitCodes: readonly string[];
    readonly modes: readonly PatrolMode[];
    readonly from: string;
    readonly to: string;
    readonly dwellSeconds: number;
    readonly holdSeconds: number;
  }[];
  readonly recentIncidents: readonly { readonly occurredAt: string; readonly group: string; readonly distanceMeters: number }[];
  readonly provenance: { readonly riskVersion: number; readonly standardVersion: number; readonly computedAt: string };
}

/** Answer of `cells.coverage`: what stands inside a police cell or a drawn polygon. */
export interface AreaCoverageView {
  readonly squares: number;
  readonly areaSquareMeters: number;
  readonly presence: readonly { readonly mode: PatrolMode; readonly unitSeconds: number }[];
  readonly incidents: number;
  readonly streetMeters: number;
}

export interface AreaRow {
  readonly jurisdictionId: number;
  readonly level: string;
  readonly name: string;
  readonly incidents: number;
  readonly previousIncidents: number;
  /** Share of all areas' expected incidents. */
  readonly riskFraction: number;
  /** Share of all areas' patrol-seconds. */
  readonly patrolFraction: number;
  /** Share of patrol time that would minimise risk-weighted waiting (METHODS 4, q_a of `wantedPatrol`): what misallocation holds `patrolFraction` against. */
  readonly wantedFraction: number;
  /** With inferred presence counted: the low end. */
  readonly gapIncidents: number;
  /** From observed presence alone: the high end. */
  readonly gapIncidentsObserved: number;
  readonly expectedIncidents: number;
}
