import { hotspotsInAreaView } from '../services/hotspots/in_area';
import { hotspotInput } from './inputs';
import { procedure, router } from './trpc';

export const hotspotsRouter = router({
  inArea: procedure.input(hotspotInput).query(({ ctx, input }) => hotspotsInAreaView(ctx.app, input)),
});
