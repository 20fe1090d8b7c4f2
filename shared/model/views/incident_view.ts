import type { LngLat } from '../../geo/lng_lat';
import type { BinaryColumn } from '../../formats/binary_column';
import type { TimeWindow } from '../time_window';

/** Incidents per square for a window, smoothed counts aggregated on the server; order of SquareGeometryColumns. */
export interface HeatColumns {
  readonly window: TimeWindow;
  readonly geometryVersion: string;
  readonly total: number;
  /** float32 incidents, kernel-smoothed (75 m) so that single addresses do not stand out. */
  readonly smoothedIncidents: BinaryColumn;
}

export interface Hotspot {
  readonly center: LngLat;
  readonly incidents: number;
  readonly topGroup: string;
  readonly placeName: string;
  /** Closed ring of the cluster's hull. */
  readonly ring: readonly LngLat[];
}

/** 7 rows (Monday first) x 24 columns. */
export interface HourMatrixView {
  readonly window: TimeWindow;
  readonly incidents: readonly (readonly number[])[];
  readonly expectedPerHour: readonly (readonly number[])[];
  readonly patrolSeconds: readonly (readonly number[])[];
}

export interface PeriodComparisonRow {
  /** `total`; a category group's code; or a station's jurisdiction id in decimal, `unassigned` outside every station. */
  readonly key: string;
  readonly current: number;
  readonly previous: number;
  /** Ratio minus one with a 95 % interval for two Poisson counts; undefined when previous is 0. */
  readonly change: { readonly fraction: number; readonly interval: readonly [number, number] } | undefined;
}
export interface PeriodComparisonView {
  readonly current: TimeWindow;
  readonly previous: TimeWindow;
  readonly total: PeriodComparisonRow;
  readonly byGroup: readonly PeriodComparisonRow[];
  readonly byStation: readonly PeriodComparisonRow[];
}

/** Why an incident is not on the map; what was written as its place stays with it. */
export const UNLOCATED_REASONS = ['no_coordinates', 'coordinates_out_of_range', 'address_not_found', 'address_vague'] as const;
export type UnlocatedReason = (typeof UNLOCATED_REASONS)[number];

/** An incident that is counted but not on the map, to be placed by somebody who knows where it was. */
export interface UnlocatedIncident {
  readonly id: number;
  /** ISO 8601 in the deployment's zone. */
  readonly occurredAt: string;
  readonly category: string;
  readonly address: string | null;
  readonly reason: UnlocatedReason;
}
