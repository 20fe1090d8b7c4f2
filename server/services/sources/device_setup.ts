import type { Device } from '@beatline/db/queries/devices';
import type { AddedDevice } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { BATCH_PATH, OSMAND_PATH, OWNTRACKS_PATH } from '../../intake/http_routes';

/** What to enter in the device, in the order of its own pages. Addresses are this server's as it knows them: behind another name they are to be changed. */
export function setupOf(app: App, device: Device, token: string | undefined): AddedDevice['setup'] {
  const url = app.sources.httpUrl ?? '';
  const listener = app.sources.listeners.find(({ protocol }) => protocol === device.protocol);
  const port = listener === undefined ? [] : [{ label: 'host', value: listener.address } as const];
  switch (device.protocol) {
    case 'osmand':
      return [
        { label: 'identifier', value: device.code },
        { label: 'url', value: `${url}${OSMAND_PATH}?token=${token ?? ''}` },
        {
          label: 'example',
          value: `${url}${OSMAND_PATH}?id=${encodeURIComponent(device.code)}&token=${token ?? ''}&timestamp={2}&lat={0}&lon={1}&accuracy={3}`,
        },
      ];
    case 'owntracks':
      return [
        { label: 'url', value: `${url}${OWNTRACKS_PATH}` },
        { label: 'user', value: device.code },
        { label: 'password', value: token ?? '' },
      ];
    case 'batch':
      return [
        { label: 'url', value: `${url}${BATCH_PATH}` },
        { label: 'header', value: `Authorization: Bearer ${token ?? ''}` },
        { label: 'example', value: exampleBatch(device) },
      ];
    case 'jt808':
      return [...port, { label: 'identifier', value: device.code }];
    case 'mavlink':
      return [
        ...port,
        { label: 'identifier', value: device.code },
        ...(token === undefined ? [] : [{ label: 'signing-key', value: token } as const]),
      ];
  }
}

function exampleBatch(device: Device): string {
  const unit = device.unitCode === '*' ? { unit: 'C1' } : {};
  return JSON.stringify({ fixes: [{ at: '2026-11-20T21:00:00+08:00', lng: 116.3, lat: 39.9, accuracyMeters: 5, ...unit }] });
}
