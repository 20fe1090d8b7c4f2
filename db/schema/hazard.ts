import { date, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { geometry, instant } from './column_types';
import { jurisdiction } from './jurisdiction';
import { place } from './place';

export const hazard = pgTable('hazard', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  kind: text('kind').notNull(),
  tier: text('tier').notNull(),
  title: text('title').notNull(),
  location: geometry('location', { kind: 'Point' }).notNull(),
  placeId: integer('place_id').references(() => place.id, { onDelete: 'set null' }),
  state: text('state').notNull().default('found'),
  foundAt: instant('found_at').notNull(),
  dueOn: date('due_on'),
  closedAt: instant('closed_at'),
  stationId: integer('station_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
});
