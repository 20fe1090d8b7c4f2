import { boolean, pgTable, text } from 'drizzle-orm/pg-core';

export const category = pgTable('category', {
  code: text('code').primaryKey(),
  categoryGroup: text('category_group').notNull(),
  patrolClass: text('patrol_class').notNull(),
  isMapped: boolean('is_mapped').notNull().default(true),
});
