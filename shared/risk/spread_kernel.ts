import { indexAt, type LatticeIndex } from './lattice_index';

/** A lattice with the size of its cells and where its column 0 and row 0 begin, all in one unit of length (metres in a deployment). */
export interface CellGround {
  readonly index: LatticeIndex;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly originX: number;
  readonly originY: number;
}

/** The ground of analysis squares: metres from the origin of the CRS. */
export function squareGround(index: LatticeIndex, cellMeters: number): CellGround {
  return { index, cellWidth: cellMeters, cellHeight: cellMeters, originX: 0, originY: 0 };
}

/** Position of the cell a point lies in among the cells of the area; -1 outside. */
export function cellIndexAt(ground: CellGround, x: number, y: number): number {
  return indexAt(ground.index, Math.floor((x - ground.originX) / ground.cellWidth), Math.floor((y - ground.originY) / ground.cellHeight));
}

/** The kernel is cut off at this many bandwidths: 0.03 % of a Gaussian's mass lies further out, and edge correction gives it back. */
const REACH_BANDWIDTHS = 4;

/** Spreads single points over the squares near them by a Gaussian kernel whose mass inside the area is 1: s²·k_b(c − x) / e. */
export interface KernelSpreader {
  /** Squares reached by the last {@link spread}, as positions in the column of ids, and the share each got; the first `count` entries are meant. */
  readonly count: number;
  readonly squareIndex: Int32Array;
  readonly share: Float64Array;
  /** Spreads a point at projected metres. False when its own square is not in the area: nothing is spread. */
  spread(x: number, y: number): boolean;
}

/** A spreader for one area and bandwidth, in the unit of the ground. A spread costs O((bandwidth / side)²) and allocates nothing. */
export function createKernelSpreader(ground: CellGround, bandwidth: number): KernelSpreader {
  if (!(bandwidth > 0)) throw new RangeError(`a bandwidth of ${bandwidth} m spreads nothing`);
  const { index: lattice, cellWidth, cellHeight, originX, originY } = ground;
  const reach = REACH_BANDWIDTHS * bandwidth;
  const spanX = Math.ceil((2 * reach) / cellWidth) + 2;
  const spanY = Math.ceil((2 * reach) / cellHeight) + 2;
  const alongX = new Float64Array(spanX);
  const alongY = new Float64Array(spanY);
  const squareIndex = new Int32Array(spanX * spanY);
  const share = new Float64Array(spanX * spanY);
  let count = 0;

  /** exp(−d²/2b²) from the point to the centres of the columns (or rows) from `first` on. */
  function falloff(position: number, size: number, first: number, last: number, out: Float64Array): void {
    for (let cell = first; cell <= last; cell++) {
      const distance = ((cell + 0.5) * size - position) / bandwidth;
      out[cell - first] = Math.exp(-0.5 * distance * distance);
    }
  }

  return {
    get count() {
      return count;
    },
    squareIndex,
    share,
    spread(x, y) {
      count = 0;
      const own = cellIndexAt(ground, x, y);
      if (own < 0) return false;
      const east = x - originX;
      const north = y - originY;
      const { table, rows } = lattice;
      // the part of the table within reach
      const firstColumn = Math.max(lattice.firstColumn, Math.floor((east - reach) / cellWidth));
      const lastColumn = Math.min(lattice.firstColumn + lattice.columns - 1, Math.floor((east + reach) / cellWidth));
      const firstRow = Math.max(lattice.firstRow, Math.floor((north - reach) / cellHeight));
      const lastRow = Math.min(lattice.firstRow + rows - 1, Math.floor((north + reach) / cellHeight));
      falloff(east, cellWidth, firstColumn, lastColumn, alongX);
      falloff(north, cellHeight, firstRow, lastRow, alongY);

      let mass = 0;
      let reached = 0;
      for (let column = firstColumn; column <= lastColumn; column++) {
        const across = alongX[column - firstColumn];
        const tableColumn = (column - lattice.firstColumn) * rows - lattice.firstRow;
        for (let row = firstRow; row <= lastRow; row++) {
          const index = table[tableColumn + row];
          if (index < 0) continue;
          const density = across * alongY[row - firstRow];
          squareIndex[reached] = index;
          share[reached++] = density;
          mass += density;
        }
      }
      if (mass > 0) {
        for (let i = 0; i < reached; i++) share[i] /= mass;
        count = reached;
      } else {
        // squares so much larger than the bandwidth that no centre is within reach
        count = 1;
        squareIndex[0] = own;
        share[0] = 1;
      }
      return true;
    },
  };
}
