import { boolean, pgTable, real, text } from 'drizzle-orm/pg-core';

export const category = pgTable('category', {
  code: text('code').primaryKey(),
  categoryGroup: text('category_group').notNull(),
  patrolClass: text('patrol_class').notNull(),
  isMapped: boolean('is_mapped').notNull().default(true),
});

export const harmWeight = pgTable('harm_weight', {
  categoryGroup: text('category_group').primaryKey(),
  weight: real('weight').notNull(),
});
