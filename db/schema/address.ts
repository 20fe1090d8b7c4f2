import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';

export const standardAddress = pgTable('standard_address', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  address: text('address').notNull(),
  location: geometry('location', { kind: 'Point' }).notNull(),
});

export const mapAddress = pgTable('map_address', {
  osmId: text('osm_id').primaryKey(),
  address: text('address').notNull(),
  location: geometry('location', { kind: 'Point' }).notNull(),
});
