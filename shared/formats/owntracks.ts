import type { SourceRejectReason } from '../model/views/source_view';
import { isImpossibleSpeed, type ReportedFix } from './fix_batch';

/**
 * A message of OwnTracks in HTTP mode (https://owntracks.org/booklet/tech/json/): the fix of a `location` (tst epoch seconds, acc metres; velocity and course are not kept),
 * `other` for kinds that hold none (transition, waypoint, lwt, status, …), else what is wrong. Encrypted messages are malformed here: the server has no key.
 */
export function readOwnTracks(body: unknown): ReportedFix | 'other' | SourceRejectReason {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'malformed';
  const message = body as Readonly<Record<string, unknown>>;
  const kind = message['_type'];
  if (typeof kind !== 'string' || kind === 'encrypted') return 'malformed';
  if (kind !== 'location') return 'other';
  const { tst, lat, lon, acc, vel } = message;
  if (typeof tst !== 'number' || !Number.isFinite(tst)) return 'no_time';
  if (lat === undefined || lon === undefined) return 'no_position';
  if (typeof lat !== 'number' || typeof lon !== 'number') return 'bad_position';
  if (isImpossibleSpeed(vel)) return 'negative_speed';
  return {
    instantMs: Math.round(tst * 1000),
    lng: lon,
    lat,
    ...(typeof acc === 'number' && acc > 0 ? { accuracyMeters: acc } : {}),
  };
}
