import { bigint, doublePrecision, integer, jsonb, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { geometry, instant } from './column_types';
import { jurisdiction } from './jurisdiction';

export const plan = pgTable('plan', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  code: text('code').notNull(),
  state: text('state').notNull().default('draft'),
  createdAt: instant('created_at').notNull(),
  approvedAt: instant('approved_at'),
  issuedAt: instant('issued_at'),
  windowFrom: instant('window_from').notNull(),
  windowTo: instant('window_to').notNull(),
  startLocation: geometry('start_location', { kind: 'Point' }),
  startName: text('start_name'),
  expectedIncidents: doublePrecision('expected_incidents').notNull(),
  gapBefore: doublePrecision('gap_before').notNull(),
  gapAfter: doublePrecision('gap_after').notNull(),
  greedyGapAfter: doublePrecision('greedy_gap_after').notNull(),
  zeroTravelGapBound: doublePrecision('zero_travel_gap_bound').notNull(),
  coverageBefore: doublePrecision('coverage_before').notNull(),
  coverageAfter: doublePrecision('coverage_after').notNull(),
  redOverdueBefore: integer('red_overdue_before').notNull(),
  redOverdueAfter: integer('red_overdue_after').notNull(),
  remaining: jsonb('remaining').notNull().default([]),
  searchSeconds: doublePrecision('search_seconds').notNull(),
  iterations: integer('iterations').notNull(),
  seed: bigint('seed', { mode: 'number' }).notNull(),
  stationId: integer('station_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
});

export const line = pgTable('line', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  planId: integer('plan_id')
    .notNull()
    .references(() => plan.id, { onDelete: 'cascade' }),
  lineOrder: smallint('line_order').notNull(),
  unitCode: text('unit_code').notNull(),
  mode: text('mode').notNull(),
  distanceMeters: doublePrecision('distance_meters').notNull(),
  driveSeconds: doublePrecision('drive_seconds').notNull(),
  dwellSeconds: doublePrecision('dwell_seconds').notNull(),
  startsAt: instant('starts_at').notNull(),
  endsAt: instant('ends_at').notNull(),
  geom: geometry('geom', { kind: 'LineString' }).notNull(),
  droneSorties: integer('drone_sorties'),
  droneEnduranceSeconds: doublePrecision('drone_endurance_seconds'),
  droneHeightMeters: doublePrecision('drone_height_meters'),
  droneSwathMeters: doublePrecision('drone_swath_meters'),
});

export const stop = pgTable(
  'stop',
  {
    lineId: integer('line_id')
      .notNull()
      .references(() => line.id, { onDelete: 'cascade' }),
    stopOrder: smallint('stop_order').notNull(),
    squareId: bigint('square_id', { mode: 'number' }).notNull(),
    location: geometry('location', { kind: 'Point' }).notNull(),
    name: text('name').notNull(),
    arriveAt: instant('arrive_at').notNull(),
    leaveAt: instant('leave_at').notNull(),
    dwellSeconds: doublePrecision('dwell_seconds').notNull(),
    tier: text('tier').notNull(),
    gapClosedIncidents: doublePrecision('gap_closed_incidents').notNull(),
  },
  (table) => [primaryKey({ columns: [table.lineId, table.stopOrder] })],
);
