import { squareGeometry } from '../services/squares/geometry';
import { procedure, router } from './trpc';

export const squaresRouter = router({
  geometry: procedure.query(({ ctx }) => squareGeometry(ctx.app)),
});
