import { listPlaces } from '@beatline/db/queries/places';
import type { PlaceView } from '@beatline/shared/model/views/place_view';
import type { App } from '../../app';

export async function listAllPlaces(app: App): Promise<PlaceView[]> {
  const places = await app.query(listPlaces);
  return places.map(({ id, name, kind, location }) => ({ id, name, kind, location }));
}
