import { falseDiscoveryControl } from './false_discovery';
import { mannKendall, type TrendTest } from './mann_kendall';

/** An area whose counts rise or fall. */
export interface AreaTrend extends TrendTest {
  /** Position of its series. */
  readonly area: number;
}

/**
 * Areas whose monthly counts rise or fall significantly (Mann-Kendall, two-sided, with the false discovery rate kept over all tested), strongest first. Series with fewer than
 * `fewestIncidents` in all are not tested. O(areas · months²).
 */
export function areaTrends(
  series: readonly ArrayLike<number>[],
  fewestIncidents: number,
  falseDiscoveryRate: number,
): { readonly trends: readonly AreaTrend[]; readonly tested: number } {
  const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
  const tests = series.map((values) => (total(values) >= fewestIncidents ? mannKendall(values) : undefined));
  const stands = falseDiscoveryControl(
    tests.map((test) => test?.probability ?? Number.NaN),
    falseDiscoveryRate,
  );
  const trends = tests.flatMap((test, area) => (test !== undefined && stands[area] === 1 ? [{ ...test, area }] : []));
  return {
    trends: trends.sort((a, b) => a.probability - b.probability || Math.abs(b.tau) - Math.abs(a.tau) || a.area - b.area),
    tested: tests.filter((test) => test !== undefined).length,
  };
}
