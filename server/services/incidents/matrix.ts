import { hourMatrix } from '@beatline/db/queries/incidents';
import { patrolMatrix } from '@beatline/db/queries/areas';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import { SLOT_COUNT } from '@beatline/shared/model/shift_band';
import type { HourMatrixView } from '@beatline/shared/model/views/incident_view';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import type { WindowGroupInput } from '../../routers/inputs';
import { rangeOf } from '../window_range';

/** Incidents, what is expected and patrol time by weekday and hour: 7 rows from Monday, 24 columns. */
export async function incidentMatrix(app: App, input: WindowGroupInput): Promise<HourMatrixView> {
  const ground = await app.ground.current();
  const range = rangeOf(input);
  const { incidents, patrol } = await app.query(async (scoped) => ({
    incidents: await hourMatrix(scoped, range, { group: input.group }),
    patrol: await patrolMatrix(scoped, range),
  }));
  return {
    window: { from: input.from, to: input.to },
    incidents,
    expectedPerHour: asWeek(expectedBySlot(ground, input.group)),
    patrolSeconds: patrol,
  };
}

/** Incidents expected per hour in each hour of the week over the whole ground, of one group or of all; zero before any fit. */
export function expectedBySlot(ground: Ground, group: WindowGroupInput['group']): Float64Array {
  const bySlot = new Float64Array(SLOT_COUNT);
  const { risk } = ground;
  if (risk === undefined) return bySlot;
  // levels by area first, so that each profile is gone through once
  const areas = risk.profiles.length / (risk.groups * SLOT_COUNT);
  const level = new Float64Array(areas * risk.groups);
  for (let square = 0; square < risk.squareId.length; square++)
    for (let code = 0; code < risk.groups; code++)
      level[risk.profileArea[square] * risk.groups + code] += risk.ratesPerHour[square * risk.groups + code];
  level.forEach((ratePerHour, profile) => {
    if (group !== undefined && CATEGORY_GROUPS[profile % risk.groups] !== group) return;
    for (let slot = 0; slot < SLOT_COUNT; slot++) bySlot[slot] += SLOT_COUNT * ratePerHour * risk.profiles[profile * SLOT_COUNT + slot];
  });
  return bySlot;
}

/** 168 values as 7 rows from Monday, 24 columns. */
export function asWeek(bySlot: Float64Array): number[][] {
  return Array.from({ length: 7 }, (_, day) => Array.from(bySlot.subarray(day * 24, (day + 1) * 24)));
}
