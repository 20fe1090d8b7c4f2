import { doublePrecision, integer, pgTable, primaryKey, real, smallint } from 'drizzle-orm/pg-core';
import { geometry, instant } from './column_types';
import { unit } from './unit';

export const fix = pgTable(
  'fix',
  {
    unitId: integer('unit_id').notNull(),
    at: instant('at').notNull(),
    lng: doublePrecision('lng').notNull(),
    lat: doublePrecision('lat').notNull(),
    accuracyMeters: real('accuracy_meters'),
    batchId: integer('batch_id'),
    heightMeters: real('height_meters'),
    pitchDegrees: real('pitch_degrees'),
    yawDegrees: real('yaw_degrees'),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.at] })],
);

export const trackPiece = pgTable(
  'track_piece',
  {
    unitId: integer('unit_id')
      .notNull()
      .references(() => unit.id, { onDelete: 'cascade' }),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at').notNull(),
    mode: smallint('mode').notNull(),
    geom: geometry('geom', { kind: 'LineStringM' }).notNull(),
    lengthMeters: real('length_meters').notNull(),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.fromAt] })],
);
