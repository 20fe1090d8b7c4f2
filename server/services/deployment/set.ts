import { getDeployment, setDeployment } from '@beatline/db/queries/deployment';
import { rebuildSquares } from '@beatline/db/queries/squares';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { App } from '../../app';

export interface DeploymentInput {
  readonly crs: string;
  readonly timeZone: string;
  readonly cellMeters: number;
  /** The name it has is kept when none is given. */
  readonly name: string | undefined;
}

const FIRST_NAME = 'Beatline';

/** Sets the deployment; when the lattice changes, the squares are laid anew and what stood on the old ones is gone, which is said. */
export async function setDeploymentTo(app: App, input: DeploymentInput): Promise<Deployment> {
  const { deployment, groundChanged } = await app.query(async (scoped) => {
    const before = await getDeployment(scoped);
    const set = await setDeployment(scoped, {
      name: input.name ?? before?.name ?? FIRST_NAME,
      crs: input.crs,
      timeZone: input.timeZone,
      cellMeters: input.cellMeters,
    });
    if (set.groundChanged) await rebuildSquares(scoped);
    return set;
  });
  if (groundChanged)
    app.log('the squares changed: presence and risk of the old ones are removed; import the tracks again and run risk fit');
  app.refresh();
  return deployment;
}
