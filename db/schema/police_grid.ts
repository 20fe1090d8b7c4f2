import { doublePrecision, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';

export const policeGridDraft = pgTable('police_grid_draft', {
  revision: integer('revision').primaryKey(),
  origin: text('origin').notNull(),
  streetShare: doublePrecision('street_share').notNull(),
  boundaryClasses: text('boundary_classes').array().notNull(),
  cells: jsonb('cells').notNull(),
});
