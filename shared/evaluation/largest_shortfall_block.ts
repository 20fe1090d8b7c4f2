/** Half-open block of a matrix: rows [fromRow, toRow), columns [fromColumn, toColumn). */
export interface ShortfallBlock {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
  /** Share of all risk less share of all patrol time inside the block, 0..1; always above zero. */
  readonly shortfallFraction: number;
}

/** Each value over the sum of all; undefined when there is nothing to share. */
export function sharesOf(values: readonly (readonly number[])[]): number[][] | undefined {
  const total = values.reduce((sum, row) => sum + row.reduce((rowSum, value) => rowSum + value, 0), 0);
  return total > 0 ? values.map((row) => row.map((value) => value / total)) : undefined;
}

/**
 * The block of days and hours where patrol time falls furthest short of risk: the rectangle with the largest sum of (risk share − patrol share), found
 * by Kadane's running sum over columns for every pair of rows (Bentley, Programming Pearls, "Algorithm Design Techniques"). Blocks do not wrap round
 * the week. Of equal blocks the first in reading order. `undefined` when either matrix sums to zero or no cell falls short.
 * Cost: rows² · columns.
 */
export function largestShortfallBlock(
  risk: readonly (readonly number[])[],
  patrolSeconds: readonly (readonly number[])[],
): ShortfallBlock | undefined {
  const riskShares = sharesOf(risk);
  const patrolShares = sharesOf(patrolSeconds);
  if (riskShares === undefined || patrolShares === undefined) return undefined;

  let best: ShortfallBlock | undefined;
  for (let fromRow = 0; fromRow < riskShares.length; fromRow++) {
    const columnSums = new Float64Array(riskShares[fromRow]?.length ?? 0);
    for (let toRow = fromRow; toRow < riskShares.length; toRow++) {
      for (let column = 0; column < columnSums.length; column++) {
        columnSums[column] = (columnSums[column] ?? 0) + (riskShares[toRow]?.[column] ?? 0) - (patrolShares[toRow]?.[column] ?? 0);
      }
      const run = largestRun(columnSums);
      if (run.sum > (best?.shortfallFraction ?? 0)) {
        best = { fromRow, toRow: toRow + 1, fromColumn: run.from, toColumn: run.to, shortfallFraction: run.sum };
      }
    }
  }
  return best;
}

/** Kadane: the run of neighbours with the largest sum, half-open. */
function largestRun(values: Float64Array): { from: number; to: number; sum: number } {
  let best = { from: 0, to: 0, sum: 0 };
  let from = 0;
  let sum = 0;
  values.forEach((value, index) => {
    if (sum <= 0) {
      from = index;
      sum = 0;
    }
    sum += value;
    if (sum > best.sum) best = { from, to: index + 1, sum };
  });
  return best;
}
