import { readDraft } from '@beatline/db/queries/police_grid';
import type { GridDraft } from '@beatline/shared/model/views/grid_view';
import type { App } from '../../app';
import { draftView } from './draft_cells';

/** The draft as it stands; null when none is drawn. */
export async function previewGrid(app: App): Promise<GridDraft | null> {
  const draft = await app.query(readDraft);
  return draft === undefined ? null : draftView(draft);
}
