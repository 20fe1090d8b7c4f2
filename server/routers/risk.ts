import { riskBasis } from '../services/risk/basis';
import { followJob } from '../services/risk/follow_job';
import { startReplay } from '../services/risk/forecast_replay';
import { scorecard } from '../services/risk/scorecard';
import { riskByCell } from '../services/risk/by_cell';
import { riskHourMatrix } from '../services/risk/hour_matrix';
import { cancelNearRepeat, startNearRepeat } from '../services/risk/near_repeat';
import { riskSpots } from '../services/risk/spots';
import { riskTiers } from '../services/risk/tiers';
import { whyCell } from '../services/risk/why_cell';
import { currentRisk } from '../services/risk/current';
import { startRiskFit } from '../services/risk/fit';
import { riskFitProgress } from '../services/risk/progress';
import { jobInput, windowGroupInput } from './inputs';
import { nearRepeatInput, riskByCellInput, riskFitInput, scorecardInput, spotsInput, whyCellInput } from './risk_inputs';
import { procedure, router } from './trpc';

export const riskRouter = router({
  current: procedure.query(({ ctx }) => currentRisk(ctx.app)),
  basis: procedure.query(({ ctx }) => riskBasis(ctx.app)),
  fit: procedure.input(riskFitInput).mutation(({ ctx, input }) => startRiskFit(ctx.app, input)),
  tiers: procedure.query(({ ctx }) => riskTiers(ctx.app)),
  byCell: procedure.input(riskByCellInput).query(({ ctx, input }) => riskByCell(ctx.app, input)),
  whyCell: procedure.input(whyCellInput).query(({ ctx, input }) => whyCell(ctx.app, input)),
  hourMatrix: procedure.input(windowGroupInput).query(({ ctx, input }) => riskHourMatrix(ctx.app, input)),
  spots: procedure.input(spotsInput).query(({ ctx, input }) => riskSpots(ctx.app, input)),
  nearRepeat: procedure.input(nearRepeatInput).mutation(({ ctx, input }) => startNearRepeat(ctx.app, input)),
  nearRepeatProgress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => followJob(ctx.app.nearRepeats, input, signal)),
  cancelNearRepeat: procedure.input(jobInput).mutation(({ ctx, input }) => cancelNearRepeat(ctx.app, input)),
  scorecard: procedure.input(scorecardInput).query(({ ctx, input }) => scorecard(ctx.app, input)),
  replay: procedure.mutation(({ ctx }) => startReplay(ctx.app)),
  replayProgress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => followJob(ctx.app.replays, input, signal)),
  progress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => riskFitProgress(ctx.app, input, signal)),
});
