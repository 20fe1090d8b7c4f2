import { doublePrecision, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { geometry } from './column_types';

export const roadSection = pgTable('road_section', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  chiefPost: text('chief_post'),
  riskLevel: text('risk_level'),
  lengthMeters: doublePrecision('length_meters').notNull(),
  geom: geometry('geom', { kind: 'MultiLineString' }).notNull(),
});
