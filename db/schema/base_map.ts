import { integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';

export const baseFeature = pgTable('base_feature', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  osmId: text('osm_id').notNull(),
  layer: text('layer').notNull(),
  kind: text('kind').notNull(),
  name: text('name').notNull().default(''),
  geom: geometry('geom', { kind: 'Geometry' }).notNull(),
});

export const mapPlace = pgTable('map_place', {
  osmId: text('osm_id').primaryKey(),
  name: text('name').notNull(),
  osmKind: text('osm_kind').notNull(),
  kind: text('kind').notNull(),
  rank: smallint('rank').notNull(),
  location: geometry('location', { kind: 'Point' }).notNull(),
});
