import type { App } from '../app';
import type { Settings } from '../settings';

/** Opens the ports of their own that settings give devices. Throws a Refusal when one is taken. */
export async function openDevicePorts(app: App, settings: Settings, tell: (line: string) => void): Promise<void> {
  const { host, jt808Port, mavlinkPort } = settings;
  if (jt808Port !== undefined) {
    const { listenJt808 } = await import('./jt808_server');
    const listener = await listenJt808(app, { host, port: jt808Port });
    app.sources.listeners.push(listener);
    tell(`JT/T 808 terminals: ${listener.address}`);
  }
  if (mavlinkPort !== undefined) {
    const { listenMavlink } = await import('./mavlink_server');
    const listener = await listenMavlink(app, { host, port: mavlinkPort });
    app.sources.listeners.push(listener);
    tell(`MAVLink: ${listener.address}`);
  }
}
