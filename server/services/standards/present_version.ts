import { versionAt } from '@beatline/shared/coverage/standard_in_force';
import type { StandardVersion } from '@beatline/shared/coverage/standard_rules';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';

/** The version of the standards in force now. */
export function presentVersion(app: App, ground: Ground): StandardVersion {
  const { standards } = ground.data;
  const version = standards.versions[versionAt(standards, app.nowMs())];
  if (version === undefined) throw new Refusal('no_standards', 'no standards are set', 'set the deployment first: it makes the defaults');
  return version;
}
