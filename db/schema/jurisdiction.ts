import { date, doublePrecision, integer, pgTable, primaryKey, text, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';

export const jurisdiction = pgTable('jurisdiction', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  level: text('level').notNull(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  parentId: integer('parent_id').references((): AnyPgColumn => jurisdiction.id, { onDelete: 'set null' }),
  parentCode: text('parent_code'),
  geom: geometry('geom', { kind: 'MultiPolygon' }).notNull(),
  areaSquareMeters: doublePrecision('area_square_meters').notNull(),
});

export const communityGridOverlap = pgTable(
  'community_grid_overlap',
  {
    communityGridId: integer('community_grid_id')
      .notNull()
      .references(() => jurisdiction.id, { onDelete: 'cascade' }),
    policeCellId: integer('police_cell_id')
      .notNull()
      .references(() => jurisdiction.id, { onDelete: 'cascade' }),
    overlapSquareMeters: doublePrecision('overlap_square_meters').notNull(),
  },
  (table) => [primaryKey({ columns: [table.communityGridId, table.policeCellId] })],
);

export const assignment = pgTable('assignment', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  postCode: text('post_code').notNull(),
  policeCellId: integer('police_cell_id')
    .notNull()
    .references(() => jurisdiction.id, { onDelete: 'cascade' }),
  validFrom: date('valid_from').notNull(),
  validTo: date('valid_to'),
});
