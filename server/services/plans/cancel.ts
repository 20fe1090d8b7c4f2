import type { App } from '../../app';
import { hasEnded } from '../../jobs/job_board';

/** Asks a search to stop; it then ends with the best plan so far, or cancelled when it has none yet. False when it had ended already. */
export async function cancelSuggestion(app: App, input: { readonly jobId: string }): Promise<{ cancelled: boolean }> {
  const job = app.suggestions.find(input.jobId);
  if (hasEnded(job.progress.get())) return { cancelled: false };
  Atomics.store(job.stopFlag, 0, 1);
  return { cancelled: true };
}
