import { bigint, boolean, customType, doublePrecision, integer, jsonb, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { instant, realArray } from './column_types';

/** A double precision[] column. Arrays cross as SQL array text, which both drivers take alike. */
const doubleArray = customType<{ data: readonly number[]; driverData: string | number[] }>({
  dataType: () => 'double precision[]',
  toDriver: (values) => `{${values.join(',')}}`,
  fromDriver: (value) => (typeof value === 'string' ? value.slice(1, -1).split(',').map(Number) : value),
});

export const forecastGround = pgTable('forecast_ground', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  version: text('version').notNull(),
  proj4: text('proj4').notNull(),
  cellMeters: doublePrecision('cell_meters').notNull(),
  squareIds: bigint('square_ids', { mode: 'number' }).array().notNull(),
});

export const forecast = pgTable('forecast', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  issuedAt: instant('issued_at').notNull(),
  groundId: integer('ground_id')
    .notNull()
    .references(() => forecastGround.id),
  riskId: integer('risk_id').notNull(),
  model: text('model').notNull(),
  inForce: boolean('in_force').notNull(),
  parameters: jsonb('parameters').notNull(),
  categoryGroup: text('category_group'),
  horizonDays: smallint('horizon_days').notNull(),
  windowFrom: instant('window_from').notNull(),
  windowTo: instant('window_to').notNull(),
  flaggedSquares: bigint('flagged_squares', { mode: 'number' }).array().notNull(),
  flagsAny: boolean('flags_any').notNull().default(false),
  expected: realArray('expected').notNull(),
});

/** What a scored forecast and a scored origin of a back-test have in common. */
const scoreColumns = {
  hits: doublePrecision('hits').notNull(),
  events: integer('events').notNull(),
  mostPossible: integer('most_possible').notNull(),
  expected: doublePrecision('expected').notNull(),
  expectedHits: doublePrecision('expected_hits').notNull(),
  logScore: doublePrecision('log_score').notNull(),
  placed: integer('placed').notNull(),
  decileExpected: doubleArray('decile_expected').notNull(),
  decileObserved: doubleArray('decile_observed').notNull(),
};

export const forecastScore = pgTable('forecast_score', {
  forecastId: integer('forecast_id')
    .primaryKey()
    .references(() => forecast.id),
  scoredAt: instant('scored_at').notNull(),
  recordsUntil: instant('records_until').notNull(),
  ...scoreColumns,
});

export const backtest = pgTable('backtest', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  ranAt: instant('ran_at').notNull(),
  categoryGroup: text('category_group'),
  horizonDays: smallint('horizon_days').notNull(),
  cellMeters: doublePrecision('cell_meters').notNull(),
  squares: integer('squares').notNull(),
  flaggedCount: integer('flagged_count').notNull(),
  parameters: jsonb('parameters').notNull(),
});

export const backtestScore = pgTable(
  'backtest_score',
  {
    backtestId: integer('backtest_id')
      .notNull()
      .references(() => backtest.id, { onDelete: 'cascade' }),
    model: text('model').notNull(),
    windowFrom: instant('window_from').notNull(),
    windowTo: instant('window_to').notNull(),
    ...scoreColumns,
  },
  (table) => [primaryKey({ columns: [table.backtestId, table.model, table.windowFrom] })],
);
