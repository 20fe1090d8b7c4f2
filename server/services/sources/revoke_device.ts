import type { DeviceView } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { deviceViewOf } from './device_view';

/** From now on nothing of the device is taken; what it sent stays. */
export async function revokeDevice(app: App, code: string): Promise<DeviceView> {
  return deviceViewOf(app, await app.sources.devices.revoke(code));
}
