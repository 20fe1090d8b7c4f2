import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Refusal } from '@beatline/shared/model/refusal';
import { stopReader } from './stop_flag';
import type { RunControls } from './run_controls';
import type { TaskInput, TaskName, TaskOutput, TaskProgress } from './tasks';
import type { WorkerAnswer, WorkerRequest } from './compute_worker';

export interface RunOptions<Progress> {
  readonly onProgress?: (progress: Progress) => void;
  /** One int32 in shared memory: 1 asks the task to stop early with the best it has. */
  readonly stopFlag?: Int32Array;
}

/** Runs the heavy arithmetic of shared: in this thread, or in worker threads so that requests are never held up. */
export interface Compute {
  run<Name extends TaskName>(name: Name, input: TaskInput<Name>, options?: RunOptions<TaskProgress<Name>>): Promise<TaskOutput<Name>>;
  close(): Promise<void>;
}

/** In this thread: for the command line, which has nobody waiting. */
export function createInlineCompute(): Compute {
  return {
    async run(name, input, options = {}) {
      const { TASKS } = await import('./tasks');
      const controls: RunControls<TaskProgress<typeof name>> = { onProgress: options.onProgress, shouldStop: stopReader(options.stopFlag) };
      return TASKS[name](input, controls);
    },
    close: async () => undefined,
  };
}

/** Figures a page waits for get threads of their own, apart from jobs that take minutes. */
const FIGURE_THREADS = 2;
const JOB_THREADS = 1;
const JOB_TASKS: readonly TaskName[] = ['suggestPlan', 'fitRisk', 'generateGrid'];
/** The track record is nobody's page: it waits for no plan and no plan waits for it. */
const BACKGROUND_TASKS: readonly TaskName[] = ['backtest', 'replay', 'issueForecasts', 'nearRepeat'];
/** A thread that has nothing to do is kept this long: starting one costs half a second. */
const IDLE_MS = 10 * 60_000;
/** The thread of jobs is kept over a day: it knows the last risk fit, so that the nightly one has to add a day only. */
const JOBS_IDLE_MS = 26 * 3_600_000;

export function createThreadCompute(): Compute {
  const pool = (maxThreads: number, minThreads: number, idleTimeout: number) =>
    new Piscina<WorkerRequest, WorkerAnswer>({
      filename: new URL('../threads/compute_entry.mjs', import.meta.url).href,
      minThreads,
      maxThreads,
      idleTimeout,
    });
  const figures = pool(FIGURE_THREADS, 1, IDLE_MS);
  const jobs = pool(JOB_THREADS, 0, JOBS_IDLE_MS);
  const background = pool(JOB_THREADS, 0, IDLE_MS);
  const poolOf = (name: TaskName) => {
    if (BACKGROUND_TASKS.includes(name)) return background;
    return JOB_TASKS.includes(name) ? jobs : figures;
  };

  return {
    async run<Name extends TaskName>(name: Name, input: TaskInput<Name>, options: RunOptions<TaskProgress<Name>> = {}) {
      const channel = options.onProgress === undefined ? undefined : new MessageChannel();
      channel?.port1.on('message', (progress: TaskProgress<Name>) => options.onProgress?.(progress));
      const request: WorkerRequest = { name, input, stopFlag: options.stopFlag, progressPort: channel?.port2 };
      try {
        const answer = await poolOf(name).run(request, channel === undefined ? {} : { transferList: [channel.port2] });
        if (answer.kind === 'refused') throw new Refusal(answer.code, answer.message, answer.hint);
        return answer.output;
      } finally {
        channel?.port1.close();
      }
    },
    async close() {
      await Promise.all([figures.destroy(), jobs.destroy(), background.destroy()]);
    },
  };
}
