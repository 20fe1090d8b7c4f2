import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportProgress } from '@beatline/shared/model/views/import_view';
import type { ImportContext } from '../../imports/import_context';
import { createJobBoard, hasEnded } from '../../jobs/job_board';

/** Waiting and running loads; more at once is somebody clicking again and again. */
const MAX_OPEN_JOBS = 20;

/** Work on the whole database that somebody follows: loads and undoing them, one after the other, in the order they were asked for. */
export interface ImportQueue {
  /** Starts or queues a piece of work and answers its job id. What it answers is the report. */
  start(run: (context: ImportContext) => Promise<object>): string;
  /** Progress from now until the job has ended. */
  follow(jobId: string, signal: AbortSignal | undefined): AsyncGenerator<ImportProgress>;
  /** Gives a job up; nothing of it stays. One that has ended stays as it is. */
  cancel(jobId: string): void;
  stopAll(): void;
}

export interface ImportQueueOptions {
  readonly context: Pick<ImportContext, 'database' | 'scope' | 'nowMs' | 'log' | 'matching'>;
  /** After each job that changed the database. */
  onStored(): void;
  reportBug(error: unknown): void;
}

export function createImportQueue({ context, onStored, reportBug }: ImportQueueOptions): ImportQueue {
  const board = createJobBoard<ImportProgress>(MAX_OPEN_JOBS);
  const cancellers = new Map<string, AbortController>();
  let last: Promise<void> = Promise.resolve();

  return {
    start(run) {
      const job = board.open((jobId) => ({
        jobId,
        state: 'queued',
        stage: 'reading',
        rows: 0,
        fractionDone: undefined,
        report: undefined,
        error: undefined,
      }));
      const canceller = new AbortController();
      cancellers.set(job.id, canceller);
      const tell = (change: Partial<ImportProgress>) => job.progress.set({ ...job.progress.get(), ...change });
      const work = async (): Promise<void> => {
        if (canceller.signal.aborted) return tell({ state: 'cancelled' });
        tell({ state: 'running' });
        try {
          const report = await run({ ...context, onProgress: tell, signal: canceller.signal });
          tell({ state: 'done', fractionDone: 1, report: report as Readonly<Record<string, unknown>> });
          onStored();
        } catch (error) {
          if (error instanceof Refusal && error.code === 'cancelled') return tell({ state: 'cancelled' });
          if (!(error instanceof Refusal)) reportBug(error);
          tell({ state: 'failed', error: errorView(error) });
        } finally {
          cancellers.delete(job.id);
        }
      };
      last = last.then(work);
      return job.id;
    },
    async *follow(jobId, signal) {
      yield* board.find(jobId).progress.follow(signal, hasEnded);
    },
    cancel(jobId) {
      board.find(jobId);
      cancellers.get(jobId)?.abort();
    },
    stopAll() {
      for (const canceller of cancellers.values()) canceller.abort();
    },
  };
}

function errorView(error: unknown): NonNullable<ImportProgress['error']> {
  if (error instanceof Refusal) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'bug', message: 'something went wrong in the server; its log says more', hint: undefined };
}
