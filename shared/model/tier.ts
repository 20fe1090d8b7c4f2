import { z } from 'zod';

/** The four colours of warning 红橙黄蓝, most urgent first. The position is the stored code: append only. */
export const TIERS = ['red', 'orange', 'yellow', 'blue'] as const;
export const tierSchema = z.enum(TIERS);
export type Tier = (typeof TIERS)[number];

/** Letter that always travels with the colour, so that nobody has to tell colours apart. */
export const TIER_LETTER: Readonly<Record<Tier, 'A' | 'B' | 'C' | 'D'>> = { red: 'A', orange: 'B', yellow: 'C', blue: 'D' };

/** Upper bounds of the share of area in each tier (METHODS 2). */
export const TIER_AREA_FRACTION: Readonly<Record<Tier, number>> = { red: 0.01, orange: 0.05, yellow: 0.2, blue: 1 };

/** Weight of a fall in gap by tier when routes are planned (METHODS 5). */
export const TIER_PLANNING_WEIGHT: Readonly<Record<Tier, number>> = { red: 8, orange: 4, yellow: 1, blue: 0.25 };
