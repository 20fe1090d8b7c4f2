import { listUnits } from '@beatline/db/queries/units';
import type { App } from '../../app';

/** Codes of units by id. */
export async function unitCodes(app: App): Promise<ReadonlyMap<number, string>> {
  return new Map((await app.query(listUnits)).map((unit) => [unit.id, unit.code]));
}
