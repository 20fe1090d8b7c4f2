import { getDeployment } from '@beatline/db/queries/deployment';
import { unlocatedIncidents } from '@beatline/db/queries/unlocated_incidents';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { UnlocatedIncident } from '@beatline/shared/model/views/incident_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';

/** Incidents that count but are not on the map, the last ones stored first. */
export async function listUnlocated(
  app: App,
  input: { readonly limit: number; readonly beforeId?: number | undefined },
): Promise<UnlocatedIncident[]> {
  return app.query(async (scoped) => {
    const clock = createSlotClock((await getDeployment(scoped))?.timeZone ?? 'UTC');
    const rows = await unlocatedIncidents(scoped, input);
    return rows.map(({ id, occurredAtMs, categoryCode, address, reason }) => ({
      id,
      occurredAt: isoInZone(clock, occurredAtMs),
      category: categoryCode,
      address,
      reason,
    }));
  });
}
