import { sql } from 'drizzle-orm';
import { boolean, doublePrecision, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { instant } from './column_types';

export const deployment = pgTable('deployment', {
  id: smallint('id').primaryKey().default(1),
  name: text('name').notNull(),
  crs: text('crs').notNull(),
  srid: integer('srid').notNull(),
  proj4: text('proj4').notNull(),
  timeZone: text('time_zone').notNull(),
  cellMeters: doublePrecision('cell_meters').notNull(),
  isDemo: boolean('is_demo').notNull().default(false),
  createdAt: instant('created_at')
    .notNull()
    .default(sql`now()`),
});
