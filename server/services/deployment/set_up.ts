import { getDeployment } from '@beatline/db/queries/deployment';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../../app';
import { setDeploymentTo } from './set';

/** The first setting of ground, time and name, from a page. Changing them later may remove presence and risk, and is left to the command line. */
export async function setUpDeployment(
  app: App,
  input: { readonly name: string; readonly crs: string; readonly timeZone: string; readonly cellMeters: number },
): Promise<{ name: string }> {
  const before = await app.query((scoped) => getDeployment(scoped));
  if (before !== undefined)
    throw new Refusal('conflict', `the deployment is set up already, as ${before.name}`, 'change it with the verb: deployment set');
  const { name } = await setDeploymentTo(app, input);
  return { name };
}
