import { readDraft, writeDraft, type StoredDraft } from '@beatline/db/queries/police_grid';
import type { Scoped } from '@beatline/db/engine/database';
import { mergeCells, moveCorner, splitCell, type GridChange, type GridFault } from '@beatline/shared/geo/police_grid_edit';
import { Refusal } from '@beatline/shared/model/refusal';
import type { GridDraft, GridDraftCell, GridEdit } from '@beatline/shared/model/views/grid_view';
import type { App } from '../../app';
import { draftView, outlineOfCell, weighedCells, type UnweighedCell } from './draft_cells';

/** Changes the draft once. Refuses a change drawn on another revision, and any that would overlap, gape or take a cell apart; nothing is changed then. */
export function editGrid(app: App, input: { readonly revision: number; readonly operation: GridEdit }): Promise<GridDraft> {
  return app.query(async (scoped) => {
    const draft = await readDraft(scoped);
    if (draft === undefined)
      throw new Refusal('grid_no_draft', 'no police grid is being drawn', 'make one from the streets, or copy the one in force');
    if (draft.revision !== input.revision)
      throw new Refusal(
        'grid_changed',
        `the draft is at revision ${draft.revision}, not ${input.revision}`,
        'look at it again and repeat the change',
      );
    const cells = await cellsAfter(scoped, draft, input.operation, app.nowMs());
    const next = { ...draft, revision: draft.revision + 1, cells };
    await writeDraft(scoped, next);
    return draftView(next);
  });
}

async function cellsAfter(scoped: Scoped, draft: StoredDraft, operation: GridEdit, nowMs: number): Promise<readonly GridDraftCell[]> {
  const { cells } = draft;
  if (operation.kind === 'rename') {
    if (!cells.some((cell) => cell.code === operation.code)) throw refusalOf('cell_unknown');
    return cells.map((cell) => (cell.code === operation.code ? { ...cell, name: operation.name } : cell));
  }
  const outlines = cells.map((cell) => ({ code: cell.code, outline: outlineOfCell(cell) }));
  const newCode = operation.kind === 'split' ? freeCode(cells, operation.code) : '';
  if (operation.kind === 'merge') refuseOtherStation(cells, operation.codes);
  const change: GridChange =
    operation.kind === 'split'
      ? splitCell(outlines, operation.code, operation.line, newCode)
      : operation.kind === 'merge'
        ? mergeCells(outlines, operation.codes)
        : moveCorner(outlines, operation.from, operation.to);
  if (!change.valid) throw refusalOf(change.fault);
  const known = new Map(cells.map((cell) => [cell.code, cell]));
  const original = operation.kind === 'split' ? known.get(operation.code) : undefined;
  const changed: UnweighedCell[] = change.cells
    .filter((cell) => change.changed.includes(cell.code))
    .map(({ code, outline }) => {
      const before = known.get(code);
      const suffix = code.slice((operation.kind === 'split' ? operation.code : code).length);
      return {
        code,
        name: before?.name ?? `${original?.name ?? code}${suffix}`,
        parentCode: before?.parentCode ?? original?.parentCode,
        outline,
      };
    });
  const weighed = new Map((await weighedCells(scoped, changed, nowMs)).map((cell) => [cell.code, cell]));
  return change.cells.flatMap(({ code }) => weighed.get(code) ?? known.get(code) ?? []);
}

/** 0101 → 0101-2, 0101-3 and so on. */
function freeCode(cells: readonly GridDraftCell[], code: string): string {
  for (let number = 2; ; number++) {
    const candidate = `${code}-${number}`;
    if (!cells.some((cell) => cell.code === candidate)) return candidate;
  }
}

function refuseOtherStation(cells: readonly GridDraftCell[], codes: readonly string[]): void {
  const parents = new Set(cells.filter((cell) => codes.includes(cell.code)).map((cell) => cell.parentCode));
  if (parents.size > 1)
    throw new Refusal(
      'grid_other_station',
      'the cells belong to different stations',
      'a police cell belongs to one station: join cells of one',
    );
}

const FAULTS: Readonly<Record<GridFault, readonly [message: string, hint: string]>> = {
  cell_unknown: ['the draft has no such cell', 'look at the draft again'],
  not_neighbours: ['the cells do not border each other', 'choose cells that share a border'],
  corner_unknown: ['no cell has a corner there', 'take a corner as the draft gives it'],
  corner_on_edge: ['the corner lies on the edge of the grid', 'the ground the grid covers is changed with the stations, not here'],
  corner_taken: ['another corner is there already', 'move it beside that one'],
  borders_cross: ['a border would cross another', 'move it less far'],
  line_misses: ['the line does not cross the cell from border to border', 'draw it from outside across the cell and out again'],
  line_crosses_often: ['the line crosses the cell more than once', 'draw one crossing at a time'],
  line_in_hole: ['the line touches ground inside the cell that is not of it', 'draw it round that'],
  line_crosses_itself: ['the line crosses itself', 'draw it without a loop'],
};

function refusalOf(fault: GridFault): Refusal {
  const [message, hint] = FAULTS[fault];
  return new Refusal(`grid_${fault}`, message, hint);
}
