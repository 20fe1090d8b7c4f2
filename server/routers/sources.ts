import { z } from 'zod';
import { deviceInputSchema } from '@beatline/shared/model/views/source_view';
import { acceptSkew } from '../services/sources/accept_skew';
import { addDevice } from '../services/sources/add_device';
import { listDeviceViews } from '../services/sources/devices';
import { sourceEntrances } from '../services/sources/entrances';
import { listSources } from '../services/sources/list';
import { renewDevice } from '../services/sources/renew_device';
import { revokeDevice } from '../services/sources/revoke_device';
import { procedure, router } from './trpc';

const deviceCode = z.object({ code: z.string().min(1).max(40) });
/** Chosen: a day and a bit covers every mistaken time zone. */
const SKEW_MOST_SECONDS = 100_000;

export const sourcesRouter = router({
  list: procedure.query(({ ctx }) => listSources(ctx.app)),
  devices: procedure.query(({ ctx }) => listDeviceViews(ctx.app)),
  entrances: procedure.query(({ ctx }) => sourceEntrances(ctx.app)),
  addDevice: procedure.input(deviceInputSchema).mutation(({ ctx, input }) => addDevice(ctx.app, input)),
  renewDevice: procedure.input(deviceCode).mutation(({ ctx, input }) => renewDevice(ctx.app, input.code)),
  revokeDevice: procedure.input(deviceCode).mutation(({ ctx, input }) => revokeDevice(ctx.app, input.code)),
  acceptSkew: procedure
    .input(deviceCode.extend({ seconds: z.number().min(-SKEW_MOST_SECONDS).max(SKEW_MOST_SECONDS) }))
    .mutation(({ ctx, input }) => acceptSkew(ctx.app, input.code, input.seconds)),
});
