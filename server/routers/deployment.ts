import { getDeploymentView } from '../services/deployment/get';
import { procedure, router } from './trpc';

export const deploymentRouter = router({
  get: procedure.query(({ ctx }) => getDeploymentView(ctx.app)),
});
