import { highRiskCoverage, riskWeightedCoverage } from '@beatline/shared/coverage/leading_figures';
import { versionsInWindow } from '@beatline/shared/coverage/standard_in_force';
import type { CoverageSummaryView, Interval } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { CoverageBounds } from '../../compute/measure_task';
import type { WindowModesInput } from '../../routers/inputs';
import { countRed } from '../gaps/list';
import { rangeOf } from '../window_range';
import { dueInstantMs } from './overdue';
import { patrolReachOf } from './reach';
import { reachFractionsNow } from './reach_fractions';

export async function coverageSummary(app: App, input: WindowModesInput): Promise<CoverageSummaryView> {
  const ground = await app.ground.current();
  const window = rangeOf(input);
  const [bounds, patrolReach, reachFractions] = await Promise.all([
    app.coverage.measure({ window, modes: input.modes }),
    patrolReachOf(app, ground, window, input.modes),
    reachFractionsNow(app, ground, window),
  ]);
  const { withInferred } = bounds;
  const red = countRed(ground, bounds, dueInstantMs(window, app.nowMs()));
  return {
    window: { from: input.from, to: input.to },
    ...headFigures(bounds),
    patrolReachRate: patrolReach.rate,
    expectedIncidents: withInferred.totals.expectedIncidents,
    gapIncidents: [withInferred.totals.gapIncidents, bounds.observed.totals.gapIncidents],
    redSquaresOverdue: red.redOverdue,
    redSquares: red.redTotal,
    squaresOverdue: red.overdue,
    reachFractions,
    standardVersions: versionsInWindow(ground.data.standards, window),
  };
}

/** The figures that come straight from the ledger, as pages and reports show them. */
export function headFigures(
  bounds: CoverageBounds,
): Pick<
  CoverageSummaryView,
  | 'visiblePresenceRate'
  | 'highRiskCoverage'
  | 'riskWeightedCoverage'
  | 'worstWaitSeconds'
  | 'unknownSeconds'
  | 'unknownFraction'
  | 'declaredSeconds'
  | 'patrolSeconds'
  | 'unitSeconds'
> {
  const { observed, withInferred } = bounds;
  const unknownSeconds = bounds.unknownTotalMs / 1000;
  const unitSeconds = withInferred.totals.unitMs / 1000;
  return {
    visiblePresenceRate: bounds.visiblePresenceRate,
    highRiskCoverage: intervalOf(highRiskCoverage(observed.totals), highRiskCoverage(withInferred.totals)),
    riskWeightedCoverage: intervalOf(riskWeightedCoverage(observed.totals), riskWeightedCoverage(withInferred.totals)),
    worstWaitSeconds: bounds.worstWaitSeconds,
    unknownSeconds,
    unknownFraction: unknownSeconds + unitSeconds === 0 ? 0 : unknownSeconds / (unknownSeconds + unitSeconds),
    declaredSeconds: bounds.declaredMs / 1000,
    patrolSeconds: withInferred.totals.patrolMs / 1000,
    unitSeconds,
  };
}

function intervalOf(low: number | undefined, high: number | undefined): Interval | undefined {
  return low === undefined || high === undefined ? undefined : [low, high];
}
