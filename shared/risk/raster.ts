/**
 * A lattice as a dense table: the value of column c and row r stands at c · rows + r. Columns and rows may differ in size, in any unit of length as long as
 * it is the same everywhere. Cells whose `mask` is 0 belong to the table, not to the area.
 */
export interface Raster {
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly mask: Uint8Array;
}

/** Weights of a Gaussian at whole steps from its centre, `reach` standard deviations to each side, summing to 1. `sigma` in steps. */
function gaussianWeights(sigma: number, reach: number): Float64Array {
  const half = Math.floor(reach * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * half + 1 }, (_, i) => Math.exp((-0.5 * (i - half) ** 2) / sigma ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** How far a smoothing kernel reaches, bandwidths: 0.3 % of a Gaussian lies beyond in each direction. */
const REACH_BANDWIDTHS = 3;

/**
 * A field smoothed by a Gaussian of this bandwidth (its standard deviation, in the unit of the cells), one direction after the other. What falls outside the
 * table is lost: no edge correction. The kernel is cut at `reachBandwidths`. O(cells with a value · bandwidth / cell), plus the table.
 */
export function smoothField(
  raster: Pick<Raster, 'columns' | 'rows' | 'cellWidth' | 'cellHeight'>,
  field: Float64Array,
  bandwidth: number,
  reachBandwidths: number = REACH_BANDWIDTHS,
): Float64Array {
  if (!(bandwidth > 0)) throw new RangeError(`a bandwidth of ${bandwidth} smooths nothing`);
  const { columns, rows } = raster;
  const across = gaussianWeights(bandwidth / raster.cellWidth, reachBandwidths);
  const along = gaussianWeights(bandwidth / raster.cellHeight, reachBandwidths);
  const acrossHalf = (across.length - 1) / 2;
  const alongHalf = (along.length - 1) / 2;
  const half = new Float64Array(field.length);
  for (let cell = 0; cell < field.length; cell++) {
    const value = field[cell];
    if (value === 0) continue;
    const column = Math.floor(cell / rows);
    const from = Math.max(0, column - acrossHalf);
    const to = Math.min(columns - 1, column + acrossHalf);
    for (let c = from; c <= to; c++) half[cell + (c - column) * rows] += value * across[c - column + acrossHalf];
  }
  const smoothed = new Float64Array(field.length);
  for (let cell = 0; cell < half.length; cell++) {
    const value = half[cell];
    if (value === 0) continue;
    const row = cell % rows;
    const from = Math.max(0, row - alongHalf);
    const to = Math.min(rows - 1, row + alongHalf);
    for (let r = from; r <= to; r++) smoothed[cell + r - row] += value * along[r - row + alongHalf];
  }
  return smoothed;
}
