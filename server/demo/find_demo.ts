import { listBatches } from '@beatline/db/queries/batches';
import type { Scoped } from '@beatline/db/engine/database';
import { z } from 'zod';

/** The load of the demo is a batch of its own, which tells seed and end, and whether it was finished. */
export const DEMO_VERB = 'demo';

/** Which demo a database holds. */
const demoRecordSchema = z.object({ seed: z.number().int(), untilMs: z.number() });
export type DemoRecord = z.infer<typeof demoRecordSchema> & {
  /** False: the load was broken off; loading again with the same seed and end completes it. */
  readonly complete: boolean;
};

/** The demo in the database, undefined where there is none: the live simulator goes on from its seed and end. Apart from the generator, so that a start need not read that. */
export async function findDemo(scoped: Scoped): Promise<DemoRecord | undefined> {
  const batches = (await listBatches(scoped, 100_000)).filter((candidate) => candidate.verb === DEMO_VERB);
  const batch = batches.find((candidate) => candidate.state === 'done') ?? batches.at(-1);
  if (batch === undefined) return undefined;
  return { ...demoRecordSchema.parse(JSON.parse(batch.fileName)), complete: batch.state === 'done' };
}
