import { latticeCellOf } from '../geo/lattice';
import type { Raster } from '../risk/raster';
import type { RiskIncidents } from '../risk/risk_model';
import type { RasterIncidents } from './score_models';

/** Analysis squares as the raster that models and back-tests work on. */
export interface SquareRaster {
  /** Metres; the mask is 1 on the squares. */
  readonly raster: Raster;
  /** Cell of the raster of each square. */
  readonly cellOfSquare: Int32Array;
  /** Incidents on the raster, in the order given; only those of one group when one is named by its position in CATEGORY_GROUPS. */
  place(incidents: RiskIncidents, onlyGroup?: number): RasterIncidents;
}

/** The raster over the bounding box of the squares. O(bounding box). */
export function createSquareRaster(squareId: Float64Array, cellMeters: number): SquareRaster {
  const cells = Array.from(squareId, latticeCellOf);
  const bound = (of: (cell: { column: number; row: number }) => number, better: (a: number, b: number) => number) =>
    cells.map(of).reduce((best, value) => better(best, value));
  const firstColumn = bound(({ column }) => column, Math.min);
  const firstRow = bound(({ row }) => row, Math.min);
  const columns = bound(({ column }) => column, Math.max) - firstColumn + 1;
  const rows = bound(({ row }) => row, Math.max) - firstRow + 1;
  const mask = new Uint8Array(columns * rows);
  const cellOfSquare = Int32Array.from(cells, ({ column, row }) => (column - firstColumn) * rows + (row - firstRow));
  for (const cell of cellOfSquare) mask[cell] = 1;

  return {
    raster: { columns, rows, cellWidth: cellMeters, cellHeight: cellMeters, mask },
    cellOfSquare,
    place(incidents, onlyGroup) {
      const chosen: number[] = [];
      for (let i = 0; i < incidents.length; i++) if (onlyGroup === undefined || incidents.group[i] === onlyGroup) chosen.push(i);
      const x = Float64Array.from(chosen, (i) => incidents.x[i] - firstColumn * cellMeters);
      const y = Float64Array.from(chosen, (i) => incidents.y[i] - firstRow * cellMeters);
      const cell = Int32Array.from(chosen, (_, at) => {
        const column = Math.floor(x[at] / cellMeters);
        const row = Math.floor(y[at] / cellMeters);
        return column < 0 || row < 0 || column >= columns || row >= rows ? -1 : column * rows + row;
      });
      return { instantMs: Float64Array.from(chosen, (i) => incidents.instantMs[i]), cell, x, y };
    },
  };
}
