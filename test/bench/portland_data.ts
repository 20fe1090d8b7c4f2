// Portland's public calls on the lattice of METHODS 7: bounding box of the outline cut into 393 x 333 equal cells, feet.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Raster } from '@beatline/shared/risk/raster';
import type { RasterIncidents } from '@beatline/shared/evaluation/score_models';

const COLUMNS = 393;
const ROWS = 333;
const FEET_PER_MILE = 5280;
/** Area of the study region as the challenge gives it, square miles. */
export const AREA_SQUARE_MILES = 147.7037;
const FLAGGED_SQUARE_MILES = 0.75;
const folder = join(process.env['BEATLINE_REAL_DATA'] ?? join(process.cwd(), '..', 'shared', 'data'), 'portland');

const table = (file: string): Record<string, string>[] =>
  parse(gunzipSync(readFileSync(join(folder, file))), { columns: true, skip_empty_lines: true });

export interface PortlandLattice {
  readonly raster: Raster;
  readonly flaggedCount: number;
  /** a/A. */
  readonly areaFraction: number;
  /** South-west corner, feet. */
  readonly west: number;
  readonly south: number;
  cellAt(x: number, y: number): number;
}

/** Cells wholly inside the outline are eligible: their centre is inside and no edge of the outline passes through them. */
export function portlandLattice(): PortlandLattice {
  const outline = table('study_area_outline.csv.gz').map((row) => [Number(row['x']), Number(row['y'])] as const);
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const [west, south] = [Math.min(...xs), Math.min(...ys)];
  const cellWidth = (Math.max(...xs) - west) / COLUMNS;
  const cellHeight = (Math.max(...ys) - south) / ROWS;
  const cellAt = (x: number, y: number): number => {
    const column = Math.floor((x - west) / cellWidth);
    const row = Math.floor((y - south) / cellHeight);
    return column < 0 || row < 0 || column >= COLUMNS || row >= ROWS ? -1 : column * ROWS + row;
  };
  const crossed = new Uint8Array(COLUMNS * ROWS);
  outline.forEach(([ax, ay], i) => {
    const [bx, by] = outline[(i + 1) % outline.length] ?? [ax, ay];
    const steps = Math.ceil((50 * Math.hypot(bx - ax, by - ay)) / cellWidth) + 1;
    for (let k = 0; k <= steps; k++) {
      const cell = cellAt(ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps);
      if (cell >= 0) crossed[cell] = 1;
    }
  });
  const isInside = (x: number, y: number): boolean => {
    let inside = false;
    outline.forEach(([ax, ay], i) => {
      const [bx, by] = outline[(i + outline.length - 1) % outline.length] ?? [ax, ay];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    });
    return inside;
  };
  const mask = new Uint8Array(COLUMNS * ROWS);
  for (let cell = 0; cell < mask.length; cell++) {
    const x = west + (Math.floor(cell / ROWS) + 0.5) * cellWidth;
    const y = south + ((cell % ROWS) + 0.5) * cellHeight;
    if (crossed[cell] === 0 && isInside(x, y)) mask[cell] = 1;
  }
  const cellSquareMiles = (cellWidth * cellHeight) / FEET_PER_MILE ** 2;
  const flaggedCount = Math.floor(FLAGGED_SQUARE_MILES / cellSquareMiles);
  return {
    raster: { columns: COLUMNS, rows: ROWS, cellWidth, cellHeight, mask },
    flaggedCount,
    areaFraction: (flaggedCount * cellSquareMiles) / AREA_SQUARE_MILES,
    west,
    south,
    cellAt,
  };
}

/** Calls of one type, oldest first; dates only, taken as UTC midnight. */
export function portlandIncidents(file: 'vehicle_theft.csv.gz' | 'burglary.csv.gz', lattice: PortlandLattice): RasterIncidents {
  const rows = table(file)
    .map((row) => ({
      instantMs: Date.parse(`${row['occ_date']}T00:00Z`),
      x: Number(row['x_coordina']) - lattice.west,
      y: Number(row['y_coordina']) - lattice.south,
      cell: lattice.cellAt(Number(row['x_coordina']), Number(row['y_coordina'])),
    }))
    .sort((a, b) => a.instantMs - b.instantMs);
  return {
    instantMs: Float64Array.from(rows, (row) => row.instantMs),
    cell: Int32Array.from(rows, (row) => row.cell),
    x: Float64Array.from(rows, (row) => row.x),
    y: Float64Array.from(rows, (row) => row.y),
  };
}
