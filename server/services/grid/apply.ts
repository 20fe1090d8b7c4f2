import { beginBatch, finishBatch } from '@beatline/db/queries/batches';
import { upsertJurisdictions } from '@beatline/db/queries/jurisdictions';
import { deleteDraft, gridSeams, readDraft, removeOtherCells } from '@beatline/db/queries/police_grid';
import { rebuildSquares } from '@beatline/db/queries/squares';
import { getDeployment } from '@beatline/db/queries/deployment';
import { Refusal } from '@beatline/shared/model/refusal';
import type { GridApplied } from '@beatline/shared/model/views/grid_view';
import type { App } from '../../app';

/** Makes the draft the police cells in force, as one transaction that can be undone like an import: cells of other codes go, squares are given anew. */
export async function applyGrid(app: App): Promise<GridApplied> {
  const applied = await app.query(async (scoped) => {
    const draft = await readDraft(scoped);
    if (draft === undefined)
      throw new Refusal('grid_no_draft', 'no police grid is being drawn', 'make one from the streets, or copy the one in force');
    const batch = await beginBatch(scoped, { verb: 'jurisdictions', fileName: '警格 (grid editor)', startedAtMs: app.nowMs() });
    const removed = await removeOtherCells(
      scoped,
      draft.cells.map((cell) => cell.code),
    );
    const report = await upsertJurisdictions(
      scoped,
      'police-cell',
      draft.cells.map(({ code, name, parentCode, geometry }) => ({ code, name, parentCode, geometry })),
    );
    const answer: GridApplied = {
      batch,
      cells: report.loaded,
      removed,
      ...(await gridSeams(scoped)),
    };
    if ((await getDeployment(scoped)) !== undefined) await rebuildSquares(scoped);
    await deleteDraft(scoped);
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: app.nowMs(), report: answer });
    return answer;
  });
  app.refresh();
  return applied;
}
