import { bigint, boolean, doublePrecision, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './column_types';
import { unit } from './unit';

export const device = pgTable('device', {
  code: text('code').primaryKey(),
  protocol: text('protocol').notNull(),
  unitCode: text('unit_code').notNull(),
  mode: text('mode').notNull(),
  crs: text('crs').notNull(),
  unsigned: boolean('unsigned').notNull().default(false),
  tokenDigest: text('token_digest'),
  acceptedSkewSeconds: doublePrecision('accepted_skew_seconds').notNull().default(0),
  addedAt: instant('added_at').notNull(),
  revokedAt: instant('revoked_at'),
});

export const sourceHealth = pgTable('source_health', {
  deviceCode: text('device_code')
    .primaryKey()
    .references(() => device.code, { onDelete: 'cascade' }),
  lastHeardAt: instant('last_heard_at'),
  lastFixAt: instant('last_fix_at'),
  lagSeconds: doublePrecision('lag_seconds'),
  clockSkewSeconds: doublePrecision('clock_skew_seconds'),
  fixes: bigint('fixes', { mode: 'number' }).notNull().default(0),
  duplicates: bigint('duplicates', { mode: 'number' }).notNull().default(0),
  late: bigint('late', { mode: 'number' }).notNull().default(0),
  rejects: jsonb('rejects').$type<Readonly<Record<string, number>>>().notNull().default({}),
});

export const unsettledTrack = pgTable('unsettled_track', {
  unitId: integer('unit_id')
    .primaryKey()
    .references(() => unit.id, { onDelete: 'cascade' }),
  fromAt: instant('from_at').notNull(),
  toAt: instant('to_at').notNull(),
});
