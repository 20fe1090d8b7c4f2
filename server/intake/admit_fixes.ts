import type { Device } from '@beatline/db/queries/devices';
import type { Fix } from '@beatline/shared/coverage/fixes';
import type { ReportedFix } from '@beatline/shared/formats/fix_batch';
import { fromBd09, fromGcj02, fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import type { DeviceCrs, SourceRejectReason } from '@beatline/shared/model/views/source_view';

/** Device clocks are set by satellites or the network and agree with this one within seconds; further ahead is a wrong clock. Chosen. */
export const AHEAD_MOST_MS = 120_000;
/** The longest a device holds fixes back: leave without reception. Older instants are a clock that was never set. Chosen. */
export const BEHIND_MOST_MS = 31 * 86_400_000;

const TO_LNG_LAT: Readonly<Record<DeviceCrs, ToLngLat>> = { WGS84: fromWgs84, 'GCJ-02': fromGcj02, 'BD-09': fromBd09 };

/** A fix as it will be stored: WGS 84, instant by the device's clock less what an operator agreed it is ahead. Or why it is refused. */
export function admitFix(
  device: Pick<Device, 'crs' | 'acceptedSkewSeconds'>,
  reported: ReportedFix,
  nowMs: number,
): Fix | SourceRejectReason {
  const { lng, lat, accuracyMeters, heightMeters, pitchDegrees, yawDegrees } = reported;
  if (!Number.isFinite(lng) || !Number.isFinite(lat)) return 'bad_position';
  if (lng === 0 && lat === 0) return 'no_position';
  const location = TO_LNG_LAT[device.crs](lng, lat);
  if (location === undefined || !location.every(Number.isFinite)) return 'bad_position';
  const instantMs = Math.round(reported.instantMs - device.acceptedSkewSeconds * 1000);
  if (!Number.isFinite(instantMs)) return 'no_time';
  if (instantMs > nowMs + AHEAD_MOST_MS) return 'clock_ahead';
  if (instantMs < nowMs - BEHIND_MOST_MS) return 'too_old';
  return {
    instantMs,
    lng: location[0],
    lat: location[1],
    ...(accuracyMeters === undefined ? {} : { accuracyMeters }),
    ...(heightMeters === undefined ? {} : { heightMeters }),
    ...(pitchDegrees === undefined ? {} : { pitchDegrees }),
    ...(yawDegrees === undefined ? {} : { yawDegrees }),
  };
}
