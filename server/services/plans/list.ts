import { getDeployment } from '@beatline/db/queries/deployment';
import { listPlans } from '@beatline/db/queries/plans';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { PlanSummary } from '@beatline/shared/model/views/plan_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';

/** Plans, newest first, with times in the deployment's zone. */
export async function listPlanSummaries(app: App): Promise<PlanSummary[]> {
  const { plans, timeZone } = await app.query(async (scoped) => ({
    plans: await listPlans(scoped),
    timeZone: (await getDeployment(scoped))?.timeZone ?? 'UTC',
  }));
  const clock = createSlotClock(timeZone);
  const local = (instant: string) => isoInZone(clock, Date.parse(instant));
  return plans.map((plan) => ({
    ...plan,
    window: { from: local(plan.window.from), to: local(plan.window.to) },
    createdAt: local(plan.createdAt),
  }));
}
