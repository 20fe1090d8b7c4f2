import { incidentsInWindow } from '@beatline/db/queries/incidents';
import { encodeColumn } from '@beatline/shared/formats/binary_column';
import type { HeatColumns } from '@beatline/shared/model/views/incident_view';
import { smoothedCounts } from '@beatline/shared/risk/heat';
import type { App } from '../../app';
import type { WindowGroupInput } from '../../routers/inputs';
import { rangeOf } from '../window_range';

export async function incidentHeat(app: App, input: WindowGroupInput): Promise<HeatColumns> {
  const ground = await app.ground.current();
  const rows = await app.query((scoped) => incidentsInWindow(scoped, rangeOf(input), { group: input.group }));
  const x: number[] = [];
  const y: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    if (Number.isNaN(rows.lng[row])) continue;
    const position = ground.projection.toMeters([rows.lng[row], rows.lat[row]]);
    x.push(position.x);
    y.push(position.y);
  }
  const { smoothedIncidents } = smoothedCounts({ squareId: ground.data.squareId, cellMeters: ground.data.cellMeters, x, y });
  return {
    window: { from: input.from, to: input.to },
    geometryVersion: ground.geometryVersion,
    total: rows.length,
    smoothedIncidents: encodeColumn(smoothedIncidents),
  };
}
