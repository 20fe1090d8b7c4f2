import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './column_types';

export const importMapping = pgTable(
  'import_mapping',
  {
    kind: text('kind').notNull(),
    headerDigest: text('header_digest').notNull(),
    header: text('header').array().notNull(),
    settings: jsonb('settings').notNull(),
    savedAt: instant('saved_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.headerDigest] })],
);
