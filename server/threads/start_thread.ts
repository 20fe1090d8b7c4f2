import { Worker } from 'node:worker_threads';

/** A worker thread that runs a TypeScript file. It gets `data` as `workerData.data` and does not keep the process alive. */
export function startThread(entry: URL, data: unknown): Worker {
  const worker = new Worker(new URL('./thread_entry.mjs', import.meta.url), { workerData: { entry: entry.href, data } });
  worker.unref();
  return worker;
}
