import type { LatticeIndex } from './lattice_index';

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

/** A spreader for one area and bandwidth, metres. A spread costs O((bandwidth / side)²) and allocates nothing. */
export function createKernelSpreader(lattice: LatticeIndex, cellMeters: number, bandwidthMeters: number): KernelSpreader {
  if (!(bandwidthMeters > 0)) throw new RangeError(`a bandwidth of ${bandwidthMeters} m spreads nothing`);
  const reachMeters = REACH_BANDWIDTHS * bandwidthMeters;
  const span = Math.ceil((2 * reachMeters) / cellMeters) + 2;
  const alongX = new Float64Array(span);
  const alongY = new Float64Array(span);
  const squareIndex = new Int32Array(span * span);
  const share = new Float64Array(span * span);
  let count = 0;

  /** exp(−d²/2b²) from the point to the centres of the columns (or rows) from `first` on. */
  function falloff(position: number, first: number, last: number, out: Float64Array): void {
    for (let cell = first; cell <= last; cell++) {
      const distance = ((cell + 0.5) * cellMeters - position) / bandwidthMeters;
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
      const own = lattice.indexAt(Math.floor(x / cellMeters), Math.floor(y / cellMeters));
      if (own < 0) return false;
      const firstColumn = Math.floor((x - reachMeters) / cellMeters);
      const lastColumn = Math.floor((x + reachMeters) / cellMeters);
      const firstRow = Math.floor((y - reachMeters) / cellMeters);
      const lastRow = Math.floor((y + reachMeters) / cellMeters);
      falloff(x, firstColumn, lastColumn, alongX);
      falloff(y, firstRow, lastRow, alongY);

      let mass = 0;
      for (let column = firstColumn; column <= lastColumn; column++) {
        for (let row = firstRow; row <= lastRow; row++) {
          const index = lattice.indexAt(column, row);
          if (index < 0) continue;
          const density = alongX[column - firstColumn] * alongY[row - firstRow];
          squareIndex[count] = index;
          share[count] = density;
          mass += density;
          count++;
        }
      }
      if (mass > 0) {
        for (let i = 0; i < count; i++) share[i] /= mass;
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
