import type { AddedDevice, DeviceInput } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { deviceViewOf } from './device_view';
import { setupOf } from './device_setup';

/** Adds a device; its token is in this answer and nowhere else. Throws a Refusal when the code is taken or none of its protocol. */
export async function addDevice(app: App, input: DeviceInput): Promise<AddedDevice> {
  const { device, token } = await app.sources.devices.add(input);
  return { device: await deviceViewOf(app, device), token, setup: setupOf(app, device, token) };
}
