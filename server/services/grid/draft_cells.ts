import { incidentPositions, type StoredDraft } from '@beatline/db/queries/police_grid';
import { streetLinesWithin } from '@beatline/db/queries/street_lines';
import type { Scoped } from '@beatline/db/engine/database';
import { gridBalance } from '@beatline/shared/geo/police_grid_generate';
import { gridLoads } from '@beatline/shared/geo/police_grid_load';
import {
  coordinatesOf,
  outlineOf,
  outlineSquareMeters,
  type CornerOutline,
  type OutlineCoordinates,
} from '@beatline/shared/geo/police_grid_outline';
import type { LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { GridDraft, GridDraftCell } from '@beatline/shared/model/views/grid_view';

/** Incidents of this long weigh in a cell's load. Chosen: what the risk model looks back on. */
const HISTORY_MS = 730 * 86_400_000;

/** A cell that is not weighed yet. */
export interface UnweighedCell {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | undefined;
  readonly outline: CornerOutline;
}

/** Cells with their streets and incidents as they are now. */
export async function weighedCells(scoped: Scoped, cells: readonly UnweighedCell[], nowMs: number): Promise<GridDraftCell[]> {
  const bounds = boundsOf(cells.map((cell) => coordinatesOf(cell.outline)));
  const loads = gridLoads(
    cells.map((cell) => cell.outline),
    await streetLinesWithin(scoped, bounds),
    await incidentPositions(scoped, nowMs - HISTORY_MS, bounds),
  );
  return cells.map((cell, i) => draftCellOf(cell, loads[i]));
}

/** A cell as pages are given it. */
export function draftCellOf(cell: UnweighedCell, load: { readonly streetMeters: number; readonly incidents: number }): GridDraftCell {
  return {
    code: cell.code,
    name: cell.name,
    parentCode: cell.parentCode,
    streetMeters: Math.round(load.streetMeters),
    incidents: load.incidents,
    areaSquareMeters: Math.round(outlineSquareMeters(cell.outline)),
    geometry: { type: 'MultiPolygon', coordinates: coordinatesOf(cell.outline) },
  };
}

/** Where incidents begin to count. */
export const historyStartMs = (nowMs: number): number => nowMs - HISTORY_MS;

export function outlineOfCell(cell: GridDraftCell): CornerOutline {
  return outlineOf(cell.geometry.coordinates);
}

/** Smallest box round outlines. */
export function boundsOf(outlines: readonly OutlineCoordinates[]): LngLatBounds {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const outline of outlines) {
    for (const [outer] of outline) {
      for (const [lng, lat] of outer) {
        west = Math.min(west, lng);
        south = Math.min(south, lat);
        east = Math.max(east, lng);
        north = Math.max(north, lat);
      }
    }
  }
  return [west, south, east, north];
}

/** The draft as pages are given it. */
export function draftView({ origin, cells, boundaryClasses, revision, streetShare }: StoredDraft): GridDraft {
  return { origin, cells, balance: gridBalance(cells, streetShare), boundaryClasses, revision };
}
