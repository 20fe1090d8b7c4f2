import { integer, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { instant } from './column_types';
import { place } from './place';
import { unit } from './unit';

export const signIn = pgTable(
  'sign_in',
  {
    unitId: integer('unit_id')
      .notNull()
      .references(() => unit.id, { onDelete: 'cascade' }),
    placeId: integer('place_id')
      .notNull()
      .references(() => place.id, { onDelete: 'cascade' }),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at').notNull(),
    batchId: integer('batch_id'),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.placeId, table.fromAt] })],
);
