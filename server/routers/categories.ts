import { z } from 'zod';
import { categoryGroupSchema, patrolClassSchema } from '@beatline/shared/model/category';
import { listHarmWeights, saveWeights } from '../services/categories/harm_weights';
import { listCategoryRows } from '../services/categories/list';
import { saveCategoryRules } from '../services/categories/save';
import { procedure, router } from './trpc';

const rule = z.object({ code: z.string().trim().min(1).max(200), group: categoryGroupSchema, patrolClass: patrolClassSchema });
const saveInput = z.object({ rules: z.array(rule).min(1).max(2000) });

const weightsInput = z.object({
  weights: z
    .array(z.object({ group: categoryGroupSchema, weight: z.number().min(0).max(1000) }))
    .min(1)
    .max(100),
});

export const categoriesRouter = router({
  list: procedure.query(({ ctx }) => listCategoryRows(ctx.app)),
  save: procedure.input(saveInput).mutation(({ ctx, input }) => saveCategoryRules(ctx.app, input)),
  harmWeights: procedure.query(({ ctx }) => listHarmWeights(ctx.app)),
  saveHarmWeights: procedure.input(weightsInput).mutation(({ ctx, input }) => saveWeights(ctx.app, input)),
});
