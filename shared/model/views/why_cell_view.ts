import type { LngLat } from '../../geo/lng_lat';
import type { CategoryGroup } from '../category';
import type { Tier } from '../tier';
import type { TimeWindow } from '../time_window';
import type { Interval, Side } from './coverage_view';

/** Answer of `risk.whyCell`: what a square's expected incidents come from. */
export interface WhyCellView {
  readonly squareId: number;
  readonly center: LngLat;
  /** Closed ring. */
  readonly ring: readonly LngLat[];
  /** Nearest place and side; empty when nothing nearby has a name. */
  readonly placeName: string;
  readonly side: Side | undefined;
  readonly policeCellName: string | undefined;
  readonly stationName: string | undefined;
  readonly risk: {
    readonly version: number;
    readonly model: string;
    /** ISO 8601 in the deployment's zone. */
    readonly fittedUntil: string;
    readonly parameters: Readonly<Record<string, number>>;
  };
  /** Mean over the week, incidents per hour, with its 90 % interval. */
  readonly ratePerHour: { readonly mean: number; readonly interval: Interval };
  /** Of the window asked for, with the 90 % interval of the mean; undefined without a window. */
  readonly expected: { readonly window: TimeWindow; readonly incidents: number; readonly interval: Interval } | undefined;
  /** Tier in each shift band: weekdays 00-08, 08-16, 16-24, then the same at weekends. */
  readonly tierByBand: readonly Tier[];
  /** Position of this square among all by mean rate, 1 is the highest; of `squares`. */
  readonly rank: number;
  readonly squares: number;
  /** 168 values, Monday 00:00 first: incidents per hour. */
  readonly byHour: readonly number[];
  /** The five hours of the week with most expected, most first. */
  readonly topHours: readonly { readonly slot: number; readonly ratePerHour: number; readonly fraction: number }[];
  /** Groups by their part of the rate, most first; those with less than 1 % are left out. */
  readonly byGroup: readonly { readonly group: CategoryGroup; readonly ratePerHour: number; readonly fraction: number }[];
  /** The incidents the rate rests on most, largest share first, at most 20. */
  readonly incidents: readonly WhyIncident[];
  /** Incidents with any share. */
  readonly contributing: number;
  /** Share of the rate that is not from single incidents near here but spread evenly over all squares; all of it for a group with too few incidents. */
  readonly evenFraction: number;
  /** Share of the rate that comes from incidents in the square itself, and from those around it: with `evenFraction` they sum to 1. */
  readonly ownFraction: number;
  readonly nearbyFraction: number;
  /** Located incidents of the 365 days before the end of the fit within 150 m of the centre. Only citizens' reports of the street class drive the rate. */
  readonly sources: {
    readonly citizenStreet: number;
    readonly citizenOther: number;
    readonly officer: number;
  };
  /**
   * Records changed since the fit: the incidents it rests on, and those there are now for the same time. Unequal: the shares are those of a fit of today's records, and
   * somebody should fit again.
   */
  readonly incidentsOfFit: number;
  readonly incidentsNow: number;
}

export interface WhyIncident {
  /** ISO 8601 in the deployment's zone. */
  readonly occurredAt: string;
  /** Days before the end of the fit. */
  readonly ageDays: number;
  readonly group: CategoryGroup;
  /** From the square's centre. */
  readonly distanceMeters: number;
  readonly inSquare: boolean;
  /** Its share of the score S(c) of its group. */
  readonly scoreFraction: number;
  /** Its share of the square's rate, all groups together. */
  readonly rateFraction: number;
}
