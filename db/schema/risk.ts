import { bigint, doublePrecision, integer, jsonb, pgTable, primaryKey, real, smallint, text } from 'drizzle-orm/pg-core';
import { instant, realArray } from './column_types';
import { square } from './square';

export const risk = pgTable('risk', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  model: text('model').notNull(),
  parameters: jsonb('parameters').notNull(),
  fittedUntil: instant('fitted_until').notNull(),
  fittedAt: instant('fitted_at').notNull(),
  incidents: integer('incidents').notNull(),
  groupCount: smallint('group_count').notNull(),
  profiles: realArray('profiles').notNull(),
  notes: jsonb('notes').notNull().default([]),
  spreadFraction: realArray('spread_fraction').notNull().default([]),
  exposureHours: doublePrecision('exposure_hours').notNull(),
  dispersionPerIncident: real('dispersion_per_incident').notNull(),
  dispersionFloor: real('dispersion_floor').notNull(),
  policeCellDispersionPerIncident: real('police_cell_dispersion_per_incident').notNull(),
  policeCellDispersionFloor: real('police_cell_dispersion_floor').notNull(),
});

export const riskSquare = pgTable(
  'risk_square',
  {
    riskId: integer('risk_id')
      .notNull()
      .references(() => risk.id, { onDelete: 'cascade' }),
    squareId: bigint('square_id', { mode: 'number' })
      .notNull()
      .references(() => square.id, { onDelete: 'cascade' }),
    ratesPerHour: realArray('rates_per_hour').notNull(),
    profileArea: smallint('profile_area').notNull(),
  },
  (table) => [primaryKey({ columns: [table.riskId, table.squareId] })],
);

export const tier = pgTable(
  'tier',
  {
    riskId: integer('risk_id')
      .notNull()
      .references(() => risk.id, { onDelete: 'cascade' }),
    squareId: bigint('square_id', { mode: 'number' })
      .notNull()
      .references(() => square.id, { onDelete: 'cascade' }),
    tiers: smallint('tiers').array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.riskId, table.squareId] })],
);
