import { z } from 'zod';

/** How presence is produced (METHODS 3). The position in this list is the code stored in the database and in binary columns: append only. */
export const PATROL_MODES = ['vehicle', 'bike', 'foot', 'drone', 'post', 'video'] as const;
export const patrolModeSchema = z.enum(PATROL_MODES);
export type PatrolMode = (typeof PATROL_MODES)[number];

/** Implied speed above which a fix against both neighbours is dropped, metres per second (METHODS 3). Posts and video do not move. */
export const SPEED_LIMIT_METERS_PER_SECOND: Readonly<Record<PatrolMode, number>> = {
  vehicle: 55,
  bike: 15,
  foot: 4,
  drone: 30,
  post: 4,
  video: 0,
};

export function modeCodeOf(mode: PatrolMode): number {
  return PATROL_MODES.indexOf(mode);
}
