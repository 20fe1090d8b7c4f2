import { z } from 'zod';

/** A half-open interval [from, to) of instants, ISO 8601 with offset on the wire. */
export const timeWindowSchema = z
  .object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
  .refine((w) => Date.parse(w.from) < Date.parse(w.to), { message: 'the window ends before it starts' });
export type TimeWindow = z.infer<typeof timeWindowSchema>;

/** A half-open interval [fromMs, toMs), epoch milliseconds UTC. */
export interface InstantRange {
  readonly fromMs: number;
  readonly toMs: number;
}
