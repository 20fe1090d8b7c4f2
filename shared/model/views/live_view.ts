import type { LiveUnit } from './unit_view';

/** One message of the live stream. */
export interface LiveUpdate {
  readonly units: readonly LiveUnit[];
  /** Grows whenever the ledger changes: refetch what depends on coverage. */
  readonly coverageVersion: number;
  /** Server clock, ISO. */
  readonly now: string;
}
