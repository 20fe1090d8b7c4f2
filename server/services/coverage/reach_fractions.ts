import type { CoverageSummaryView } from '@beatline/shared/model/views/coverage_view';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { TravelMode } from '@beatline/shared/planning/street_graph';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import { listLiveUnits } from '../units/live';
import { streetsIfAny } from './reach';

/** Share of the running hour's risk within 1, 3 and 5 minutes of the units on shift; undefined for a window that is over, without streets or without live units. */
export async function reachFractionsNow(app: App, ground: Ground, window: InstantRange): Promise<CoverageSummaryView['reachFractions']> {
  const nowMs = app.nowMs();
  // A minute's grace: the window named `now` ended when the page asked for it.
  if (window.toMs < nowMs - 60_000 || window.fromMs > nowMs) return undefined;
  const [graph, live] = await Promise.all([streetsIfAny(app), listLiveUnits(app)]);
  const units = live.flatMap((unit): { mode: TravelMode; location: (typeof unit)['location'] }[] => {
    if (unit.stale || unit.duty !== 'patrol') return [];
    if (unit.mode === 'vehicle' || unit.mode === 'bike') return [{ mode: 'vehicle', location: unit.location }];
    return unit.mode === 'foot' || unit.mode === 'post' ? [{ mode: 'foot', location: unit.location }] : [];
  });
  if (graph === undefined || units.length === 0) return undefined;
  return app.compute.run('reachFractions', { ground: ground.data, graph, units, slot: ground.clock.slotAt(nowMs) });
}
