import { listAllUnits } from '../services/units/list';
import { listLiveUnits } from '../services/units/live';
import { procedure, router } from './trpc';

export const unitsRouter = router({
  list: procedure.query(({ ctx }) => listAllUnits(ctx.app)),
  live: procedure.query(({ ctx }) => listLiveUnits(ctx.app)),
});
