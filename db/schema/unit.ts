import { boolean, integer, pgTable, real, smallint, text } from 'drizzle-orm/pg-core';
import { geometry, instant } from './column_types';
import { jurisdiction } from './jurisdiction';
import { place } from './place';

export const unit = pgTable('unit', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  code: text('code').notNull(),
  kind: text('kind').notNull(),
  mode: text('mode').notNull(),
  base: text('base'),
  baseLocation: geometry('base_location', { kind: 'Point' }),
  crewSworn: smallint('crew_sworn').notNull().default(0),
  crewAuxiliary: smallint('crew_auxiliary').notNull().default(0),
  intervalSeconds: real('interval_seconds').notNull().default(15),
  stationId: integer('station_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
  cameraHfovDegrees: real('camera_hfov_degrees'),
  cameraVfovDegrees: real('camera_vfov_degrees'),
  cameraWidthPixels: integer('camera_width_pixels'),
  cameraLeastPixelsPerMeter: real('camera_least_pixels_per_meter'),
  cameraPitchDegrees: real('camera_pitch_degrees'),
  onSite: boolean('on_site').notNull().default(false),
});

export const roster = pgTable('roster', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  unitId: integer('unit_id')
    .notNull()
    .references(() => unit.id, { onDelete: 'cascade' }),
  startsAt: instant('starts_at').notNull(),
  endsAt: instant('ends_at').notNull(),
  duty: text('duty').notNull().default('patrol'),
  placeId: integer('place_id').references(() => place.id, { onDelete: 'set null' }),
});
