import { z } from 'zod';
import { DAY_TYPES } from './day_type';
import { FORCE_KINDS, forceKindSchema } from './force_kind';
import { patrolModeSchema } from './patrol_mode';
import { tierSchema, type Tier } from './tier';

/** Length of a shift band, seconds (METHODS 1). */
export const SHIFT_BAND_SECONDS = 8 * 3600;

/** Every local hour of the day: a standard that always holds. */
export const ALL_HOURS: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour);

/** Least cap per shift band that a revisit interval and a dwell leave room for, seconds: D·480/(T+D) of METHODS 4. */
export function leastCapSeconds(standard: { readonly revisitSeconds: number; readonly dwellSeconds: number }): number {
  return (standard.dwellSeconds * SHIFT_BAND_SECONDS) / (standard.revisitSeconds + standard.dwellSeconds);
}

/** How often and how long a square of a tier must be visited, when, and by whom (METHODS 4). */
export const standardSchema = z
  .object({
    tier: tierSchema,
    revisitSeconds: z.number().positive(),
    dwellSeconds: z.number().positive(),
    capSecondsPerBand: z.number().positive(),
    acceptedModes: z.array(patrolModeSchema).min(1),
    acceptedKinds: z.array(forceKindSchema).min(1),
    /** Local hours of the day, 0 to 23, in which it holds. Outside them a square is neither covered nor gap. */
    hours: z
      .array(z.number().int().min(0).max(23))
      .min(1)
      .default([...ALL_HOURS]),
    /** Types of day on which it holds. */
    dayTypes: z
      .array(z.enum(DAY_TYPES))
      .min(1)
      .default([...DAY_TYPES]),
    /** A visit counts only when a sworn unit was in it. */
    requiresSworn: z.boolean().default(false),
    /** Posts that were only declared (signed in and out) count too. */
    countsDeclared: z.boolean().default(false),
  })
  .refine((s) => s.capSecondsPerBand >= leastCapSeconds(s), {
    message: 'the cap per shift band is below the dwell the revisit interval asks for (K < D·480/(T+D))',
    path: ['capSecondsPerBand'],
  })
  .refine((s) => !s.requiresSworn || s.acceptedKinds.includes('sworn'), {
    message: 'a sworn unit is required but sworn units do not count',
    path: ['requiresSworn'],
  });
export type Standard = z.infer<typeof standardSchema>;
export type StandardByTier = Readonly<Record<Tier, Standard>>;

const DEFAULT_MODES = ['vehicle', 'bike', 'foot', 'post'] as const;
const STREET_KINDS = ['sworn', 'auxiliary', 'office_support'] as const;

function standardMinutes(tier: Tier, revisit: number, dwell: number, cap: number): Standard {
  const relaxed = tier === 'yellow' || tier === 'blue';
  return {
    tier,
    revisitSeconds: revisit * 60,
    dwellSeconds: dwell * 60,
    capSecondsPerBand: cap * 60,
    acceptedModes: relaxed ? [...DEFAULT_MODES, 'drone'] : [...DEFAULT_MODES],
    acceptedKinds: relaxed ? [...FORCE_KINDS] : [...STREET_KINDS],
    hours: [...ALL_HOURS],
    dayTypes: [...DAY_TYPES],
    requiresSworn: false,
    countsDeclared: false,
  };
}

/** Defaults T/D/K of METHODS 4, minutes: red 60/10/90, orange 120/10/60, yellow 480/5/40, blue 2880/2/20. */
export const DEFAULT_STANDARDS: StandardByTier = {
  red: standardMinutes('red', 60, 10, 90),
  orange: standardMinutes('orange', 120, 10, 60),
  yellow: standardMinutes('yellow', 480, 5, 40),
  blue: standardMinutes('blue', 2880, 2, 20),
};
