import { currentRisk } from '../services/risk/current';
import { startRiskFit } from '../services/risk/fit';
import { riskFitProgress } from '../services/risk/progress';
import { jobInput } from './inputs';
import { procedure, router } from './trpc';

export const riskRouter = router({
  current: procedure.query(({ ctx }) => currentRisk(ctx.app)),
  fit: procedure.mutation(({ ctx }) => startRiskFit(ctx.app)),
  progress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => riskFitProgress(ctx.app, input, signal)),
});
