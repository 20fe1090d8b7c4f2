import type { App } from '../../app';
import { hasEnded } from '../../jobs/job_board';

/** Asks a generation to stop; the draft there was stays. False when it had ended already. */
export async function cancelGridGeneration(app: App, input: { readonly jobId: string }): Promise<{ cancelled: boolean }> {
  const job = app.gridJobs.find(input.jobId);
  if (hasEnded(job.progress.get())) return { cancelled: false };
  Atomics.store(job.stopFlag, 0, 1);
  return { cancelled: true };
}
