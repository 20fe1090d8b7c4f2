import { bigint, boolean, doublePrecision, integer, jsonb, pgTable, primaryKey, real, smallint, text } from 'drizzle-orm/pg-core';
import { geometry, instant, realArray } from './column_types';
import { unit } from './unit';

export const presenceInterval = pgTable('presence_interval', {
  squareId: bigint('square_id', { mode: 'number' }).notNull(),
  startAt: instant('start_at').notNull(),
  endAt: instant('end_at').notNull(),
  unitId: integer('unit_id'),
  mode: smallint('mode').notNull(),
  kind: smallint('kind').notNull(),
  evidence: smallint('evidence').notNull(),
  duty: smallint('duty').notNull(),
  seenOnly: boolean('seen_only').notNull(),
});

export const unknownInterval = pgTable(
  'unknown_interval',
  {
    unitId: integer('unit_id')
      .notNull()
      .references(() => unit.id, { onDelete: 'cascade' }),
    startAt: instant('start_at').notNull(),
    endAt: instant('end_at').notNull(),
    location: geometry('location', { kind: 'Point' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.startAt] })],
);

export const creditedRun = pgTable(
  'credited_run',
  {
    unitId: integer('unit_id')
      .notNull()
      .references(() => unit.id, { onDelete: 'cascade' }),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at').notNull(),
    fixes: integer('fixes').notNull(),
    streets: text('streets'),
    observedSeconds: doublePrecision('observed_seconds').notNull(),
    matchedSeconds: doublePrecision('matched_seconds').notNull(),
    inferredSeconds: doublePrecision('inferred_seconds').notNull(),
    dropped: jsonb('dropped').$type<Readonly<Record<string, number>>>().notNull().default({}),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.fromAt] })],
);

export const visit = pgTable(
  'visit',
  {
    squareId: bigint('square_id', { mode: 'number' }).notNull(),
    startAt: instant('start_at').notNull(),
    endAt: instant('end_at').notNull(),
    secondsByMode: realArray('seconds_by_mode').notNull(),
  },
  (table) => [primaryKey({ columns: [table.squareId, table.startAt] })],
);

export const presence = pgTable(
  'presence',
  {
    squareId: bigint('square_id', { mode: 'number' }).notNull(),
    hourAt: instant('hour_at').notNull(),
    mode: smallint('mode').notNull(),
    unitSeconds: real('unit_seconds').notNull(),
    patrolSeconds: real('patrol_seconds').notNull(),
    seenSeconds: real('seen_seconds').notNull(),
  },
  (table) => [primaryKey({ columns: [table.squareId, table.hourAt, table.mode] })],
);
