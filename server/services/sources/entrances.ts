import { DEVICE_PROTOCOLS, type DeviceProtocol, type SourceEntrance, type SourceEntrances } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { BATCH_PATH, OSMAND_PATH, OWNTRACKS_PATH } from '../../intake/http_routes';
import { WAITING_MOST_FIXES } from '../../intake/intake_door';

const HTTP_PATHS: Readonly<Partial<Record<DeviceProtocol, string>>> = { osmand: OSMAND_PATH, owntracks: OWNTRACKS_PATH, batch: BATCH_PATH };
const SETTINGS: Readonly<Partial<Record<DeviceProtocol, string>>> = { jt808: 'BEATLINE_JT808_PORT', mavlink: 'BEATLINE_MAVLINK_PORT' };

/** The doors devices come in by, and what stands between them and the database. */
export function sourceEntrances(app: App): SourceEntrances {
  const { sources, intake } = app;
  const entrances = DEVICE_PROTOCOLS.map((protocol): SourceEntrance => {
    const path = HTTP_PATHS[protocol];
    const listener = sources.listeners.find((each) => each.protocol === protocol);
    return {
      protocol,
      address: path === undefined ? listener?.address : `${sources.httpUrl ?? ''}${path}`,
      setting: SETTINGS[protocol],
      connections: listener?.connections() ?? 0,
      rejects: sources.health.strangers(protocol),
    };
  });
  const last = intake.lastCommit();
  return {
    entrances,
    queue: {
      waitingFixes: intake.waitingFixes(),
      waitingFixesLimit: WAITING_MOST_FIXES,
      lastCommitSeconds: last?.seconds,
      lastCommitFixes: last?.fixes ?? 0,
    },
  };
}
