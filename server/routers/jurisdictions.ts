import { jurisdictionShapesOf } from '../services/jurisdictions/shapes';
import { levelInput } from './inputs';
import { procedure, router } from './trpc';

export const jurisdictionsRouter = router({
  shapes: procedure.input(levelInput).query(({ ctx, input }) => jurisdictionShapesOf(ctx.app, input)),
});
