import { z } from 'zod';

const name = z.string().min(1).max(200);

/** How a file is to be read, as a page sends it and as it is kept for files of the same header. */
export const importSettingsSchema = z.strictObject({
  map: z.record(name, name).optional(),
  crs: name.optional(),
  timeZone: name.optional(),
  encoding: name.optional(),
  sheet: name.optional(),
  source: z.enum(['citizen', 'officer']).optional(),
  level: name.optional(),
  unit: name.optional(),
  mode: name.optional(),
});
