import { placeIncident } from '@beatline/db/queries/unlocated_incidents';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../../app';

/** Puts an incident that is not on the map where somebody says it was. Refuses one whose source gives its position. */
export async function placeUnlocated(app: App, input: { readonly id: number; readonly location: LngLat }): Promise<{ id: number }> {
  const placed = await app.query((scoped) => placeIncident(scoped, input.id, input.location));
  if (!placed)
    throw new Refusal(
      'not_found',
      `incident ${input.id} is not waiting to be placed`,
      'load the list again: its source may have placed it',
    );
  app.refresh();
  return { id: input.id };
}
