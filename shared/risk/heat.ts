import { createLatticeIndex } from './lattice_index';
import { createKernelSpreader, squareGround } from './spread_kernel';

/** Bandwidth of the heat map, metres: wide enough that a single address does not stand out, narrow enough that a street does. */
export const HEAT_BANDWIDTH_METERS = 75;

/**
 * Incidents per square, smoothed by an edge-corrected Gaussian kernel: sums to the number of incidents inside the area. Positions in projected metres, squares in any
 * order without repetition. O(incidents · (bandwidth / side)² + bounding box).
 */
export function smoothedCounts(input: {
  readonly squareId: Float64Array;
  readonly cellMeters: number;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly bandwidthMeters?: number;
}): { readonly smoothedIncidents: Float32Array; readonly inside: number; readonly outside: number } {
  const smoothed = new Float64Array(input.squareId.length);
  const kernel = createKernelSpreader(
    squareGround(createLatticeIndex(input.squareId), input.cellMeters),
    input.bandwidthMeters ?? HEAT_BANDWIDTH_METERS,
  );
  let inside = 0;
  for (let row = 0; row < input.x.length; row++) {
    if (!kernel.spread(input.x[row], input.y[row])) continue;
    inside++;
    for (let i = 0; i < kernel.count; i++) smoothed[kernel.squareIndex[i]] += kernel.share[i];
  }
  return { smoothedIncidents: Float32Array.from(smoothed), inside, outside: input.x.length - inside };
}
