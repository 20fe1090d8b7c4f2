import { tracksNear } from '@beatline/db/queries/tracks';
import type { NearTrack } from '@beatline/shared/model/views/unit_view';
import type { App } from '../../app';
import type { NearInput } from '../../routers/inputs';
import { isoInZone } from '../iso_in_zone';
import { rangeOf } from '../window_range';

export async function tracksNearPoint(app: App, input: NearInput): Promise<NearTrack[]> {
  const { clock } = await app.ground.current();
  const pieces = await app.query((scoped) =>
    tracksNear(scoped, { position: [input.lng, input.lat], radiusMeters: input.radiusMeters, range: rangeOf(input) }),
  );
  return pieces.map(({ unitCode, mode, nearestAtMs, distanceMeters }) => ({
    unitCode,
    mode,
    nearestAt: isoInZone(clock, nearestAtMs),
    distanceMeters,
  }));
}
