import { parentPort, workerData } from 'node:worker_threads';
import { createMatchGround, type MatchSite } from './match_ground';
import { matchChunk, type Chunk } from './match_chunk';
import type { MatchedCourse } from '@beatline/shared/coverage/matched_course';

export interface MatchRequest {
  readonly id: number;
  readonly chunk: Chunk;
}
export type MatchAnswer = { readonly id: number; readonly course: MatchedCourse } | { readonly id: number; readonly fault: string };

// The thread's entry hands on what it was started with.
const { data } = workerData as { readonly data: MatchSite };
const ground = createMatchGround(data);
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', ({ id, chunk }: MatchRequest) => {
  // One after another: the matcher of a thread keeps its state between calls.
  last = last.then(async () => {
    try {
      const course = await matchChunk(await ground, chunk);
      parentPort?.postMessage({ id, course } satisfies MatchAnswer, [
        course.firstVertex.buffer as ArrayBuffer,
        course.x.buffer as ArrayBuffer,
        course.y.buffer as ArrayBuffer,
        course.seconds.buffer as ArrayBuffer,
        course.travelSeconds.buffer as ArrayBuffer,
      ]);
    } catch (error) {
      parentPort?.postMessage({ id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies MatchAnswer);
    }
  });
});
