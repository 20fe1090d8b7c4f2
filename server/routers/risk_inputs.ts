import { z } from 'zod';
import { categoryGroupSchema } from '@beatline/shared/model/category';
import { timeWindowSchema } from '@beatline/shared/model/time_window';
import { lngLat, windowInput, withinReach, tooLong } from './inputs';

const group = categoryGroupSchema.optional();

/** `officer`: count what officers came upon, too, weighted by how long patrols were there. */
export const riskFitInput = z.object({ officer: z.boolean().optional() });
export const scorecardInput = z.object({
  group,
  horizonDays: z.number().int().min(1).max(31).optional(),
  basis: z.enum(['issued', 'backtest']).optional(),
});
export const whyCellInput = z
  .object({
    squareId: z.number().int().nonnegative().optional(),
    lngLat: lngLat.optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  })
  .refine((input) => (input.squareId === undefined) !== (input.lngLat === undefined), { message: 'give either squareId or lngLat' })
  .refine((input) => (input.from === undefined) === (input.to === undefined), { message: 'give both from and to, or neither' })
  .transform(({ from, to, ...rest }, context) => {
    if (from === undefined || to === undefined) return { ...rest, window: undefined };
    const window = windowInput.safeParse({ from, to });
    if (window.success) return { ...rest, window: window.data };
    for (const issue of window.error.issues) context.addIssue({ code: 'custom', message: issue.message, path: issue.path });
    return z.NEVER;
  });
export const riskByCellInput = timeWindowSchema
  .safeExtend({ by: z.enum(['square', 'police-cell', 'station', 'district']) })
  .refine(withinReach, tooLong);
export const spotsInput = z.object({ group });
export const nearRepeatInput = z.object({ group, days: z.number().int().min(30).max(1100).optional() });

export type RiskFitInput = z.output<typeof riskFitInput>;
export type ScorecardInput = z.output<typeof scorecardInput>;
export type WhyCellInput = z.output<typeof whyCellInput>;
export type RiskByCellInput = z.output<typeof riskByCellInput>;
export type SpotsInput = z.output<typeof spotsInput>;
export type NearRepeatInput = z.output<typeof nearRepeatInput>;
