/** Reads the flag another thread sets to ask for an early end; never asked when there is none. */
export function stopReader(stopFlag: Int32Array | undefined): () => boolean {
  return stopFlag === undefined ? () => false : () => Atomics.load(stopFlag, 0) === 1;
}
