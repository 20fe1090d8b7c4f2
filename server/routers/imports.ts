import { z } from 'zod';
import { IMPORT_KINDS } from '@beatline/shared/model/views/import_view';
import { batchRows } from '../services/imports/batches';
import { cancelImport } from '../services/imports/cancel';
import { importSettingsSchema } from '../services/imports/import_settings';
import { inspectUpload } from '../services/imports/inspect';
import { proposeImport } from '../services/imports/propose';
import { startLoad } from '../services/imports/load';
import { importProgress } from '../services/imports/progress';
import { startUndo } from '../services/imports/undo';
import { jobInput } from './inputs';
import { procedure, router } from './trpc';

const inspectInput = z.object({ uploadId: z.uuid(), kind: z.enum(IMPORT_KINDS), settings: importSettingsSchema.default({}) });
const loadInput = inspectInput.extend({ saveMapping: z.boolean().optional() });

export const importsRouter = router({
  propose: procedure.input(z.object({ uploadId: z.uuid() })).query(({ ctx, input }) => proposeImport(ctx.app, input)),
  inspect: procedure.input(inspectInput).query(({ ctx, input }) => inspectUpload(ctx.app, input)),
  load: procedure.input(loadInput).mutation(({ ctx, input }) => startLoad(ctx.app, input)),
  progress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => importProgress(ctx.app, input, signal)),
  cancel: procedure.input(jobInput).mutation(({ ctx, input }) => cancelImport(ctx.app, input)),
  batches: procedure
    .input(z.object({ limit: z.number().int().min(1).max(1000).optional() }))
    .query(({ ctx, input }) => batchRows(ctx.app, input)),
  undo: procedure.input(z.object({ batch: z.number().int().positive() })).mutation(({ ctx, input }) => startUndo(ctx.app, input)),
});
