import { z } from 'zod';
import { categoryGroupSchema } from '@beatline/shared/model/category';
import { patrolModeSchema } from '@beatline/shared/model/patrol_mode';
import { timeWindowSchema } from '@beatline/shared/model/time_window';

/** Longest window a page may ask for, days: two years of heat, with room for a leap day. Longer is a slip of the pen. */
const LONGEST_WINDOW_DAYS = 800;
const DAY_MS = 86_400_000;

export const withinReach = (window: { from: string; to: string }) =>
  Date.parse(window.to) - Date.parse(window.from) <= LONGEST_WINDOW_DAYS * DAY_MS;
export const tooLong = { message: `the window is longer than ${LONGEST_WINDOW_DAYS} days` };

const modes = z.array(patrolModeSchema).min(1).optional();
const group = categoryGroupSchema.optional();
export const lngLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** A closed or open ring of at least three corners; it is closed on the way in. */
const ring = z.array(lngLat).min(3).max(2000);
const jurisdictionId = z.number().int();

export const windowInput = timeWindowSchema.refine(withinReach, tooLong);
export const windowModesInput = timeWindowSchema.safeExtend({ modes }).refine(withinReach, tooLong);
export const stripInput = timeWindowSchema
  .safeExtend({ modes, binSeconds: z.number().int().min(300).max(86_400) })
  .refine(withinReach, tooLong);
export const areaRowsInput = timeWindowSchema
  .safeExtend({ level: z.enum(['district', 'station', 'police-cell']), modes })
  .refine(withinReach, tooLong);
export const gapListInput = timeWindowSchema
  .safeExtend({ limit: z.number().int().min(1).max(500).default(50), modes, jurisdictionId: jurisdictionId.optional() })
  .refine(withinReach, tooLong);
export const areaInput = timeWindowSchema
  .safeExtend({ jurisdictionId: jurisdictionId.optional(), ring: ring.optional() })
  .refine((area) => (area.jurisdictionId !== undefined) !== (area.ring !== undefined), { message: 'give either jurisdictionId or ring' });
export const squareWindowInput = timeWindowSchema.safeExtend({ squareId: z.number().int().nonnegative() }).refine(withinReach, tooLong);
export const hotspotInput = timeWindowSchema
  .safeExtend({ jurisdictionId: jurisdictionId.optional(), ring: ring.optional(), group })
  .refine(withinReach, tooLong);
export const windowGroupInput = timeWindowSchema.safeExtend({ group }).refine(withinReach, tooLong);
export const compareInput = z.object({ current: windowInput, previous: windowInput, group });
export const nearInput = timeWindowSchema
  .safeExtend({ lng: lngLat.def.items[0], lat: lngLat.def.items[1], radiusMeters: z.number().positive().max(5000) })
  .refine(withinReach, tooLong);

const unitCount = z.number().int().min(0).max(40);
export const suggestInput = timeWindowSchema
  .safeExtend({
    vehicles: unitCount.optional(),
    foot: unitCount.optional(),
    drones: unitCount.optional(),
    /** Codes of registered units. */
    units: z.array(z.string().min(1)).min(1).max(60).optional(),
    /** Search time. */
    seconds: z.number().positive().max(600).optional(),
    iterations: z.number().int().positive().max(1_000_000).optional(),
    seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  })
  .refine((input) => Date.parse(input.to) - Date.parse(input.from) <= DAY_MS, { message: 'a plan covers at most 24 hours' });
export const jobInput = z.object({ jobId: z.string().min(1) });
export const planInput = z.object({ plan: z.string().min(1) });
export const planExportInput = z.object({
  plan: z.string().min(1),
  line: z.string().min(1).optional(),
  format: z.enum(['geojson', 'gpx']),
});
export const myCellInput = z.object({ policeCellId: z.number().int() });
export const unlocatedInput = z.object({ limit: z.number().int().min(1).max(1000).default(200), beforeId: z.number().int().optional() });
export const placeIncidentInput = z.object({ id: z.number().int(), location: lngLat });
export const levelInput = z.object({ level: z.enum(['bureau', 'district', 'station', 'police-cell', 'community-grid']) });

export type WindowModesInput = z.output<typeof windowModesInput>;
export type StripInput = z.output<typeof stripInput>;
export type AreaRowsInput = z.output<typeof areaRowsInput>;
export type GapListInput = z.output<typeof gapListInput>;
export type AreaInput = z.output<typeof areaInput>;
export type SquareWindowInput = z.output<typeof squareWindowInput>;
export type HotspotInput = z.output<typeof hotspotInput>;
export type WindowGroupInput = z.output<typeof windowGroupInput>;
export type CompareInput = z.output<typeof compareInput>;
export type NearInput = z.output<typeof nearInput>;
export type SuggestInput = z.output<typeof suggestInput>;
