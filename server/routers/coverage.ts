import { coverageEffort } from '../services/coverage/effort';
import { coverageSquares } from '../services/coverage/squares';
import { coverageSummary } from '../services/coverage/summary';
import { coverageStrip } from '../services/coverage/strip';
import { coverageByArea } from '../services/coverage/by_area';
import { rangeOf } from '../services/window_range';
import { areaRowsInput, stripInput, windowInput, windowModesInput } from './inputs';
import { procedure, router } from './trpc';

export const coverageRouter = router({
  squares: procedure.input(windowModesInput).query(({ ctx, input }) => coverageSquares(ctx.app, input)),
  summary: procedure.input(windowModesInput).query(({ ctx, input }) => coverageSummary(ctx.app, input)),
  strip: procedure.input(stripInput).query(({ ctx, input }) => coverageStrip(ctx.app, input)),
  effort: procedure.input(windowInput).query(({ ctx, input }) => coverageEffort(ctx.app, rangeOf(input))),
  byArea: procedure.input(areaRowsInput).query(({ ctx, input }) => coverageByArea(ctx.app, input)),
});
