import { tracksInSquare } from '@beatline/db/queries/tracks';
import type { TrackVisit } from '@beatline/shared/model/views/unit_view';
import type { App } from '../../app';
import type { SquareWindowInput } from '../../routers/inputs';
import { isoInZone } from '../iso_in_zone';
import { rangeOf } from '../window_range';

export async function tracksInCell(app: App, input: SquareWindowInput): Promise<TrackVisit[]> {
  const { clock } = await app.ground.current();
  const contacts = await app.query((scoped) => tracksInSquare(scoped, input.squareId, rangeOf(input)));
  return contacts.map(({ unitCode, mode, fromMs, toMs, seconds }) => ({
    unitCode,
    mode,
    from: isoInZone(clock, fromMs),
    to: isoInZone(clock, toMs),
    seconds,
  }));
}
