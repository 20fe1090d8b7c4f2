import { bigint, boolean, integer, pgTable, real, text } from 'drizzle-orm/pg-core';
import { geometry, instant } from './column_types';
import { importBatch } from './batch';
import { category } from './category';
import { jurisdiction } from './jurisdiction';

export const incident = pgTable('incident', {
  id: bigint('id', { mode: 'number' }).generatedByDefaultAsIdentity().primaryKey(),
  identity: text('identity').notNull(),
  externalId: text('external_id'),
  occurredAt: instant('occurred_at').notNull(),
  occurredUntil: instant('occurred_until'),
  hourKnown: boolean('hour_known').notNull(),
  receivedAt: instant('received_at'),
  acknowledgedAt: instant('acknowledged_at'),
  contactedAt: instant('contacted_at'),
  arrivedAt: instant('arrived_at'),
  closedAt: instant('closed_at'),
  categoryCode: text('category_code')
    .notNull()
    .references(() => category.code),
  source: text('source').notNull(),
  location: geometry('location', { kind: 'Point' }),
  address: text('address'),
  squareId: bigint('square_id', { mode: 'number' }),
  policeCellId: integer('police_cell_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
  stationId: integer('station_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
  batchId: integer('batch_id').references(() => importBatch.id, { onDelete: 'set null' }),
  locationOrigin: text('location_origin'),
  geocodeLevel: text('geocode_level'),
  geocodeScore: real('geocode_score'),
  unlocatedReason: text('unlocated_reason'),
});
