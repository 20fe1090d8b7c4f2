import { z } from 'zod';
import type { SourceRejectReason } from '../model/views/source_view';
import { knownPose } from './track_sink';

/** A fix as a device reports it: degrees in the device's own coordinate system, instant by the device's own clock. */
export interface ReportedFix {
  /** Epoch milliseconds. */
  readonly instantMs: number;
  readonly lng: number;
  readonly lat: number;
  readonly accuracyMeters?: number | undefined;
  /** Aircraft: height above ground, and pitch and yaw of the gimbal as CameraPoses has them. */
  readonly heightMeters?: number | undefined;
  readonly pitchDegrees?: number | undefined;
  readonly yawDegrees?: number | undefined;
  /** Unit of this fix, from devices that report for several. */
  readonly unitCode?: string | undefined;
}

/** What receivers send for a speed they do not know (Core Location's convention). */
const UNKNOWN_SPEED = -1;

/** Whether a reported speed is one nothing can have, in whatever unit: then nothing else of the fix is believed either. -1 means that it is not known. */
export function isImpossibleSpeed(speed: unknown): boolean {
  return typeof speed === 'number' && speed < 0 && speed !== UNKNOWN_SPEED;
}

/** What a message of a device holds: fixes, and what is wrong with those that could not be read, by their place in the message. */
export interface ReportedFixes {
  readonly fixes: readonly ReportedFix[];
  readonly refused: readonly { readonly index: number; readonly reason: SourceRejectReason }[];
}

/** Chosen: an hour of a hundred cars at one fix in 15 s is 24,000; more in one request only makes everybody behind it wait. */
export const BATCH_MOST_FIXES = 20_000;

const bodySchema = z.object({ fixes: z.array(z.unknown()).max(BATCH_MOST_FIXES) });

/**
 * Our own batch: `{"fixes": [{"at": "2026-11-20T21:00:00+08:00", "lng": 116.3, "lat": 39.9, "accuracyMeters": 5, "unit": "C1"}]}`, of a drone also
 * `"heightMeters": 90, "gimbalPitchDegrees": -60, "gimbalYawDegrees": 135`: above ground, 0 level and -90 straight down, clockwise from true north. `at` is ISO 8601 with an offset,
 * or epoch milliseconds; `"speedMetersPerSecond"` may stand beside it and is not kept; a time without an offset is refused, because nobody can tell which clock it is of. Undefined when the body is no such object.
 */
export function readFixBatch(body: unknown): ReportedFixes | undefined {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return undefined;
  const fixes: ReportedFix[] = [];
  const refused: { index: number; reason: SourceRejectReason }[] = [];
  parsed.data.fixes.forEach((item, index) => {
    const fix = readFix(item);
    if (typeof fix === 'string') refused.push({ index, reason: fix });
    else fixes.push(fix);
  });
  return { fixes, refused };
}

function readFix(item: unknown): ReportedFix | SourceRejectReason {
  if (typeof item !== 'object' || item === null) return 'malformed';
  const { at, lng, lat, accuracyMeters, unit, speedMetersPerSecond, heightMeters, gimbalPitchDegrees, gimbalYawDegrees } = item as Readonly<
    Record<string, unknown>
  >;
  const instantMs = typeof at === 'number' ? at : instantOfIso(at);
  if (instantMs === undefined || !Number.isFinite(instantMs)) return 'no_time';
  if (lng === undefined || lat === undefined || lng === null || lat === null) return 'no_position';
  if (typeof lng !== 'number' || typeof lat !== 'number') return 'bad_position';
  if (accuracyMeters !== undefined && accuracyMeters !== null && (typeof accuracyMeters !== 'number' || !(accuracyMeters >= 0)))
    return 'malformed';
  if (isImpossibleSpeed(speedMetersPerSecond)) return 'negative_speed';
  const pose = poseOf(heightMeters, gimbalPitchDegrees, gimbalYawDegrees);
  if (pose === undefined) return 'malformed';
  if (unit !== undefined && (typeof unit !== 'string' || unit.trim() === '' || unit.length > 40)) return 'malformed';
  return {
    instantMs: Math.round(instantMs),
    lng,
    lat,
    ...(typeof accuracyMeters === 'number' ? { accuracyMeters } : {}),
    ...pose,
    ...(typeof unit === 'string' ? { unitCode: unit.trim() } : {}),
  };
}

/** What of a camera's pose is told; undefined when something else than numbers is. */
function poseOf(
  height: unknown,
  pitch: unknown,
  yaw: unknown,
): Pick<ReportedFix, 'heightMeters' | 'pitchDegrees' | 'yawDegrees'> | undefined {
  const numbers = [height, pitch, yaw].map((value) => (value === undefined || value === null ? Number.NaN : value));
  if (!numbers.every((value) => typeof value === 'number')) return undefined;
  const pose = knownPose(numbers[0], numbers[1], numbers[2]);
  if (pose === undefined) return {};
  return {
    ...(Number.isNaN(pose.heightMeters) ? {} : { heightMeters: pose.heightMeters }),
    ...(Number.isNaN(pose.pitchDegrees) ? {} : { pitchDegrees: pose.pitchDegrees }),
    ...(Number.isNaN(pose.yawDegrees) ? {} : { yawDegrees: pose.yawDegrees }),
  };
}

const ISO_WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Epoch milliseconds of ISO 8601 text with an offset; undefined for anything else. */
export function instantOfIso(text: unknown): number | undefined {
  if (typeof text !== 'string' || !ISO_WITH_OFFSET.test(text)) return undefined;
  const instantMs = Date.parse(text);
  return Number.isNaN(instantMs) ? undefined : instantMs;
}
