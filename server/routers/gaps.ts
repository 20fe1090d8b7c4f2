import { listGaps } from '../services/gaps/list';
import { gapListInput } from './inputs';
import { procedure, router } from './trpc';

export const gapsRouter = router({
  list: procedure.input(gapListInput).query(({ ctx, input }) => listGaps(ctx.app, input)),
});
