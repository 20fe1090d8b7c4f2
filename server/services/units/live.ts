import { squareIdAt } from '@beatline/shared/geo/lattice';
import type { LiveUnit } from '@beatline/shared/model/views/unit_view';
import type { App } from '../../app';
import { liveUnitsOf } from '../../live/live_feed';

/** Units heard within the hour, with the place they are near. */
export async function listLiveUnits(app: App): Promise<LiveUnit[]> {
  const [ground, states] = await Promise.all([app.ground.current(), app.live.states()]);
  const { projection, deployment } = ground;
  const squareIds = states.map(({ last }) => squareIdAt(projection.toMeters([last.lng, last.lat]), deployment.cellMeters));
  const names = await ground.describe(squareIds);
  return liveUnitsOf(states, app.nowMs(), { projection, cellMeters: deployment.cellMeters }, (squareId) => names.get(squareId));
}
