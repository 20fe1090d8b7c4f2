import { listZones } from '@beatline/db/queries/zones';
import { isFunctionalZone } from '@beatline/shared/model/zone';
import type { ZoneView } from '@beatline/shared/model/views/place_view';
import type { App } from '../../app';

/** Zones with a rule, for the layer of the map that shows where what must not be; functional zones are told by figures. */
export async function listRuleZones(app: App): Promise<ZoneView[]> {
  return (await app.query(listZones)).filter((zone) => !isFunctionalZone(zone.kind));
}
