import type { DeviceProtocol } from '@beatline/shared/model/views/source_view';
import type { App } from '../app';
import type { Intake } from '../ingest/ingest_fixes';
import { createDeviceRegistry, type DeviceRegistry } from './device_registry';
import { createIntakeDoor, type IntakeDoor } from './intake_door';
import { createSourceHealthBook, type SourceHealthBook } from './source_health';

/** A port of its own that devices come in by. */
export interface DeviceListener {
  readonly protocol: DeviceProtocol;
  /** `tcp://host:port` or `udp://host:port`. */
  readonly address: string;
  connections(): number;
  close(): Promise<void>;
}

/** Everything about devices that send live. */
export interface Sources {
  readonly devices: DeviceRegistry;
  readonly health: SourceHealthBook;
  readonly door: IntakeDoor;
  /** Ports that are open now. */
  readonly listeners: DeviceListener[];
  /** Where this server answers HTTP, once it listens. */
  httpUrl: string | undefined;
  /** Closes the ports and writes what was counted. */
  close(): Promise<void>;
}

export function createSources(app: Pick<App, 'query' | 'nowMs' | 'reportBug'>, intake: Intake): Sources {
  const health = createSourceHealthBook(app);
  const listeners: DeviceListener[] = [];
  return {
    devices: createDeviceRegistry(app),
    health,
    door: createIntakeDoor(app, intake, health),
    listeners,
    httpUrl: undefined,
    async close() {
      await Promise.all(listeners.splice(0).map((listener) => listener.close()));
      await health.flush();
    },
  };
}
