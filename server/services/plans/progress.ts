import type { PlanProgress } from '@beatline/shared/model/plan';
import type { App } from '../../app';
import { hasEnded } from '../../jobs/job_board';

export async function* suggestionProgress(
  app: App,
  input: { readonly jobId: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<PlanProgress> {
  yield* app.suggestions.find(input.jobId).progress.follow(signal, hasEnded);
}
