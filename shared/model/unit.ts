import { z } from 'zod';
import { DEFAULT_DRONE_CAMERA, type DroneCamera } from '../coverage/drone_footprint';
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
  /** Drones: what the camera takes in and how fine the picture has to be, where it is not the usual one; see shared/coverage/drone_footprint. */
  cameraHfovDegrees: z.coerce.number().gt(0).lt(180).optional(),
  cameraVfovDegrees: z.coerce.number().gt(0).lt(180).optional(),
  cameraWidthPixels: z.coerce.number().int().positive().max(100_000).optional(),
  cameraLeastPixelsPerMeter: z.coerce.number().positive().max(10_000).optional(),
  /** Drones with a camera mounted fast: its pitch, -90 straight down. */
  cameraPitchDegrees: z.coerce.number().min(-90).max(90).optional(),
  /** On-site unit (最小作战单元): answers calls where it is, is never patrol presence. */
  onSite: z.boolean().optional(),
});
export type UnitInput = z.infer<typeof unitInputSchema>;

export interface Unit extends UnitInput {
  readonly id: number;
  readonly stationId: number | undefined;
  readonly baseLocation: readonly [lng: number, lat: number] | undefined;
}

/** The camera of a drone: what its register says, else the usual one. */
export function droneCameraOf(unit: UnitInput): DroneCamera {
  return {
    hfovDegrees: unit.cameraHfovDegrees ?? DEFAULT_DRONE_CAMERA.hfovDegrees,
    vfovDegrees: unit.cameraVfovDegrees ?? DEFAULT_DRONE_CAMERA.vfovDegrees,
    imageWidthPixels: unit.cameraWidthPixels ?? DEFAULT_DRONE_CAMERA.imageWidthPixels,
    leastPixelsPerMeter: unit.cameraLeastPixelsPerMeter ?? DEFAULT_DRONE_CAMERA.leastPixelsPerMeter,
    fixedPitchDegrees: unit.cameraPitchDegrees,
  };
}
