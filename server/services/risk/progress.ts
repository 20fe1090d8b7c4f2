import type { RiskFitProgress } from '@beatline/shared/model/views/risk_view';
import type { App } from '../../app';
import { hasEnded } from '../../jobs/job_board';

export async function* riskFitProgress(
  app: App,
  input: { readonly jobId: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<RiskFitProgress> {
  yield* app.riskFits.find(input.jobId).progress.follow(signal, hasEnded);
}
