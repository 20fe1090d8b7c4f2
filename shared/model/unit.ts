import { z } from 'zod';
import { forceKindSchema } from './force_kind';
import { patrolModeSchema } from './patrol_mode';

/** A patrol unit: a car, a foot team, a drone, a post. Headcounts only. `base` is the code of a jurisdiction or the name of a place. */
export const unitInputSchema = z.object({
  code: z.string().min(1).max(40),
  kind: forceKindSchema.default('sworn'),
  mode: patrolModeSchema,
  base: z.string().max(80).optional(),
  crewSworn: z.coerce.number().int().min(0).max(50).default(0),
  crewAuxiliary: z.coerce.number().int().min(0).max(50).default(0),
  /** Nominal interval between fixes, seconds: decides what gap is still observed (METHODS 3). */
  intervalSeconds: z.coerce.number().positive().max(3600).default(15),
});
export type UnitInput = z.infer<typeof unitInputSchema>;

export interface Unit extends UnitInput {
  readonly id: number;
  readonly stationId: number | undefined;
  readonly baseLocation: readonly [lng: number, lat: number] | undefined;
}
