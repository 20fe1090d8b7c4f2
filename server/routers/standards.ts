import { followJob } from '../services/risk/follow_job';
import { listStandards } from '../services/standards/list';
import { mustVisitPlaces, saveMustVisit } from '../services/standards/must_visit';
import { endOperationNow, listOperationViews, saveOperation } from '../services/standards/operations';
import { cancelPreview, startPreview } from '../services/standards/preview';
import { saveSchoolPlan, schoolDay } from '../services/standards/school_plans';
import { saveStandards } from '../services/standards/save';
import { jobInput } from './inputs';
import {
  mustVisitInput,
  operationInput,
  previewStandardsInput,
  saveOperationInput,
  saveSchoolPlanInput,
  saveStandardsInput,
  localDayInput,
} from './standards_inputs';
import { procedure, router } from './trpc';

export const standardsRouter = router({
  list: procedure.query(({ ctx }) => listStandards(ctx.app)),
  preview: procedure.input(previewStandardsInput).mutation(({ ctx, input }) => startPreview(ctx.app, input)),
  previewProgress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => followJob(ctx.app.standardPreviews, input, signal)),
  cancelPreview: procedure.input(jobInput).mutation(({ ctx, input }) => cancelPreview(ctx.app, input)),
  save: procedure.input(saveStandardsInput).mutation(({ ctx, input }) => saveStandards(ctx.app, input)),
  schoolPlans: procedure.input(localDayInput).query(({ ctx, input }) => schoolDay(ctx.app, input)),
  saveSchoolPlan: procedure.input(saveSchoolPlanInput).mutation(({ ctx, input }) => saveSchoolPlan(ctx.app, input)),
  mustVisit: procedure.input(localDayInput).query(({ ctx, input }) => mustVisitPlaces(ctx.app, input)),
  saveMustVisit: procedure.input(mustVisitInput).mutation(({ ctx, input }) => saveMustVisit(ctx.app, input)),
  operations: procedure.query(({ ctx }) => listOperationViews(ctx.app)),
  saveOperation: procedure.input(saveOperationInput).mutation(({ ctx, input }) => saveOperation(ctx.app, input)),
  endOperation: procedure.input(operationInput).mutation(({ ctx, input }) => endOperationNow(ctx.app, input)),
});
