import { z } from 'zod';
import { gridEditSchema, gridGenerationSchema } from '@beatline/shared/model/views/grid_view';
import { applyGrid } from '../services/grid/apply';
import { cancelGridGeneration } from '../services/grid/cancel';
import { copyCurrentGrid } from '../services/grid/copy_current';
import { discardGrid } from '../services/grid/discard';
import { editGrid } from '../services/grid/edit';
import { startGridGeneration } from '../services/grid/generate';
import { previewGrid } from '../services/grid/preview';
import { gridProgress } from '../services/grid/progress';
import { undoGridEdit } from '../services/grid/undo';
import { jobInput } from './inputs';
import { procedure, router } from './trpc';

const editInput = z.object({ revision: z.number().int().positive(), operation: gridEditSchema });

export const gridRouter = router({
  generate: procedure.input(gridGenerationSchema).mutation(({ ctx, input }) => startGridGeneration(ctx.app, input)),
  progress: procedure.input(jobInput).subscription(({ ctx, input, signal }) => gridProgress(ctx.app, input, signal)),
  cancel: procedure.input(jobInput).mutation(({ ctx, input }) => cancelGridGeneration(ctx.app, input)),
  copyCurrent: procedure.mutation(({ ctx }) => copyCurrentGrid(ctx.app)),
  preview: procedure.query(({ ctx }) => previewGrid(ctx.app)),
  edit: procedure.input(editInput).mutation(({ ctx, input }) => editGrid(ctx.app, input)),
  undo: procedure.mutation(({ ctx }) => undoGridEdit(ctx.app)),
  // Not `apply`: tRPC keeps that word for itself.
  putInForce: procedure.mutation(({ ctx }) => applyGrid(ctx.app)),
  discard: procedure.mutation(({ ctx }) => discardGrid(ctx.app)),
});
