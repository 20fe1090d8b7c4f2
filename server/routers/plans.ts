import { startSuggestion } from '../services/plans/suggest';
import { suggestionProgress } from '../services/plans/progress';
import { cancelSuggestion } from '../services/plans/cancel';
import { getPlanView } from '../services/plans/get';
import { listPlanSummaries } from '../services/plans/list';
import { approvePlan } from '../services/plans/approve';
import { exportPlan } from '../services/plans/export';
import { jobInput, planExportInput, planInput, suggestInput } from './inputs';
import { procedure, router } from './trpc';

export const plansRouter = router({
  suggest: procedure.input(suggestInput).mutation(({ ctx, input }) => startSuggestion(ctx.app, input)),
  progress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => suggestionProgress(ctx.app, input, signal)),
  cancel: procedure.input(jobInput).mutation(({ ctx, input }) => cancelSuggestion(ctx.app, input)),
  get: procedure.input(planInput).query(({ ctx, input }) => getPlanView(ctx.app, input)),
  list: procedure.query(({ ctx }) => listPlanSummaries(ctx.app)),
  approve: procedure.input(planInput).mutation(({ ctx, input }) => approvePlan(ctx.app, input)),
  export: procedure.input(planExportInput).query(({ ctx, input }) => exportPlan(ctx.app, input)),
});
