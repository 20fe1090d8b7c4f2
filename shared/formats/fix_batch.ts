import { z } from 'zod';
import type { SourceRejectReason } from '../model/views/source_view';

/** A fix as a device reports it: degrees in the device's own coordinate system, instant by the device's own clock. */
export interface ReportedFix {
  /** Epoch milliseconds. */
  readonly instantMs: number;
  readonly lng: number;
  readonly lat: number;
  readonly accuracyMeters?: number | undefined;
  /** Unit of this fix, from devices that report for several. */
  readonly unitCode?: string | undefined;
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
 * Our own batch: `{"fixes": [{"at": "2026-11-20T21:00:00+08:00", "lng": 116.3, "lat": 39.9, "accuracyMeters": 5, "unit": "C1"}]}`. `at` is ISO 8601 with an offset,
 * or epoch milliseconds; a time without an offset is refused, because nobody can tell which clock it is of. Undefined when the body is no such object.
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
  const { at, lng, lat, accuracyMeters, unit } = item as Readonly<Record<string, unknown>>;
  const instantMs = typeof at === 'number' ? at : instantOfIso(at);
  if (instantMs === undefined || !Number.isFinite(instantMs)) return 'no_time';
  if (lng === undefined || lat === undefined || lng === null || lat === null) return 'no_position';
  if (typeof lng !== 'number' || typeof lat !== 'number') return 'bad_position';
  if (accuracyMeters !== undefined && accuracyMeters !== null && (typeof accuracyMeters !== 'number' || !(accuracyMeters >= 0)))
    return 'malformed';
  if (unit !== undefined && (typeof unit !== 'string' || unit.trim() === '' || unit.length > 40)) return 'malformed';
  return {
    instantMs: Math.round(instantMs),
    lng,
    lat,
    ...(typeof accuracyMeters === 'number' ? { accuracyMeters } : {}),
    ...(typeof unit === 'string' ? { unitCode: unit.trim() } : {}),
  };
}

const ISO_WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Epoch milliseconds of ISO 8601 text with an offset; undefined for anything else. */
export function instantOfIso(text: unknown): number | undefined {
  if (typeof text !== 'string' || !ISO_WITH_OFFSET.test(text)) return undefined;
  const instantMs = Date.parse(text);
  return Number.isNaN(instantMs) ? undefined : instantMs;
}
