import { z } from 'zod';
import type { LngLat } from '../geo/lng_lat';

/** A fixed camera (固定视频) as its register gives it. What it only records is no visit; the minutes an operator watched it are. */
export const cameraInputSchema = z.object({
  code: z.string().min(1).max(80),
  name: z.string().min(1).max(200),
  /** Middle of the view, degrees clockwise from true north. */
  bearingDegrees: z.number().min(0).lt(360),
  /** Width of the view, degrees; 360 looks all round. */
  hfovDegrees: z.number().gt(0).max(360),
  /** How far the picture is good for patrol, metres. */
  rangeMeters: z.number().gt(0).max(2000),
  heightMeters: z.number().gt(0).max(300),
});

export interface CameraInput extends z.infer<typeof cameraInputSchema> {
  readonly location: LngLat;
}

export interface Camera extends CameraInput {
  readonly id: number;
}

/** When a camera showed nothing; `toMs` undefined while it lasts. */
export interface CameraOutage {
  readonly cameraId: number;
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

/** What a register leaves out: METHODS gives no values, so chosen as common domes and bullets on street poles have them. */
export const DEFAULT_CAMERA = { hfovDegrees: 90, rangeMeters: 80, heightMeters: 5 } as const;

/** The desk that watched, where a round log names none. */
export const DEFAULT_VIDEO_DESK = '视频巡控';
