import { Refusal } from '@beatline/shared/model/refusal';
import type { RiskFitProgress } from '@beatline/shared/model/views/risk_view';
import type { App } from '../../app';
import type { RiskFitInput } from '../../routers/risk_inputs';
import { fitRiskNow } from './fit_now';

/** Starts a fit in a worker thread; follow it by its job id. With `officer` what officers came upon counts too, by how long they were there. */
export async function startRiskFit(app: App, input: RiskFitInput): Promise<{ jobId: string }> {
  const job = app.riskFits.open((jobId) => ({ jobId, state: 'queued', fractionDone: 0, riskVersion: undefined, error: undefined }));
  const tell = (change: Partial<RiskFitProgress>) => job.progress.set({ ...job.progress.get(), ...change });
  fitRiskNow(app, input, { onProgress: (fractionDone) => tell({ state: 'running', fractionDone }), stopFlag: job.stopFlag }).then(
    ({ riskVersion }) => tell({ state: 'done', fractionDone: 1, riskVersion }),
    (error: unknown) => {
      if (!(error instanceof Refusal)) app.reportBug(error);
      tell({ state: 'failed', error: error instanceof Error ? error.message : String(error) });
    },
  );
  return { jobId: job.id };
}
