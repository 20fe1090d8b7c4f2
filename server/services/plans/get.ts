import { getDeployment } from '@beatline/db/queries/deployment';
import { getPlan } from '@beatline/db/queries/plans';
import type { Plan } from '@beatline/shared/model/plan';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { App } from '../../app';
import { planInZone } from './plan_in_zone';

export async function getPlanView(app: App, input: { readonly plan: string }): Promise<Plan> {
  const { plan, timeZone } = await app.query(async (scoped) => ({
    plan: await getPlan(scoped, input.plan),
    timeZone: (await getDeployment(scoped))?.timeZone ?? 'UTC',
  }));
  if (plan === undefined) throw new Refusal('not_found', `there is no plan ${input.plan}`, 'list the plans to see their codes');
  return planInZone(plan, createSlotClock(timeZone));
}
