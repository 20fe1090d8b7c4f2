import { z } from 'zod';
import { DAY_TYPES } from '@beatline/shared/model/day_type';
import { forceKindSchema } from '@beatline/shared/model/force_kind';
import { patrolModeSchema } from '@beatline/shared/model/patrol_mode';
import { schoolWindowSchema } from '@beatline/shared/model/school_plan';
import { tierSchema } from '@beatline/shared/model/tier';
import { lngLat } from './inputs';

/** An instant with its offset, as pages and COMMANDS write it. */
const instant = z.iso.datetime({ offset: true });
/** Longest interval: two months. Beyond it nobody would call it a patrol. */
const LONGEST_SECONDS = 60 * 86_400;
const seconds = z.number().min(60).max(LONGEST_SECONDS);
const hours = z.array(z.number().int().min(0).max(23)).min(1).max(24);

/** Shape only: whether the figures agree is the service's to say, with the values in the sentence. */
const standard = z.object({
  tier: tierSchema,
  revisitSeconds: seconds,
  dwellSeconds: z.number().min(10).max(86_400),
  capSecondsPerBand: z.number().min(10).max(28_800),
  acceptedModes: z.array(patrolModeSchema).min(1),
  acceptedKinds: z.array(forceKindSchema).min(1),
  hours,
  dayTypes: z.array(z.enum(DAY_TYPES)).min(1),
  requiresSworn: z.boolean(),
  countsDeclared: z.boolean(),
});
const standards = z.object({ red: standard, orange: standard, yellow: standard, blue: standard });

export const previewStandardsInput = z.object({ standards });
export const saveStandardsInput = z.object({
  standards,
  /** Version the change was made on: refused when another was saved since. */
  basedOn: z.number().int(),
  /** At once unless given. */
  effectiveFrom: instant.optional(),
  note: z.string().max(400).default(''),
});
export const saveOperationInput = z
  .object({
    code: z.string().trim().min(1).max(40),
    name: z.string().trim().min(1).max(80),
    startsAt: instant,
    endsAt: instant,
    jurisdictionId: z.number().int().optional(),
    ring: z.array(lngLat).min(3).max(2000).optional(),
    raises: z.array(z.object({ tier: tierSchema, revisitSeconds: seconds, dwellSeconds: z.number().min(10).max(86_400), hours })).min(1),
  })
  .refine((input) => (input.jurisdictionId !== undefined) !== (input.ring !== undefined), {
    message: 'give either jurisdictionId or ring',
  });
/** A local day; today unless given. */
export const localDayInput = z.object({ day: z.iso.date().optional() });
export const saveSchoolPlanInput = z.object({ placeId: z.number().int(), windows: z.array(schoolWindowSchema).max(60) });
/** Without a standard the place is no must-visit place any more. */
export const mustVisitInput = z.object({
  placeId: z.number().int(),
  standard: z.object({ visitsPerDay: z.number().int().min(1).max(48), dwellSeconds: z.number().int().min(60).max(28_800) }).optional(),
});
export const operationInput = z.object({ id: z.number().int() });

export type SaveStandardsInput = z.output<typeof saveStandardsInput>;
export type SaveOperationInput = z.output<typeof saveOperationInput>;
