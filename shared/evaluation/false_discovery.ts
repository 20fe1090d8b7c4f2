/**
 * Which of many tests are significant when at most this share of the findings may be false (Benjamini & Hochberg 1995): 1 where the finding stands. Probabilities
 * that are NaN never stand and do not count. O(n log n).
 */
export function falseDiscoveryControl(probabilities: ArrayLike<number>, falseShare: number): Uint8Array {
  const ranked = Array.from({ length: probabilities.length }, (_, i) => i)
    .filter((i) => !Number.isNaN(probabilities[i]))
    .sort((a, b) => probabilities[a] - probabilities[b]);
  let last = -1;
  ranked.forEach((test, rank) => {
    if (probabilities[test] <= ((rank + 1) / ranked.length) * falseShare) last = rank;
  });
  const stands = new Uint8Array(probabilities.length);
  for (let rank = 0; rank <= last; rank++) stands[ranked[rank]] = 1;
  return stands;
}
