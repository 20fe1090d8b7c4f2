import { bigint, integer, pgTable } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';
import { jurisdiction } from './jurisdiction';

export const square = pgTable('square', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  columnIndex: integer('column_index').notNull(),
  rowIndex: integer('row_index').notNull(),
  center: geometry('center', { kind: 'Point' }).notNull(),
  geom: geometry('geom', { kind: 'Polygon' }).notNull(),
  policeCellId: integer('police_cell_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
  stationId: integer('station_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
  districtId: integer('district_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
  bureauId: integer('bureau_id').references(() => jurisdiction.id, { onDelete: 'set null' }),
});
