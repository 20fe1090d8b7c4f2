import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';

export const zone = pgTable('zone', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  code: text('code').notNull(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  geom: geometry('geom', { kind: 'MultiPolygon' }).notNull(),
});
