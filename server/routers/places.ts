import { listAllPlaces } from '../services/places/list';
import { procedure, router } from './trpc';

export const placesRouter = router({
  list: procedure.query(({ ctx }) => listAllPlaces(ctx.app)),
});
