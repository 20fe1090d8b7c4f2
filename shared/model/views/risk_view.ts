import type { BinaryColumn } from '../../formats/binary_column';

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

export interface RiskFitProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly fractionDone: number;
  readonly riskVersion: number | undefined;
  readonly error: string | undefined;
}
