import type { DeviceView } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { deviceViewOf } from './device_view';

/** Every device, by code. */
export async function listDeviceViews(app: App): Promise<DeviceView[]> {
  return Promise.all((await app.sources.devices.all()).map((device) => deviceViewOf(app, device)));
}
