import { sql } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';
import { sourceHealth } from '../schema/device';

/** How a device is doing, as counted since it was added. */
export interface StoredHealth {
  readonly deviceCode: string;
  readonly lastHeardMs: number | undefined;
  readonly lastFixMs: number | undefined;
  readonly lagSeconds: number | undefined;
  readonly clockSkewSeconds: number | undefined;
  readonly fixes: number;
  readonly duplicates: number;
  readonly late: number;
  /** By reason. */
  readonly rejects: Readonly<Record<string, number>>;
}

export async function listSourceHealth(scoped: Scoped): Promise<StoredHealth[]> {
  const rows = await scoped.tx.select().from(sourceHealth);
  return rows.map((row) => ({
    deviceCode: row.deviceCode,
    lastHeardMs: row.lastHeardAt ?? undefined,
    lastFixMs: row.lastFixAt ?? undefined,
    lagSeconds: row.lagSeconds ?? undefined,
    clockSkewSeconds: row.clockSkewSeconds ?? undefined,
    fixes: row.fixes,
    duplicates: row.duplicates,
    late: row.late,
    rejects: row.rejects,
  }));
}

/** Writes how these devices are doing in place of what was stored; devices that are gone are left out. */
export async function saveSourceHealth(scoped: Scoped, rows: readonly StoredHealth[]): Promise<void> {
  if (rows.length === 0) return;
  const iso = (instantMs: number | undefined) => (instantMs === undefined ? null : new Date(instantMs).toISOString());
  const list = rows.map((row) => ({
    device_code: row.deviceCode,
    last_heard_at: iso(row.lastHeardMs),
    last_fix_at: iso(row.lastFixMs),
    lag_seconds: row.lagSeconds ?? null,
    clock_skew_seconds: row.clockSkewSeconds ?? null,
    fixes: row.fixes,
    duplicates: row.duplicates,
    late: row.late,
    rejects: row.rejects,
  }));
  await scoped.tx.execute(sql`
    INSERT INTO source_health SELECT written.* FROM jsonb_populate_recordset(NULL::source_health, ${JSON.stringify(list)}::jsonb) written
      JOIN device ON device.code = written.device_code
    ON CONFLICT (device_code) DO UPDATE SET last_heard_at = excluded.last_heard_at, last_fix_at = excluded.last_fix_at, lag_seconds = excluded.lag_seconds,
      clock_skew_seconds = excluded.clock_skew_seconds, fixes = excluded.fixes, duplicates = excluded.duplicates, late = excluded.late, rejects = excluded.rejects`);
}
