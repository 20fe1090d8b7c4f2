import { date, integer, pgTable, smallint, text, time } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';
import { jurisdiction } from './jurisdiction';

export const place = pgTable('place', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  kind: text('kind').notNull(),
  location: geometry('location', { kind: 'Point' }).notNull(),
  footprint: geometry('footprint', { kind: 'MultiPolygon' }),
  visitsPerDay: smallint('visits_per_day'),
  dwellSeconds: integer('dwell_seconds'),
  policeCellId: integer('police_cell_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
  stationId: integer('station_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
});

export const placePost = pgTable('place_post', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  placeId: integer('place_id')
    .notNull()
    .references(() => place.id, { onDelete: 'cascade' }),
  kind: text('kind').notNull(),
  startsAt: time('starts_at').notNull(),
  endsAt: time('ends_at').notNull(),
  dayTypes: text('day_types').array().notNull(),
  officers: smallint('officers').notNull().default(1),
  ring: text('ring').notNull().default('gate'),
});

export const calendar = pgTable('calendar', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  day: date('day').notNull(),
  schoolPlaceId: integer('school_place_id').references(() => place.id, { onDelete: 'cascade' }),
  dayType: text('day_type').notNull(),
});
