/** Index of the last value not above `target` in the ascending run values[start, end); `start` when all are above. */
export function indexAtOrBefore(values: ArrayLike<number>, target: number, start: number, end: number): number {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? Infinity) <= target) low = middle;
    else high = middle - 1;
  }
  return low;
}
