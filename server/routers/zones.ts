import { listRuleZones } from '../services/zones/list';
import { procedure, router } from './trpc';

export const zonesRouter = router({
  list: procedure.query(({ ctx }) => listRuleZones(ctx.app)),
});
