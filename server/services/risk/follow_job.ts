import { hasEnded, type JobBoard, type JobState } from '../../jobs/job_board';

/** Progress of a job until it has ended. */
export async function* followJob<Progress extends { readonly state: JobState }>(
  board: JobBoard<Progress>,
  input: { readonly jobId: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress> {
  yield* board.find(input.jobId).progress.follow(signal, hasEnded);
}
