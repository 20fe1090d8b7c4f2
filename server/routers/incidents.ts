import { incidentHeat } from '../services/incidents/heat';
import { incidentMatrix } from '../services/incidents/matrix';
import { comparePeriods } from '../services/incidents/compare';
import { compareInput, windowGroupInput } from './inputs';
import { procedure, router } from './trpc';

export const incidentsRouter = router({
  heat: procedure.input(windowGroupInput).query(({ ctx, input }) => incidentHeat(ctx.app, input)),
  matrix: procedure.input(windowGroupInput).query(({ ctx, input }) => incidentMatrix(ctx.app, input)),
  compare: procedure.input(compareInput).query(({ ctx, input }) => comparePeriods(ctx.app, input)),
});
