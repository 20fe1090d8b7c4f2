/** Neighbours of each of n places: those of place i are `neighbor[start[i] … start[i + 1])`, itself not among them. Binary weights. */
export interface Neighbors {
  readonly start: Int32Array;
  readonly neighbor: Int32Array;
}

/**
 * Getis-Ord statistic of each place as a standard score: how far the sum over its neighbours (and, for Gi*, itself) lies from what chance gives, in standard
 * deviations. Gi leaves the place itself out of sum, mean and variance; Gi* takes it in. NaN where everything is alike or every place is a neighbour. After Getis & Ord
 * 1992 and Ord & Getis 1995, binary weights. O(n + neighbours).
 */
export function localG(values: ArrayLike<number>, neighbors: Neighbors, includeSelf: boolean): Float64Array {
  const n = values.length;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  const scores = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let near = includeSelf ? values[i] : 0;
    for (let k = neighbors.start[i]; k < neighbors.start[i + 1]; k++) near += values[neighbors.neighbor[k]];
    const weight = neighbors.start[i + 1] - neighbors.start[i] + (includeSelf ? 1 : 0);
    const others = includeSelf ? n : n - 1;
    const mean = (includeSelf ? sum : sum - values[i]) / others;
    const variance = (includeSelf ? squares : squares - values[i] * values[i]) / others - mean * mean;
    const spread = Math.sqrt((variance * weight * (others - weight)) / (others - 1));
    scores[i] = spread > 0 ? (near - weight * mean) / spread : Number.NaN;
  }
  return scores;
}

/**
 * Global G of Getis & Ord 1992: share of the products of all pairs of values that belongs to neighbouring pairs; above what their number suggests when high
 * values lie together.
 */
export function globalG(values: ArrayLike<number>, neighbors: Neighbors): number {
  let sum = 0;
  let squares = 0;
  let near = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
    for (let k = neighbors.start[i]; k < neighbors.start[i + 1]; k++) near += values[i] * values[neighbors.neighbor[k]];
  }
  return near / (sum * sum - squares);
}

/** Neighbours of points within a distance (included), by an index of square bins. O(n · neighbours). */
export function neighborsWithin(x: ArrayLike<number>, y: ArrayLike<number>, distance: number): Neighbors {
  const bins = new Map<string, number[]>();
  const keyOf = (column: number, row: number) => `${column}:${row}`;
  const binOf = (value: number) => Math.floor(value / distance);
  for (let i = 0; i < x.length; i++) {
    const key = keyOf(binOf(x[i]), binOf(y[i]));
    const bin = bins.get(key);
    if (bin === undefined) bins.set(key, [i]);
    else bin.push(i);
  }
  const start = new Int32Array(x.length + 1);
  const neighbor: number[] = [];
  for (let i = 0; i < x.length; i++) {
    for (let column = binOf(x[i]) - 1; column <= binOf(x[i]) + 1; column++) {
      for (let row = binOf(y[i]) - 1; row <= binOf(y[i]) + 1; row++) {
        for (const j of bins.get(keyOf(column, row)) ?? [])
          if (j !== i && (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2 <= distance * distance) neighbor.push(j);
      }
    }
    start[i + 1] = neighbor.length;
  }
  return { start, neighbor: Int32Array.from(neighbor) };
}
