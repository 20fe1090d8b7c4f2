import { z } from 'zod';
import type { PatrolMode } from './patrol_mode';

/** Who the presence belongs to: kinds of force, headcounts only, never names. The position is the stored code: append only. */
export const FORCE_KINDS = [
  'sworn',
  'auxiliary',
  'office_support',
  'volunteer',
  'committee',
  'grid_worker',
  'company_patrol',
  'guard',
] as const;
export const forceKindSchema = z.enum(FORCE_KINDS);
export type ForceKind = (typeof FORCE_KINDS)[number];

/** Weight of a mode when sworn or auxiliary officers are present (METHODS 3); every other kind counts half. */
const SWORN_WEIGHT: Readonly<Record<PatrolMode, number>> = { vehicle: 1, bike: 1, foot: 1.5, drone: 0.5, post: 1, video: 0.2 };

/** Weight of one second of presence by mode and kind, dimensionless. */
export function presenceWeight(mode: PatrolMode, kind: ForceKind): number {
  return kind === 'sworn' || kind === 'auxiliary' ? SWORN_WEIGHT[mode] : SWORN_WEIGHT[mode] / 2;
}
