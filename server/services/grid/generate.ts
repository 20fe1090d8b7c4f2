import {
  BOUNDARY_CLASSES,
  deleteDraft,
  gridAreas,
  incidentPositions,
  readDraft,
  streetFaces,
  writeDraft,
} from '@beatline/db/queries/police_grid';
import { streetLinesWithin } from '@beatline/db/queries/street_lines';
import { gridBalance } from '@beatline/shared/geo/police_grid_generate';
import { outlineOf } from '@beatline/shared/geo/police_grid_outline';
import { Refusal } from '@beatline/shared/model/refusal';
import type { GridDraftCell, GridGeneration, GridProgress } from '@beatline/shared/model/views/grid_view';
import type { App } from '../../app';
import { boundsOf, draftCellOf, historyStartMs } from './draft_cells';

/** The same streets, incidents and wish give the same grid. */
const SEED = 1;

/** Starts making a draft of police cells from the streets; follow it by its job id. Until it is done the draft there is stays. */
export async function startGridGeneration(app: App, input: GridGeneration): Promise<{ jobId: string }> {
  const job = app.gridJobs.open((jobId) => ({
    jobId,
    state: 'queued',
    stage: 'blocks',
    fractionDone: 0,
    cells: undefined,
    balance: undefined,
    error: undefined,
  }));
  const tell = (change: Partial<GridProgress>) => job.progress.set({ ...job.progress.get(), ...change });
  generateDraft(app, input, tell, job.stopFlag).then(
    (cells) => tell({ state: 'done', fractionDone: 1, cells: cells.length, balance: gridBalance(cells, input.streetShare) }),
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'cancelled') return tell({ state: 'cancelled' });
      if (error instanceof Refusal) return tell({ state: 'failed', error: { code: error.code, message: error.message, hint: error.hint } });
      app.reportBug(error);
      return tell({
        state: 'failed',
        error: { code: 'bug', message: 'making the grid failed; the server log says more', hint: undefined },
      });
    },
  );
  return { jobId: job.id };
}

async function generateDraft(
  app: App,
  input: GridGeneration,
  tell: (change: Partial<GridProgress>) => void,
  stopFlag: Int32Array,
): Promise<readonly GridDraftCell[]> {
  tell({ state: 'running', stage: 'blocks', fractionDone: 0.02 });
  const { areas, faces, streets, incidents } = await app.query(async (scoped) => {
    const found = await gridAreas(scoped, input.jurisdictionId);
    if (found.length === 0 && input.jurisdictionId !== undefined)
      throw new Refusal(
        'not_found',
        `no jurisdiction ${input.jurisdictionId} that police cells could lie in`,
        'name a bureau, district or station',
      );
    const rows = await streetFaces(
      scoped,
      found.map((area) => area.id),
    );
    if (rows.length === 0)
      throw new Refusal('grid_no_blocks', 'no streets bound any ground here', 'import streets first, or choose another area');
    const bounds = boundsOf(rows.map((row) => row.coordinates));
    return {
      areas: found,
      faces: rows.map(({ area, block, quarter, coordinates }) => ({ area, block, quarter, outline: outlineOf(coordinates) })),
      streets: await streetLinesWithin(scoped, bounds),
      incidents: await incidentPositions(scoped, historyStartMs(app.nowMs()), bounds),
    };
  });
  refuseStopped(stopFlag);
  const generated = await app.compute.run(
    'generateGrid',
    {
      faces: faces.filter((face) => face.outline.length > 0),
      streets,
      incidents,
      cells: input.cells,
      streetShare: input.streetShare,
      seed: SEED,
    },
    { stopFlag, onProgress: ({ stage, fractionDone }) => tell({ stage, fractionDone: 0.1 + 0.85 * fractionDone }) },
  );
  refuseStopped(stopFlag);
  tell({ stage: 'storing', fractionDone: 0.97 });
  const numbers = new Map<number, number>();
  const cells = generated.map((cell) => {
    const number = (numbers.get(cell.area) ?? 0) + 1;
    numbers.set(cell.area, number);
    const area = areas.find(({ id }) => id === cell.area);
    const code = `${area?.code ?? 'grid'}-${String(number).padStart(2, '0')}`;
    return draftCellOf({ code, name: `${area?.name ?? ''}${number}号警格`, parentCode: area?.code, outline: cell.outline }, cell);
  });
  await app.query(async (scoped) => {
    const before = await readDraft(scoped);
    await deleteDraft(scoped);
    await writeDraft(scoped, {
      revision: (before?.revision ?? 0) + 1,
      origin: 'generated',
      streetShare: input.streetShare,
      boundaryClasses: BOUNDARY_CLASSES.flat(),
      cells,
    });
  });
  return cells;
}

function refuseStopped(stopFlag: Int32Array): void {
  if (Atomics.load(stopFlag, 0) === 1)
    throw new Refusal('cancelled', 'making the police grid was cancelled', 'the draft there was is unchanged');
}
