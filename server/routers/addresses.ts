import { z } from 'zod';
import { findAddress } from '../services/addresses/find';
import { procedure, router } from './trpc';

const findInput = z.object({ text: z.string().trim().min(1).max(200), limit: z.number().int().min(1).max(20).default(5) });

export const addressesRouter = router({
  find: procedure.input(findInput).query(({ ctx, input }) => findAddress(ctx.app, input)),
});
