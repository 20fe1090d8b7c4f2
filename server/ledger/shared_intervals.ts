import type { PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';

/** Bytes of one row: three float64, one int32, five uint8. */
const ROW_BYTES = 3 * 8 + 4 + 5;

/** All rows of the parts, in their order, in one block of shared memory, so that worker threads read them without a copy. */
export function shareIntervals(parts: readonly PresenceIntervals[]): PresenceIntervals {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const memory = new SharedArrayBuffer(length * ROW_BYTES);
  let offset = 0;
  const take = (bytesEach: number) => {
    const start = offset;
    offset += length * bytesEach;
    return start;
  };
  // Widest first keeps every column aligned.
  const shared: PresenceIntervals = {
    length,
    squareId: new Float64Array(memory, take(8), length),
    startMs: new Float64Array(memory, take(8), length),
    endMs: new Float64Array(memory, take(8), length),
    unitId: new Int32Array(memory, take(4), length),
    mode: new Uint8Array(memory, take(1), length),
    kind: new Uint8Array(memory, take(1), length),
    evidence: new Uint8Array(memory, take(1), length),
    duty: new Uint8Array(memory, take(1), length),
    seenOnly: new Uint8Array(memory, take(1), length),
  };
  let row = 0;
  for (const part of parts) {
    for (const column of ['squareId', 'startMs', 'endMs', 'unitId', 'mode', 'kind', 'evidence', 'duty', 'seenOnly'] as const) {
      shared[column].set(part[column].subarray(0, part.length), row);
    }
    row += part.length;
  }
  return shared;
}
