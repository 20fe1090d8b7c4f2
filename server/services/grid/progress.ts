import type { GridProgress } from '@beatline/shared/model/views/grid_view';
import type { App } from '../../app';
import { hasEnded } from '../../jobs/job_board';

export async function* gridProgress(
  app: App,
  input: { readonly jobId: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<GridProgress> {
  yield* app.gridJobs.find(input.jobId).progress.follow(signal, hasEnded);
}
