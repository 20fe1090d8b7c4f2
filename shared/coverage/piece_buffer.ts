/** Growable columns (square, start, end) that the clipping writes into without allocating per piece. Instants in epoch milliseconds. */
export class PieceBuffer {
  length = 0;
  squareId: Float64Array;
  startMs: Float64Array;
  endMs: Float64Array;

  constructor(capacity = 1024) {
    this.squareId = new Float64Array(capacity);
    this.startMs = new Float64Array(capacity);
    this.endMs = new Float64Array(capacity);
  }

  /** Adds a piece, or lengthens the last one when it is the same square and touches. Empty pieces are left out. */
  append(squareId: number, startMs: number, endMs: number): void {
    if (endMs <= startMs) return;
    const last = this.length - 1;
    if (last >= 0 && this.squareId[last] === squareId && this.endMs[last] === startMs) {
      this.endMs[last] = endMs;
      return;
    }
    this.push(squareId, startMs, endMs);
  }

  /** Adds a piece as it is and returns its index. */
  push(squareId: number, startMs: number, endMs: number): number {
    if (this.length === this.squareId.length) this.#grow();
    const index = this.length++;
    this.squareId[index] = squareId;
    this.startMs[index] = startMs;
    this.endMs[index] = endMs;
    return index;
  }

  #grow(): void {
    const capacity = Math.max(16, this.squareId.length * 2);
    this.squareId = grown(this.squareId, capacity);
    this.startMs = grown(this.startMs, capacity);
    this.endMs = grown(this.endMs, capacity);
  }
}

function grown(column: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
