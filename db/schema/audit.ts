import { sql } from 'drizzle-orm';
import { bigint, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './column_types';

export const auditEvent = pgTable('audit_event', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  actor: text('actor').notNull(),
  verb: text('verb').notNull(),
  subject: text('subject').notNull(),
  detail: jsonb('detail').notNull().default({}),
  previousSha256: text('previous_sha256').notNull(),
  sha256: text('sha256').notNull(),
});

export const schemaVersion = pgTable('schema_version', {
  version: integer('version').primaryKey(),
  name: text('name').notNull(),
  sha256: text('sha256').notNull(),
  appliedAt: instant('applied_at')
    .notNull()
    .default(sql`now()`),
});
