import { z } from 'zod';
import { PATROL_MODES, type PatrolMode } from '../patrol_mode';

/** How a device talks to this server. */
export const DEVICE_PROTOCOLS = ['osmand', 'owntracks', 'batch', 'jt808', 'mavlink'] as const;
export const deviceProtocolSchema = z.enum(DEVICE_PROTOCOLS);
export type DeviceProtocol = (typeof DEVICE_PROTOCOLS)[number];

/** Coordinate systems a device may report in. CGCS2000 agrees with WGS 84 within centimetres and counts as it. */
export const DEVICE_CRS = ['WGS84', 'GCJ-02', 'BD-09'] as const;
export const deviceCrsSchema = z.enum(DEVICE_CRS);
export type DeviceCrs = (typeof DEVICE_CRS)[number];

/**
 * What a device is added with. `code` is what the device calls itself: its id (OsmAnd), user name (OwnTracks), terminal number (JT/T 808), system id 1 to 255
 * (MAVLink), or a name of the operator's choice (batch).
 */
export const deviceInputSchema = z.object({
  code: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .regex(/^[\w.@-]+$/),
  protocol: deviceProtocolSchema,
  unitCode: z.string().trim().min(1).max(40),
  mode: z.enum(PATROL_MODES).default('vehicle'),
  crs: z.enum(DEVICE_CRS).default('WGS84'),
  /** MAVLink only: take packets without a signature, for aircraft that cannot sign, on a network nobody else reaches. */
  unsigned: z.boolean().default(false),
});
export type DeviceInput = z.infer<typeof deviceInputSchema>;

/** A device as the list shows it; its token is never shown again. */
export interface DeviceView {
  readonly code: string;
  readonly protocol: DeviceProtocol;
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly crs: DeviceCrs;
  readonly unsigned: boolean;
  /**
   * active: has its token. awaiting-registration: a JT/T 808 terminal that is given its authentication code when it registers first. revoked: nothing of it is
   * taken any more.
   */
  readonly state: 'active' | 'awaiting-registration' | 'revoked';
  /** ISO 8601 in the deployment's zone. */
  readonly addedAt: string;
  readonly revokedAt: string | undefined;
  /** What is taken off the device's clock, seconds: an operator agreed to it. */
  readonly acceptedSkewSeconds: number;
}

/** The answer to adding a device or giving it a new token. */
export interface AddedDevice {
  readonly device: DeviceView;
  /** Shown this once and stored only as a digest; undefined for JT/T 808, which is given its code when it registers, and for unsigned MAVLink. */
  readonly token: string | undefined;
  /** How to set the device up: what to enter where, in the order of the device's own pages. `label` is a code the page words. */
  readonly setup: readonly { readonly label: DeviceSetupLabel; readonly value: string }[];
}
export type DeviceSetupLabel = 'url' | 'identifier' | 'user' | 'password' | 'header' | 'host' | 'port' | 'signing-key' | 'example';

/** Why a live fix or message was refused, or credits nothing though it is stored (no height, impossible speed, inaccurate). */
export const SOURCE_REJECT_REASONS = [
  'unknown_device',
  'wrong_token',
  'revoked',
  'not_registered',
  'malformed',
  'no_position',
  'bad_position',
  'no_time',
  'clock_ahead',
  'no_height',
  'too_old',
  'negative_speed',
  'impossible_speed',
  'inaccurate',
  'overloaded',
] as const;
export type SourceRejectReason = (typeof SOURCE_REJECT_REASONS)[number];

export interface SourceRejects {
  readonly reason: SourceRejectReason;
  readonly count: number;
}

/** How one device is doing. Counts are since it was added. */
export interface SourceHealth {
  readonly code: string;
  readonly protocol: DeviceProtocol;
  readonly unitCode: string;
  /**
   * live: heard within a minute or three of the unit's intervals. quiet: within the hour. silent: longer ago. never: not yet. revoked.
   */
  readonly state: 'live' | 'quiet' | 'silent' | 'never' | 'revoked';
  /** When it last sent anything; ISO 8601 in the deployment's zone. */
  readonly lastHeardAt: string | undefined;
  /** Instant of its newest stored fix. */
  readonly lastFixAt: string | undefined;
  /** From the instant of its newest fix until that was received, seconds; what the device holds back, or its clock is behind. */
  readonly lagSeconds: number | undefined;
  /** Stored fixes a minute over the last five minutes. */
  readonly fixesPerMinute: number;
  readonly fixes: number;
  readonly duplicates: number;
  /** Came after newer ones of the same unit: stored, and credited when the run is worked out again. */
  readonly late: number;
  /** How far its clock seems ahead of the server's, seconds (behind is negative); undefined until it has sent enough to tell. */
  readonly clockSkewSeconds: number | undefined;
  readonly acceptedSkewSeconds: number;
  /** Most frequent first; empty when nothing was refused. */
  readonly rejects: readonly SourceRejects[];
}

/** One of the doors devices come in by. */
export interface SourceEntrance {
  readonly protocol: DeviceProtocol;
  /** Where devices send to: a URL, or `tcp://host:port`, `udp://host:port`; undefined while it is closed. */
  readonly address: string | undefined;
  /** The environment setting that opens it; undefined when it is always open. */
  readonly setting: string | undefined;
  /** Connections held now (JT/T 808). */
  readonly connections: number;
  /** What nobody known sent. */
  readonly rejects: readonly SourceRejects[];
}

/** What stands between the doors and the database. */
export interface IntakeQueueView {
  readonly waitingFixes: number;
  readonly waitingFixesLimit: number;
  /** Length of the last group commit, seconds, and the fixes in it. */
  readonly lastCommitSeconds: number | undefined;
  readonly lastCommitFixes: number;
}

/** sources.entrances() */
export interface SourceEntrances {
  readonly entrances: readonly SourceEntrance[];
  readonly queue: IntakeQueueView;
}
