import type { DeviceView } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { deviceViewOf } from './device_view';

/** Takes this much off the instants a device sends from now on: an operator has seen that its clock is ahead by it (behind is negative). */
export async function acceptSkew(app: App, code: string, seconds: number): Promise<DeviceView> {
  return deviceViewOf(app, await app.sources.devices.acceptSkew(code, seconds));
}
