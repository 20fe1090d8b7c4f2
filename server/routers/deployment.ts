import { z } from 'zod';
import { getDeploymentView } from '../services/deployment/get';
import { setUpDeployment } from '../services/deployment/set_up';
import { procedure, router } from './trpc';

const setUpInput = z.object({
  name: z.string().trim().min(1).max(100),
  crs: z.string().regex(/^EPSG:\d{4,6}$/),
  timeZone: z.string().min(1).max(60),
  cellMeters: z.number().min(20).max(1000).default(100),
});

export const deploymentRouter = router({
  get: procedure.query(({ ctx }) => getDeploymentView(ctx.app)),
  setUp: procedure.input(setUpInput).mutation(({ ctx, input }) => setUpDeployment(ctx.app, input)),
});
