import { deleteDraft } from '@beatline/db/queries/police_grid';
import type { App } from '../../app';

/** Throws the draft away; the police cells in force stay. */
export async function discardGrid(app: App): Promise<void> {
  await app.query(deleteDraft);
}
