import { liveUpdates } from '../services/live/updates';
import { procedure, router } from './trpc';

export const liveRouter = router({
  updates: procedure.subscription(({ ctx, signal }) => liveUpdates(ctx.app, signal)),
});
