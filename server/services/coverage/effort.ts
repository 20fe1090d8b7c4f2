import { distanceByMode } from '@beatline/db/queries/tracks';
import { listUnits } from '@beatline/db/queries/units';
import { effortByMode } from '@beatline/shared/coverage/effort';
import { concatIntervals } from '@beatline/shared/coverage/presence_intervals';
import { modeCodeOf } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { EffortRow } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';

/** Turns, heads, flights and distance by mode: what was put in, beside what it covered. */
export async function coverageEffort(app: Pick<App, 'ledger' | 'query'>, window: InstantRange): Promise<EffortRow[]> {
  const [parts, { units, distance }] = await Promise.all([
    app.ledger.rows(window),
    app.query(async (scoped) => ({ units: await listUnits(scoped), distance: await distanceByMode(scoped, window) })),
  ]);
  const crew = new Map(units.map((unit) => [unit.id, unit.crewSworn + unit.crewAuxiliary]));
  return effortByMode(concatIntervals(parts), window, (unitId) => crew.get(unitId) ?? 0).map((row) => ({
    ...row,
    distanceMeters: distance.get(modeCodeOf(row.mode)) ?? 0,
  }));
}
