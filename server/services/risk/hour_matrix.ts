import { hourMatrix, incidentCounts } from '@beatline/db/queries/incidents';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { RiskHourMatrixView } from '@beatline/shared/model/views/risk_view';
import { hoursBySlot } from '@beatline/shared/risk/window_expectation';
import type { App } from '../../app';
import type { WindowGroupInput } from '../../routers/inputs';
import { asWeek, expectedBySlot } from '../incidents/matrix';
import { rangeOf } from '../window_range';
import { requireRisk } from './require_risk';

/** Expected beside observed incidents per hour, by weekday and hour. */
export async function riskHourMatrix(app: App, input: WindowGroupInput): Promise<RiskHourMatrixView> {
  const { ground, risk } = await requireRisk(app);
  const range = rangeOf(input);
  const { incidents, total } = await app.query(async (scoped) => ({
    incidents: await hourMatrix(scoped, range, { group: input.group }),
    total: (await incidentCounts(scoped, range, { group: input.group })).reduce((sum, row) => sum + row.incidents, 0),
  }));
  // incidents are counted on the weekday of the calendar, a holiday's too: so are the hours they are divided by
  const hours = asWeek(hoursBySlot(range, createSlotClock(ground.deployment.timeZone)));
  return {
    window: { from: input.from, to: input.to },
    group: input.group,
    riskVersion: risk.id,
    expectedPerHour: asWeek(expectedBySlot(ground, input.group)),
    observedPerHour: incidents.map((row, day) => row.map((count, hour) => (hours[day][hour] === 0 ? null : count / hours[day][hour]))),
    incidents,
    unknownHour: total - incidents.flat().reduce((sum, count) => sum + count, 0),
  };
}
