import { randomUUID } from 'node:crypto';
import { Refusal } from '@beatline/shared/model/refusal';
import { createLatestValue, type LatestValue } from './latest_value';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** A long computation somebody follows: its progress, and a flag another thread can read to stop early. */
export interface Job<Progress extends { readonly state: JobState }> {
  readonly id: string;
  readonly progress: LatestValue<Progress>;
  /** One int32 in shared memory: 1 asks the computation to stop. */
  readonly stopFlag: Int32Array;
}

/** Jobs remembered after they ended, so that a page that was reloaded still finds its answer. */
const KEPT_JOBS = 100;

const ENDED: readonly JobState[] = ['done', 'failed', 'cancelled'];
export const hasEnded = (progress: { readonly state: JobState }): boolean => ENDED.includes(progress.state);

export interface JobBoard<Progress extends { readonly state: JobState }> {
  /** Throws a Refusal when as many jobs as are allowed at once have not ended. */
  open(initial: (jobId: string) => Progress): Job<Progress>;
  find(jobId: string): Job<Progress>;
  /** Asks every job that has not ended to stop. */
  stopAll(): void;
}

export function createJobBoard<Progress extends { readonly state: JobState }>(atOnce: number): JobBoard<Progress> {
  const jobs = new Map<string, Job<Progress>>();
  return {
    open(initial) {
      const open = [...jobs.values()].filter((job) => !hasEnded(job.progress.get()));
      if (open.length >= atOnce)
        throw new Refusal('busy', `${open.length} such jobs are running already`, 'wait for one to end, or cancel it');
      const id = randomUUID();
      const job: Job<Progress> = { id, progress: createLatestValue(initial(id)), stopFlag: new Int32Array(new SharedArrayBuffer(4)) };
      jobs.set(id, job);
      for (const [oldId, old] of jobs) {
        if (jobs.size <= KEPT_JOBS) break;
        if (hasEnded(old.progress.get())) jobs.delete(oldId);
      }
      return job;
    },
    find(jobId) {
      const job = jobs.get(jobId);
      if (job === undefined) throw new Refusal('not_found', `no job ${jobId}`, 'jobs are forgotten when the server restarts: ask again');
      return job;
    },
    stopAll() {
      for (const job of jobs.values()) Atomics.store(job.stopFlag, 0, 1);
    },
  };
}
