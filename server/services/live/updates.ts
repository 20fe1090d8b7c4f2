import type { LiveUpdate } from '@beatline/shared/model/views/live_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';
import { listLiveUnits } from '../units/live';

/** No update follows another sooner than this: the eye reads no faster and a phone need not work harder. */
const LEAST_BETWEEN_MS = 1000;

/** Where the units are and which state the ledger is in, at once and after every change. */
export async function* liveUpdates(app: App, signal: AbortSignal | undefined): AsyncGenerator<LiveUpdate> {
  const changes = app.live.follow(signal);
  for (let change = await changes.next(); change.done !== true; change = await changes.next()) {
    const { clock } = await app.ground.current();
    yield { units: await listLiveUnits(app), coverageVersion: app.ledger.version(), now: isoInZone(clock, app.nowMs()) };
    await new Promise((resolve) => setTimeout(resolve, LEAST_BETWEEN_MS));
  }
}
