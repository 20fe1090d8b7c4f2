import { largestShortfallBlock, type ShortfallBlock } from '@beatline/shared/evaluation/largest_shortfall_block';
import type { AreaRow, StripView } from '@beatline/shared/model/views/coverage_view';
import type { HourMatrixView } from '@beatline/shared/model/views/incident_view';

/** The area whose share of patrol time falls furthest short of its share of risk; undefined when none does or nothing was patrolled. */
export function mostShortArea(areas: readonly AreaRow[]): AreaRow | undefined {
  if (areas.every((area) => area.patrolFraction === 0)) return undefined;
  return areas
    .filter((area) => area.riskFraction > area.patrolFraction)
    .toSorted((a, b) => b.riskFraction - b.patrolFraction - (a.riskFraction - a.patrolFraction))[0];
}

/** The days and hours that lack patrol time most, against expected incidents; against counted ones where no risk has been fitted. */
export function shortestHours(matrix: HourMatrixView): ShortfallBlock | undefined {
  return (
    largestShortfallBlock(matrix.expectedPerHour, matrix.patrolSeconds) ?? largestShortfallBlock(matrix.incidents, matrix.patrolSeconds)
  );
}

/** Days on which not a minute of the expected trouble was covered: there were no tracks, as before the first import of them. */
export function untrackedDays(strip: StripView): number {
  return strip.bins.filter((day) => day.expectedIncidents > 0 && day.gapIncidents >= day.expectedIncidents).length;
}
