import { integer, pgTable, primaryKey, real, text } from 'drizzle-orm/pg-core';
import { geometry, instant } from './column_types';
import { unit } from './unit';

export const camera = pgTable('camera', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  location: geometry('location', { kind: 'Point' }).notNull(),
  bearingDegrees: real('bearing_degrees').notNull(),
  hfovDegrees: real('hfov_degrees').notNull(),
  rangeMeters: real('range_meters').notNull(),
  heightMeters: real('height_meters').notNull(),
  batchId: integer('batch_id'),
});

export const cameraOutage = pgTable(
  'camera_outage',
  {
    cameraId: integer('camera_id')
      .notNull()
      .references(() => camera.id, { onDelete: 'cascade' }),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at'),
  },
  (table) => [primaryKey({ columns: [table.cameraId, table.fromAt] })],
);

export const roundLog = pgTable(
  'round_log',
  {
    cameraId: integer('camera_id')
      .notNull()
      .references(() => camera.id, { onDelete: 'cascade' }),
    unitId: integer('unit_id')
      .notNull()
      .references(() => unit.id, { onDelete: 'cascade' }),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at').notNull(),
    batchId: integer('batch_id'),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.cameraId, table.fromAt] })],
);
