import { bigint, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './column_types';

export const importBatch = pgTable('import_batch', {
  id: integer('id').generatedByDefaultAsIdentity().primaryKey(),
  verb: text('verb').notNull(),
  fileName: text('file_name').notNull(),
  fileSha256: text('file_sha256'),
  state: text('state').notNull().default('running'),
  startedAt: instant('started_at').notNull(),
  finishedAt: instant('finished_at'),
  report: jsonb('report').notNull().default({}),
  columns: text('columns').array().notNull().default([]),
});

export const importReject = pgTable(
  'import_reject',
  {
    batchId: integer('batch_id')
      .notNull()
      .references(() => importBatch.id, { onDelete: 'cascade' }),
    rowNumber: integer('row_number').notNull(),
    reason: text('reason').notNull(),
    content: text('content').notNull(),
    columnName: text('column_name').notNull().default(''),
    value: text('value').notNull().default(''),
  },
  (table) => [primaryKey({ columns: [table.batchId, table.rowNumber, table.reason] })],
);

export const importChange = pgTable('import_change', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  batchId: integer('batch_id')
    .notNull()
    .references(() => importBatch.id, { onDelete: 'cascade' }),
  tableName: text('table_name').notNull(),
  rowKey: text('row_key').notNull(),
  before: jsonb('before'),
});
