import type { AddedDevice } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { deviceViewOf } from './device_view';
import { setupOf } from './device_setup';

/** Gives a device a new token in place of the old; a revoked one is taken again. A JT/T 808 terminal may register once more. */
export async function renewDevice(app: App, code: string): Promise<AddedDevice> {
  const { device, token } = await app.sources.devices.renew(code);
  return { device: await deviceViewOf(app, device), token, setup: setupOf(app, device, token) };
}
