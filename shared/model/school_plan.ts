import { z } from 'zod';
import { DAY_TYPES } from './day_type';

/** Rings of a school plan 一校一策, from the inside out: the gate, the approach road, the surroundings. Stored by name. */
export const SCHOOL_RINGS = ['gate', 'approach', 'surroundings'] as const;
export type SchoolRing = (typeof SCHOOL_RINGS)[number];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as 07:20');

/** One window of a school plan: when somebody has to be in a ring. Night study is a window like any other; one over midnight is two. */
export const schoolWindowSchema = z
  .object({
    ring: z.enum(SCHOOL_RINGS),
    from: timeOfDay,
    to: timeOfDay,
    dayTypes: z.array(z.enum(DAY_TYPES)).min(1),
    officers: z.number().int().min(1).max(50).default(1),
  })
  .refine((window) => window.from < window.to, { message: 'the window ends before it begins', path: ['to'] });
export type SchoolWindow = z.infer<typeof schoolWindowSchema>;
