import { appendAudit } from '@beatline/db/queries/audit';
import { setPlanState } from '@beatline/db/queries/plans';
import type { Plan } from '@beatline/shared/model/plan';
import type { App } from '../../app';
import { getPlanView } from './get';

/** Approves a draft and answers it. */
export async function approvePlan(app: App, input: { readonly plan: string }): Promise<Plan> {
  const atMs = app.nowMs();
  await app.query(async (scoped) => {
    await setPlanState(scoped, input.plan, 'approved', atMs);
    await appendAudit(scoped, { atMs, actor: 'command', verb: 'plan.approve', subject: input.plan });
  });
  return getPlanView(app, input);
}
