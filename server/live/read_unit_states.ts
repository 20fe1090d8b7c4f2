import type { Scoped } from '@beatline/db/engine/database';
import { latestFixes } from '@beatline/db/queries/fixes';
import { listUnits } from '@beatline/db/queries/units';
import type { Fix } from '@beatline/shared/coverage/fixes';
import type { UnitState } from './live_feed';

/** Units not heard for longer are not looked for: a day and a half, so that yesterday's night shift is still found. */
const SINCE_MS = 36 * 3_600_000;

const fixOf = (latest: { readonly instantMs: number; readonly location: readonly [number, number] }): Fix => ({
  instantMs: latest.instantMs,
  lng: latest.location[0],
  lat: latest.location[1],
});

/** Where the units were last heard. What a unit was on then is not stored with its fixes: patrol is assumed. */
export async function readUnitStates(scoped: Scoped, nowMs: number): Promise<UnitState[]> {
  const units = new Map((await listUnits(scoped)).map((unit) => [unit.id, unit]));
  const states: UnitState[] = [];
  for (const latest of await latestFixes(scoped, nowMs - SINCE_MS)) {
    const unit = units.get(latest.unitId);
    if (unit === undefined) continue;
    states.push({
      unit,
      duty: 'patrol',
      last: fixOf(latest),
      previous: latest.previous === undefined ? undefined : fixOf(latest.previous),
    });
  }
  return states;
}
