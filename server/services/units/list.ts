import { listUnits } from '@beatline/db/queries/units';
import type { Unit } from '@beatline/shared/model/unit';
import type { App } from '../../app';

export async function listAllUnits(app: App): Promise<Unit[]> {
  return app.query(listUnits);
}
