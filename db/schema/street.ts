import { bigint, boolean, doublePrecision, integer, pgTable, real, smallint, text } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';

export const streetSegment = pgTable('street_segment', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  fromNode: bigint('from_node', { mode: 'number' }).notNull(),
  toNode: bigint('to_node', { mode: 'number' }).notNull(),
  highwayClass: text('highway_class').notNull(),
  name: text('name').notNull().default(''),
  oneway: smallint('oneway').notNull(),
  speedMetersPerSecond: real('speed_meters_per_second').notNull(),
  vehicleAllowed: boolean('vehicle_allowed').notNull(),
  footAllowed: boolean('foot_allowed').notNull(),
  lengthMeters: doublePrecision('length_meters').notNull(),
  geom: geometry('geom', { kind: 'LineString' }).notNull(),
});

export const streetNetwork = pgTable('street_network', {
  id: smallint('id').primaryKey().default(1),
  digest: text('digest').notNull(),
  segments: integer('segments').notNull(),
});
