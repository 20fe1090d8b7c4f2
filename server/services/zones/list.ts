import { listZones } from '@beatline/db/queries/zones';
import type { ZoneView } from '@beatline/shared/model/views/place_view';
import type { App } from '../../app';

export async function listAllZones(app: App): Promise<ZoneView[]> {
  return app.query(listZones);
}
