import { incidentHeat } from '../services/incidents/heat';
import { incidentMatrix } from '../services/incidents/matrix';
import { comparePeriods } from '../services/incidents/compare';
import { listUnlocated } from '../services/incidents/unlocated';
import { placeUnlocated } from '../services/incidents/place';
import { compareInput, placeIncidentInput, unlocatedInput, windowGroupInput } from './inputs';
import { procedure, router } from './trpc';

export const incidentsRouter = router({
  heat: procedure.input(windowGroupInput).query(({ ctx, input }) => incidentHeat(ctx.app, input)),
  matrix: procedure.input(windowGroupInput).query(({ ctx, input }) => incidentMatrix(ctx.app, input)),
  compare: procedure.input(compareInput).query(({ ctx, input }) => comparePeriods(ctx.app, input)),
  unlocated: procedure.input(unlocatedInput).query(({ ctx, input }) => listUnlocated(ctx.app, input)),
  place: procedure.input(placeIncidentInput).mutation(({ ctx, input }) => placeUnlocated(ctx.app, input)),
});
