import { highRiskCoverage, riskWeightedCoverage } from '@beatline/shared/coverage/leading_figures';
import type { CoverageMeasure } from '@beatline/shared/coverage/measure_coverage';
import { presenceLookBackMs } from '@beatline/shared/coverage/measure_coverage';
import type { StandardRules } from '@beatline/shared/coverage/standard_rules';
import { Refusal } from '@beatline/shared/model/refusal';
import type { StandardByTier } from '@beatline/shared/model/standard';
import { TIERS } from '@beatline/shared/model/tier';
import type { Interval } from '@beatline/shared/model/views/coverage_view';
import type { PreviewProgress, StandardEffect, StandardsPreview } from '@beatline/shared/model/views/standards_view';
import type { App } from '../../app';
import type { CoverageBounds } from '../../compute/measure_task';
import { isoInZone } from '../iso_in_zone';
import { presentVersion } from './present_version';
import { checkedStandards } from './proposed_standards';

const WEEK_MS = 7 * 86_400_000;

/** Starts working out the last 7 days under proposed standards beside those in force; follow it by its job id. Refused like saving them would be. */
export function startPreview(app: App, input: { readonly standards: StandardByTier }): { jobId: string } {
  const standards = checkedStandards(input.standards);
  const job = app.standardPreviews.open((jobId) => ({ jobId, state: 'queued', fractionDone: 0, result: undefined, error: undefined }));
  const tell = (change: Partial<PreviewProgress>) => job.progress.set({ ...job.progress.get(), ...change });
  workOut(app, standards, tell, job.stopFlag).then(
    (result) => tell({ state: 'done', fractionDone: 1, result }),
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'cancelled') return tell({ state: 'cancelled' });
      if (error instanceof Refusal) return tell({ state: 'failed', error: { code: error.code, message: error.message, hint: error.hint } });
      app.reportBug(error);
      return tell({ state: 'failed', error: { code: 'bug', message: 'the preview failed; the server log says more', hint: undefined } });
    },
  );
  return { jobId: job.id };
}

/** Asks a preview to stop; it ends between its two halves. */
export function cancelPreview(app: App, input: { readonly jobId: string }): void {
  Atomics.store(app.standardPreviews.find(input.jobId).stopFlag, 0, 1);
}

async function workOut(
  app: App,
  proposed: StandardByTier,
  tell: (change: Partial<PreviewProgress>) => void,
  stopFlag: Int32Array,
): Promise<StandardsPreview> {
  tell({ state: 'running', fractionDone: 0.02 });
  const ground = await app.ground.current();
  if (ground.squares.length === 0)
    throw new Refusal('no_squares', 'there is no ground to measure', 'import jurisdictions or streets first');
  const nowMs = app.nowMs();
  const window = { fromMs: nowMs - WEEK_MS, toMs: nowMs };
  const present = presentVersion(app, ground);
  const rulesOf = (byTier: StandardByTier): StandardRules => ({
    ...ground.data.standards,
    versions: [{ id: 0, effectiveFromMs: 0, byTier }],
  });
  const measure = async (rules: StandardRules): Promise<CoverageBounds> => {
    if (Atomics.load(stopFlag, 0) === 1) throw new Refusal('cancelled', 'the preview was cancelled', 'nothing was saved');
    const [parts, unknown] = await Promise.all([
      app.ledger.rows({ fromMs: window.fromMs - presenceLookBackMs(rules), toMs: window.toMs }),
      app.coverage.readUnknown(window),
    ]);
    return app.compute.run('measure', {
      ground: { ...ground.data, standards: rules },
      parts,
      unknown,
      window,
      nowMs,
      acceptedModes: undefined,
      binMs: undefined,
    });
  };
  const now = await measure(rulesOf(present.byTier));
  tell({ fractionDone: 0.5 });
  const then = await measure(rulesOf(proposed));
  return {
    window: { from: isoInZone(ground.clock, window.fromMs), to: isoInZone(ground.clock, window.toMs) },
    presentVersion: present.id,
    present: effectOf(now),
    proposed: effectOf(then),
    unknownSeconds: now.unknownTotalMs / 1000,
    declaredSeconds: now.declaredMs / 1000,
  };
}

function effectOf({ observed, withInferred }: CoverageBounds): StandardEffect {
  const both = (figure: (totals: CoverageMeasure['totals']) => number | undefined): Interval | undefined => {
    const low = figure(observed.totals);
    const high = figure(withInferred.totals);
    return low === undefined || high === undefined ? undefined : [low, high];
  };
  return {
    gapIncidents: [withInferred.totals.gapIncidents, observed.totals.gapIncidents],
    expectedIncidents: withInferred.totals.expectedIncidents,
    riskWeightedCoverage: both(riskWeightedCoverage),
    highRiskCoverage: both(highRiskCoverage),
    coverageByTier: TIERS.map((_, tier) =>
      both(({ tierMs, tierCoveredMs }) => (tierMs[tier] === 0 ? undefined : tierCoveredMs[tier] / tierMs[tier])),
    ),
  };
}
