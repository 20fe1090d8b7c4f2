import { z } from 'zod';
import { patrolModeSchema } from './patrol_mode';
import { forceKindSchema } from './force_kind';
import { tierSchema, type Tier } from './tier';

/** Length of a shift band, seconds (METHODS 1). */
export const SHIFT_BAND_SECONDS = 8 * 3600;

/** How often and how long a square of a tier must be visited (METHODS 4). */
export const standardSchema = z
  .object({
    tier: tierSchema,
    revisitSeconds: z.number().positive(),
    dwellSeconds: z.number().positive(),
    capSecondsPerBand: z.number().positive(),
    acceptedModes: z.array(patrolModeSchema).min(1),
    acceptedKinds: z.array(forceKindSchema).min(1),
  })
  .refine((s) => s.capSecondsPerBand >= (s.dwellSeconds * SHIFT_BAND_SECONDS) / (s.revisitSeconds + s.dwellSeconds), {
    message: 'the cap per shift band is below the dwell the revisit interval asks for (K < D·480/(T+D))',
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
    acceptedKinds: relaxed ? [...STREET_KINDS, 'volunteer', 'committee', 'grid_worker', 'company_patrol', 'guard'] : [...STREET_KINDS],
  };
}

/** Defaults T/D/K of METHODS 4, minutes: red 60/10/90, orange 120/10/60, yellow 480/5/40, blue 2880/2/20. */
export const DEFAULT_STANDARDS: StandardByTier = {
  red: standardMinutes('red', 60, 10, 90),
  orange: standardMinutes('orange', 120, 10, 60),
  yellow: standardMinutes('yellow', 480, 5, 40),
  blue: standardMinutes('blue', 2880, 2, 20),
};
