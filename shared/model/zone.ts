import { z } from 'zod';

/** Zones with a rule: where no drone flies, where units stand, what no camera may see. */
export const RULE_ZONE_KINDS = ['no-fly', 'base', 'privacy'] as const;
/** Functional zones 功能区, by which figures are told: 校区, 商区, 影视区, 产业园区, 住宅区. */
export const FUNCTIONAL_ZONE_KINDS = ['campus', 'commercial', 'film_tourism', 'industrial_park', 'residential'] as const;
export const ZONE_KINDS = [...RULE_ZONE_KINDS, ...FUNCTIONAL_ZONE_KINDS] as const;
export const zoneKindSchema = z.enum(ZONE_KINDS);
export type ZoneKind = (typeof ZONE_KINDS)[number];

/** Whether a zone tells of a function only and holds no rule. */
export function isFunctionalZone(kind: ZoneKind): boolean {
  return FUNCTIONAL_ZONE_KINDS.some((functional) => functional === kind);
}
