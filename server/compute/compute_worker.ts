import type { MessagePort } from 'node:worker_threads';
import { Refusal } from '@beatline/shared/model/refusal';
import { stopReader } from './stop_flag';
import type { Task } from './run_controls';
import { TASKS, type TaskInput, type TaskName, type TaskOutput } from './tasks';

export interface WorkerRequest {
  readonly name: TaskName;
  readonly input: TaskInput<TaskName>;
  readonly stopFlag: Int32Array | undefined;
  readonly progressPort: MessagePort | undefined;
}
/** An expected failure crosses the thread as data: a class does not survive the copy. */
export type WorkerAnswer =
  | { readonly kind: 'done'; readonly output: TaskOutput<TaskName> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint: string | undefined };

export async function runTask(request: WorkerRequest): Promise<WorkerAnswer> {
  const { progressPort } = request;
  try {
    // Name and input were paired by the caller's types; the pair does not survive the message.
    const run = TASKS[request.name] as Task<unknown, TaskOutput<TaskName>, unknown>;
    const output = run(request.input, {
      onProgress: progressPort === undefined ? undefined : (progress) => progressPort.postMessage(progress),
      shouldStop: stopReader(request.stopFlag),
    });
    return { kind: 'done', output };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', code: error.code, message: error.message, hint: error.hint };
    throw error;
  } finally {
    progressPort?.close();
  }
}
