import { Refusal } from '@beatline/shared/model/refusal';
import type { PlanFile } from '@beatline/shared/model/views/plan_view';
import type { App } from '../../app';
import { getPlanView } from './get';
import { planFeatures } from './plan_features';
import { planGpx } from './plan_gpx';

/** A plan, or one line of it, as a file. */
export async function exportPlan(
  app: App,
  input: { readonly plan: string; readonly line?: string | undefined; readonly format: 'geojson' | 'gpx' },
): Promise<PlanFile> {
  const plan = await getPlanView(app, input);
  if (input.line !== undefined && !plan.routes.some((route) => route.unit === input.line)) {
    throw new Refusal(
      'not_found',
      `plan ${plan.plan} has no line ${input.line}`,
      `its lines are ${plan.routes.map((route) => route.unit).join(', ')}`,
    );
  }
  const name = [plan.plan, input.line].filter((part) => part !== undefined).join('-');
  if (input.format === 'gpx') return { fileName: `${name}.gpx`, mediaType: 'application/gpx+xml', text: planGpx(plan, input.line) };
  return { fileName: `${name}.geojson`, mediaType: 'application/geo+json', text: JSON.stringify(planFeatures(plan, input.line)) };
}
