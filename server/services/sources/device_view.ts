import type { Device } from '@beatline/db/queries/devices';
import type { DeviceView } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';

/** A device as pages are given it: without its digest. */
export async function deviceViewOf(app: App, device: Device): Promise<DeviceView> {
  const { clock } = await app.ground.current();
  return {
    code: device.code,
    protocol: device.protocol,
    unitCode: device.unitCode,
    mode: device.mode,
    crs: device.crs,
    unsigned: device.unsigned,
    state: stateOf(device),
    addedAt: isoInZone(clock, device.addedAtMs),
    revokedAt: device.revokedAtMs === undefined ? undefined : isoInZone(clock, device.revokedAtMs),
    acceptedSkewSeconds: device.acceptedSkewSeconds,
  };
}

function stateOf(device: Device): DeviceView['state'] {
  if (device.revokedAtMs !== undefined) return 'revoked';
  return device.protocol === 'jt808' && device.tokenDigest === undefined ? 'awaiting-registration' : 'active';
}
