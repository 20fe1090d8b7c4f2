import type { SourceRejectReason } from '../model/views/source_view';
import { instantOfIso, isImpossibleSpeed, type ReportedFix } from './fix_batch';

/** A report of OsmAnd's tracker or of Traccar Client: who sends, with which token, and the fix or what is wrong with it. */
export interface OsmandReport {
  readonly id: string;
  readonly token: string | undefined;
  readonly fix: ReportedFix | SourceRejectReason;
}

/**
 * `?id=&timestamp=&lat=&lon=&accuracy=…` as OsmAnd and Traccar Client send it (https://www.traccar.org/osmand/): `timestamp` is epoch seconds or milliseconds
 * or ISO 8601 with an offset, `id` may be called `deviceid`, `lat` and `lon` may be one `location=lat,lon`, `accuracy` is metres. Speed (knots), bearing, altitude and battery are not kept. Undefined without
 * an id.
 */
export function readOsmand(parameters: Readonly<Record<string, unknown>>): OsmandReport | undefined {
  const text = (name: string): string | undefined => {
    const value = parameters[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : typeof value === 'number' ? String(value) : undefined;
  };
  const id = text('id') ?? text('deviceid');
  if (id === undefined) return undefined;
  const [joinedLat, joinedLng] = text('location')?.split(',') ?? [];
  return {
    id,
    token: text('token'),
    fix: readFix(text('timestamp'), text('lon') ?? joinedLng, text('lat') ?? joinedLat, text('accuracy'), text('speed')),
  };
}

function readFix(
  time: string | undefined,
  lng: string | undefined,
  lat: string | undefined,
  accuracy: string | undefined,
  speed: string | undefined,
): ReportedFix | SourceRejectReason {
  const instantMs = time === undefined ? undefined : /^\d+(\.\d+)?$/.test(time) ? instantOfNumber(Number(time)) : instantOfIso(time);
  if (instantMs === undefined) return 'no_time';
  if (lng === undefined || lat === undefined) return 'no_position';
  if (isImpossibleSpeed(Number(speed))) return 'negative_speed';
  const accuracyMeters = accuracy === undefined ? Number.NaN : Number(accuracy);
  return {
    instantMs,
    lng: Number(lng),
    lat: Number(lat),
    // Traccar Client sends 0 when the platform does not say.
    ...(accuracyMeters > 0 && Number.isFinite(accuracyMeters) ? { accuracyMeters } : {}),
  };
}

/** Beyond this a number of seconds lies in the year 5138, so it is milliseconds. */
const SECONDS_MOST = 1e11;

function instantOfNumber(value: number): number {
  return Math.round(value < SECONDS_MOST ? value * 1000 : value);
}

/** The JSON that newer versions of Traccar Client post: `{"device_id", "location": {"timestamp", "coords": {"latitude", "longitude", "accuracy"}}}`. */
export function readTraccarJson(body: unknown): OsmandReport | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { device_id: id, token, location } = body as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || id.trim() === '') return undefined;
  const report = { id: id.trim(), token: typeof token === 'string' ? token : undefined };
  if (typeof location !== 'object' || location === null) return { ...report, fix: 'malformed' };
  const { timestamp, coords } = location as Readonly<Record<string, unknown>>;
  if (typeof coords !== 'object' || coords === null) return { ...report, fix: 'no_position' };
  const { latitude, longitude, accuracy, speed } = coords as Readonly<Record<string, unknown>>;
  const asText = (value: unknown): string | undefined =>
    typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
  return { ...report, fix: readFix(asText(timestamp), asText(longitude), asText(latitude), asText(accuracy), asText(speed)) };
}
