import { tracksOfWindow } from '../services/tracks/window';
import { tracksInCell } from '../services/tracks/in_cell';
import { tracksNearPoint } from '../services/tracks/near';
import { nearInput, squareWindowInput, windowModesInput } from './inputs';
import { procedure, router } from './trpc';

export const tracksRouter = router({
  window: procedure.input(windowModesInput).query(({ ctx, input }) => tracksOfWindow(ctx.app, input)),
  inCell: procedure.input(squareWindowInput).query(({ ctx, input }) => tracksInCell(ctx.app, input)),
  near: procedure.input(nearInput).query(({ ctx, input }) => tracksNearPoint(ctx.app, input)),
});
