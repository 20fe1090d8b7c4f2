import { dropNewestRevision, readDraft } from '@beatline/db/queries/police_grid';
import { Refusal } from '@beatline/shared/model/refusal';
import type { GridDraft } from '@beatline/shared/model/views/grid_view';
import type { App } from '../../app';
import { draftView } from './draft_cells';

/** Takes the last change of the draft back. Refuses when there is none to take back. */
export function undoGridEdit(app: App): Promise<GridDraft> {
  return app.query(async (scoped) => {
    if (!(await dropNewestRevision(scoped)))
      throw new Refusal('grid_nothing_to_undo', 'no change of the draft is left to take back', 'throw the draft away instead');
    const draft = await readDraft(scoped);
    if (draft === undefined) throw new Error('the draft went with its last change');
    return draftView(draft);
  });
}
