import { hotspotsInArea } from '@beatline/db/queries/areas';
import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import type { App } from '../../app';
import type { HotspotInput } from '../../routers/inputs';
import { areaOf } from '../cells/coverage';
import { rangeOf } from '../window_range';

export async function hotspotsInAreaView(app: App, input: HotspotInput): Promise<Hotspot[]> {
  return app.query((scoped) => hotspotsInArea(scoped, { range: rangeOf(input), area: areaOf(input), group: input.group }));
}
