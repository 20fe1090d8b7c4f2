import { boolean, doublePrecision, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { geometry, instant } from './column_types';

export const standardVersion = pgTable('standard_version', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  savedAt: instant('saved_at').notNull(),
  note: text('note').notNull().default(''),
  effectiveFrom: instant('effective_from').notNull(),
  purpose: text('purpose').notNull().default('deployment'),
});

export const standard = pgTable(
  'standard',
  {
    versionId: integer('version_id')
      .notNull()
      .references(() => standardVersion.id, { onDelete: 'cascade' }),
    tier: text('tier').notNull(),
    revisitSeconds: doublePrecision('revisit_seconds').notNull(),
    dwellSeconds: doublePrecision('dwell_seconds').notNull(),
    capSecondsPerBand: doublePrecision('cap_seconds_per_band').notNull(),
    acceptedModes: text('accepted_modes').array().notNull(),
    acceptedKinds: text('accepted_kinds').array().notNull(),
    hours: smallint('hours').array().notNull(),
    dayTypes: text('day_types').array().notNull(),
    requiresSworn: boolean('requires_sworn').notNull(),
    countsDeclared: boolean('counts_declared').notNull(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.tier] })],
);

export const operation = pgTable('operation', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  startsAt: instant('starts_at').notNull(),
  endsAt: instant('ends_at').notNull(),
  area: geometry('area', { kind: 'MultiPolygon' }).notNull(),
  standardVersionId: integer('standard_version_id').references(() => standardVersion.id),
  areaName: text('area_name').notNull().default(''),
});
