import { z } from 'zod';

export const ZONE_KINDS = ['no-fly', 'base', 'privacy'] as const;
export const zoneKindSchema = z.enum(ZONE_KINDS);
export type ZoneKind = (typeof ZONE_KINDS)[number];
