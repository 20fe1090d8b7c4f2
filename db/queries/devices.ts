import { asc, eq } from 'drizzle-orm';
import { patrolModeSchema, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import {
  deviceCrsSchema,
  deviceProtocolSchema,
  type DeviceCrs,
  type DeviceInput,
  type DeviceProtocol,
} from '@beatline/shared/model/views/source_view';
import type { Scoped } from '../engine/scope';
import { device } from '../schema/device';

/** A device as it is stored. */
export interface Device {
  readonly code: string;
  readonly protocol: DeviceProtocol;
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly crs: DeviceCrs;
  readonly unsigned: boolean;
  /** SHA-256 of its token, hexadecimal; undefined for a terminal that has not registered yet. */
  readonly tokenDigest: string | undefined;
  readonly acceptedSkewSeconds: number;
  readonly addedAtMs: number;
  readonly revokedAtMs: number | undefined;
}

/** Every device, revoked ones too, by code. */
export async function listDevices(scoped: Scoped): Promise<Device[]> {
  const rows = await scoped.tx.select().from(device).orderBy(asc(device.code));
  return rows.map((row) => ({
    code: row.code,
    protocol: deviceProtocolSchema.parse(row.protocol),
    unitCode: row.unitCode,
    mode: patrolModeSchema.parse(row.mode),
    crs: deviceCrsSchema.parse(row.crs),
    unsigned: row.unsigned,
    tokenDigest: row.tokenDigest ?? undefined,
    acceptedSkewSeconds: row.acceptedSkewSeconds,
    addedAtMs: row.addedAt,
    revokedAtMs: row.revokedAt ?? undefined,
  }));
}

/** Adds a device; false when one of that code exists. */
export async function insertDevice(
  scoped: Scoped,
  input: DeviceInput & { readonly tokenDigest: string | undefined; readonly addedAtMs: number },
): Promise<boolean> {
  const { addedAtMs, tokenDigest, ...rest } = input;
  const added = await scoped.tx
    .insert(device)
    .values({ ...rest, tokenDigest: tokenDigest ?? null, addedAt: addedAtMs })
    .onConflictDoNothing()
    .returning({ code: device.code });
  return added.length > 0;
}

/** Gives a device another token, or none; a revoked one is taken again from then on. */
export async function renewDevice(
  scoped: Scoped,
  code: string,
  change: { readonly tokenDigest: string | undefined; readonly addedAtMs: number },
): Promise<void> {
  await scoped.tx
    .update(device)
    .set({ tokenDigest: change.tokenDigest ?? null, addedAt: change.addedAtMs, revokedAt: null })
    .where(eq(device.code, code));
}

/** Stores the digest of the code a terminal was given when it registered. */
export async function registerDevice(scoped: Scoped, code: string, tokenDigest: string): Promise<void> {
  await scoped.tx.update(device).set({ tokenDigest }).where(eq(device.code, code));
}

/** From this instant nothing of the device is taken. */
export async function revokeDevice(scoped: Scoped, code: string, revokedAtMs: number): Promise<void> {
  await scoped.tx.update(device).set({ revokedAt: revokedAtMs }).where(eq(device.code, code));
}

/** What is taken off the instants a device sends. */
export async function setAcceptedSkew(scoped: Scoped, code: string, acceptedSkewSeconds: number): Promise<void> {
  await scoped.tx.update(device).set({ acceptedSkewSeconds }).where(eq(device.code, code));
}
