import { ledger, MINUTE, MONDAY_8, SHANGHAI, type Row } from './ledger_fixture';
import { measureCoverage, type CoverageInput, type CoverageMeasure, type SquareField } from './measure_coverage';
import type { StandardRules } from './standard_rules';

/** Minutes after Monday 8:00 as an instant. */
export const at = (minute: number) => MONDAY_8 + minute * MINUTE;

/** Squares 1, 2, … of one tier each in every band, in these areas, with 6 incidents an hour. */
export function field(tiers: readonly number[], areas?: readonly number[]): SquareField {
  return {
    squareId: Float64Array.from(tiers, (_, i) => i + 1),
    tierByBand: Uint8Array.from(tiers.flatMap((tier) => Array.from({ length: 6 }, () => tier))),
    ...(areas === undefined ? {} : { operationArea: Uint16Array.from(areas) }),
    expectedPerHour: () => 6,
  };
}

/** Coverage of rows over minutes after Monday 8:00 under some rules. */
export function measure(
  rows: readonly Row[],
  fromMinute: number,
  toMinute: number,
  rules: StandardRules,
  more: Partial<CoverageInput> = {},
): CoverageMeasure {
  return measureCoverage({
    squares: field([0]),
    standards: rules,
    intervals: ledger(rows),
    window: { fromMs: at(fromMinute), toMs: at(toMinute) },
    nowMs: at(toMinute),
    clock: SHANGHAI,
    ...more,
  });
}
