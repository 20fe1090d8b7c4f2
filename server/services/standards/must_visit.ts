import { appendAudit } from '@beatline/db/queries/audit';
import { listPlaceStandards, setPlaceStandard } from '@beatline/db/queries/place_standards';
import { placeVisits } from '@beatline/shared/coverage/place_visits';
import { concatIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { MustVisitRow, MustVisitView } from '@beatline/shared/model/views/standards_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';
import { localDay } from './local_day';
import { presentVersion } from './present_version';
import { rowsOfSquares } from './rows_of_squares';

/** Places that carry their own standard 必巡点 and how often each was visited on a local day, today unless given. Who counts is what the red standard in force says. */
export async function mustVisitPlaces(app: App, input: { readonly day?: string | undefined }): Promise<MustVisitView> {
  const ground = await app.ground.current();
  const { clock } = ground;
  const { day, range } = localDay(clock, app.nowMs(), input.day);
  const places = await app.query(listPlaceStandards);
  const squares = new Set(places.flatMap((place) => place.squareIds));
  const intervals = concatIntervals(squares.size === 0 ? [] : rowsOfSquares(await app.ledger.rows(range), squares));
  const { red } = presentVersion(app, ground).byTier;
  return {
    day,
    places: places.map((place): MustVisitRow => {
      const visits = placeVisits({ squares: new Set(place.squareIds), dwellSeconds: place.dwellSeconds }, red, intervals, range);
      const done = visits.filter((visit) => visit.counts);
      return {
        placeId: place.placeId,
        name: place.name,
        visitsPerDay: place.visitsPerDay,
        dwellSeconds: place.dwellSeconds,
        squares: place.squareIds.length,
        visits: done.map(({ startMs, endMs, dwellSeconds }) => ({
          from: isoInZone(clock, startMs),
          to: isoInZone(clock, endMs),
          dwellSeconds,
        })),
        shortVisits: visits.length - done.length,
        met: done.length >= place.visitsPerDay,
      };
    }),
  };
}

/** Makes a place a must-visit place, changes its standard, or takes it off the list. */
export async function saveMustVisit(
  app: App,
  input: { readonly placeId: number; readonly standard?: { readonly visitsPerDay: number; readonly dwellSeconds: number } | undefined },
): Promise<{ readonly placeId: number }> {
  await app.query(async (scoped) => {
    const { name } = await setPlaceStandard(scoped, input.placeId, input.standard);
    await appendAudit(scoped, { atMs: app.nowMs(), actor: 'command', verb: 'place_standard.save', subject: name });
  });
  return { placeId: input.placeId };
}
