import { cellsCoverage } from '../services/cells/coverage';
import { explainSquare } from '../services/cells/explain';
import { myCell } from '../services/cells/mine';
import { areaInput, myCellInput, squareWindowInput } from './inputs';
import { procedure, router } from './trpc';

export const cellsRouter = router({
  coverage: procedure.input(areaInput).query(({ ctx, input }) => cellsCoverage(ctx.app, input)),
  explain: procedure.input(squareWindowInput).query(({ ctx, input }) => explainSquare(ctx.app, input)),
  mine: procedure.input(myCellInput).query(({ ctx, input }) => myCell(ctx.app, input)),
});
