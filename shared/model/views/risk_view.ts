import type { BinaryColumn } from '../../formats/binary_column';
import type { CategoryGroup } from '../category';
import type { Tier } from '../tier';
import type { TimeWindow } from '../time_window';
import type { Interval, Side } from './coverage_view';

/** The risk version in force. */
export interface RiskView {
  readonly id: number;
  readonly model: string;
  readonly fittedUntil: string;
  readonly incidents: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly geometryVersion: string;
  /** float32 expected incidents per hour, mean over the week, all street groups; order of SquareGeometryColumns. */
  readonly ratePerHour: BinaryColumn;
  /** 168 values, Monday 00:00 first: share of the week's expected street incidents in that hour. Sums to 1. */
  readonly profile: readonly number[];
}

/** Answer of `risk.basis`: what the risk rests on, and what it would rest on if it were fitted now. */
export interface RiskBasisView {
  readonly incidents: {
    /** Of street class, on the map, reported by citizens: what drives demand. */
    readonly street: number;
    /** Everything else citizens reported. */
    readonly other: number;
    /** Of street class, on the map, come upon by officers. */
    readonly officer: number;
  };
  /** The version in force; undefined before the first fit. */
  readonly current:
    | {
        readonly riskVersion: number;
        readonly fittedAt: string;
        readonly fittedUntil: string;
        readonly incidents: number;
        /** Present when what officers came upon counts in it, weighted by how long patrols were there. */
        readonly officer: OfficerBasis | undefined;
      }
    | undefined;
}

export interface OfficerBasis {
  /** Come upon since patrols are on record. */
  readonly incidents: number;
  /** Left out, because no patrol is on record before them. */
  readonly beforePatrols: number;
  /** Squares so little patrolled that patrols' finds say nothing about them. */
  readonly notEstimable: number;
  /** The first of them. */
  readonly named: readonly { readonly squareId: number; readonly placeName: string; readonly side: Side | undefined }[];
}

export interface RiskFitProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly fractionDone: number;
  readonly riskVersion: number | undefined;
  readonly error: string | undefined;
}

/** Answer of `risk.tiers`: the tiers frozen with the risk version in force, in every shift band. */
export interface RiskTiersView {
  readonly riskVersion: number;
  readonly geometryVersion: string;
  /** uint8 tier codes, 6 per square: weekdays 00-08, 08-16, 16-24, then the same at weekends; order of SquareGeometryColumns. */
  readonly tierByBand: BinaryColumn;
  /** The band it is now. */
  readonly currentBand: number;
  /** By band, then red to blue: squares, and their share of the incidents expected in the band. */
  readonly bands: readonly (readonly { readonly tier: Tier; readonly squares: number; readonly riskFraction: number }[])[];
}

/** Answer of `risk.byCell`: incidents expected in a window, by the parts asked for. */
export interface RiskByCellView {
  readonly window: TimeWindow;
  readonly riskVersion: number;
  /** Of all squares. */
  readonly expectedIncidents: number;
  /** Only when asked by square: float32 expected incidents, order of SquareGeometryColumns. */
  readonly perSquare: { readonly geometryVersion: string; readonly expectedIncidents: BinaryColumn } | undefined;
  /** Most expected first. Empty when asked by square. */
  readonly rows: readonly RiskAreaRow[];
}

export interface RiskAreaRow {
  readonly jurisdictionId: number;
  readonly name: string;
  readonly squares: number;
  readonly expectedIncidents: number;
  /** 90 % interval of the mean. Undefined for stations and districts: how far their sums are off was not measured. */
  readonly interval: Interval | undefined;
  /** Share of all expected. */
  readonly fraction: number;
  /** Street incidents that did happen; undefined when the window reaches beyond the records. */
  readonly incidents: number | undefined;
}

/** Answer of `risk.hourMatrix`: 7 rows (Monday first) x 24 columns. */
export interface RiskHourMatrixView {
  readonly window: TimeWindow;
  /** Undefined: all street incidents together. */
  readonly group: CategoryGroup | undefined;
  readonly riskVersion: number;
  /** Incidents per hour, by the risk version in force. */
  readonly expectedPerHour: readonly (readonly number[])[];
  /** Incidents per hour of that weekday and hour in the window, from those of known hour; null where the window has no such hour. */
  readonly observedPerHour: readonly (readonly (number | null)[])[];
  readonly incidents: readonly (readonly number[])[];
  /** Incidents of the window whose hour is not known: they are in no square of the matrix. */
  readonly unknownHour: number;
}
