import type { StoredRisk } from '@beatline/db/queries/risk';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';

/** The ground with the risk in force, or a Refusal that says how to get one. */
export async function requireRisk(app: App): Promise<{ readonly ground: Ground; readonly risk: StoredRisk }> {
  const ground = await app.ground.current();
  if (ground.risk === undefined) throw new Refusal('no_risk', 'no risk was fitted yet', 'import incidents, then fit the risk (risk fit)');
  return { ground, risk: ground.risk };
}
