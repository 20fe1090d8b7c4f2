import { currentCells, deleteDraft, readDraft, writeDraft } from '@beatline/db/queries/police_grid';
import { shareCorners } from '@beatline/shared/geo/police_grid_edit';
import { outlineOf } from '@beatline/shared/geo/police_grid_outline';
import { Refusal } from '@beatline/shared/model/refusal';
import type { GridDraft } from '@beatline/shared/model/views/grid_view';
import type { App } from '../../app';
import { draftView, weighedCells } from './draft_cells';

const DEFAULT_STREET_SHARE = 0.5;

/** Makes the police cells in force the draft, neighbours given each other's corners so that they can be moved together. Refuses when there are none. */
export function copyCurrentGrid(app: App): Promise<GridDraft> {
  return app.query(async (scoped) => {
    const cells = await currentCells(scoped);
    if (cells.length === 0) throw new Refusal('grid_none', 'there are no police cells yet', 'make them from the streets, or import them');
    const shared = shareCorners(cells.map(({ code, coordinates }) => ({ code, outline: outlineOf(coordinates) })));
    const weighed = await weighedCells(
      scoped,
      cells.map(({ code, name, parentCode }, i) => ({ code, name, parentCode, outline: shared[i].outline })),
      app.nowMs(),
    );
    const revision = ((await readDraft(scoped))?.revision ?? 0) + 1;
    await deleteDraft(scoped);
    const draft = { revision, origin: 'current' as const, streetShare: DEFAULT_STREET_SHARE, boundaryClasses: [], cells: weighed };
    await writeDraft(scoped, draft);
    return draftView(draft);
  });
}
