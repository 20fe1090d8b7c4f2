/**
 * Misallocation (METHODS 4, Hoover's index): the share of patrol time that would have to move to another area to match what is wanted, ½ Σ|P_a/ΣP − q_a/Σq|, 0 to 1. Both
 * columns by the same areas. Undefined when nobody patrolled or nothing is wanted.
 */
export function misallocation(patrolSeconds: ArrayLike<number>, wantedShare: ArrayLike<number>): number | undefined {
  if (patrolSeconds.length !== wantedShare.length)
    throw new RangeError(`${patrolSeconds.length} areas were patrolled, ${wantedShare.length} are wanted`);
  const patrolled = sum(patrolSeconds);
  const wanted = sum(wantedShare);
  if (patrolled === 0 || wanted === 0) return undefined;
  let difference = 0;
  for (let area = 0; area < patrolSeconds.length; area++) {
    difference += Math.abs(patrolSeconds[area] / patrolled - wantedShare[area] / wanted);
  }
  return difference / 2;
}

/**
 * What is wanted per area, up to a factor: q_a = Σ √(ρ_c·D_c) over its squares, the seconds that minimise risk-weighted mean waiting when a visit of c costs D_c.
 * `areaOf` numbers the areas 0..areas − 1; a square of -1 belongs to none.
 */
export function wantedPatrol(input: {
  readonly expectedIncidents: ArrayLike<number>;
  readonly dwellSeconds: ArrayLike<number>;
  readonly areaOf: Int32Array;
  readonly areas: number;
}): Float64Array {
  const wanted = new Float64Array(input.areas);
  for (let square = 0; square < input.areaOf.length; square++) {
    const area = input.areaOf[square];
    if (area >= 0) wanted[area] += Math.sqrt(input.expectedIncidents[square] * input.dwellSeconds[square]);
  }
  return wanted;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
