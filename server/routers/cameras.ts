import { z } from 'zod';
import { blindSpots } from '../services/cameras/blind_spots';
import { procedure, router } from './trpc';

export const camerasRouter = router({
  /** What working cameras see and do not see, now or at an instant. */
  blindSpots: procedure
    .input(z.object({ at: z.iso.datetime({ offset: true }).optional() }))
    .query(({ ctx, input }) => blindSpots(ctx.app, input.at === undefined ? ctx.app.nowMs() : Date.parse(input.at))),
});
