// Entry of a worker thread: reads TypeScript through tsx, which in Node 20 does not follow into worker threads by itself, then runs the file it is told to.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.entry);
