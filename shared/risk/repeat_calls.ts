/** Calls of one category this close in place and time tell of one event (METHODS 2: same place, 30 min). The distance is chosen: about what two callers' positions differ. */
const SAME_PLACE_METERS = 50;
const SAME_EVENT_MS = 30 * 60_000;

/** Calls as flat columns, oldest first. */
export interface CallColumns {
  readonly length: number;
  /** Projected metres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly instantMs: Float64Array;
  /** Equal numbers are one category. */
  readonly category: Int32Array;
  /** 1: somebody called, with a time of the call; 0: a record of what happened, which is never merged. */
  readonly isCall: Uint8Array;
}

/**
 * Rows that tell of an event for the first time; calls within 50 m and 30 minutes of an earlier call of the same category are repeats of it, and so is a call that
 * follows a repeat: a chain of calls is one event. O(calls), by a hash of places.
 */
export function withoutRepeatCalls(calls: CallColumns): { readonly rows: Int32Array; readonly repeats: number } {
  const kept: number[] = [];
  /** Newest rows by square of the same side as the distance, and category. */
  const recent = new Map<string, number[]>();
  const keyOf = (column: number, row: number, category: number) => `${column}/${row}/${category}`;
  for (let call = 0; call < calls.length; call++) {
    if (calls.isCall[call] === 0) {
      kept.push(call);
      continue;
    }
    const column = Math.floor(calls.x[call] / SAME_PLACE_METERS);
    const row = Math.floor(calls.y[call] / SAME_PLACE_METERS);
    const sinceMs = calls.instantMs[call] - SAME_EVENT_MS;
    let isRepeat = false;
    for (let dc = -1; dc <= 1; dc++) {
      for (let dr = -1; dr <= 1; dr++) {
        const near = recent.get(keyOf(column + dc, row + dr, calls.category[call]));
        isRepeat ||= near?.some((other) => calls.instantMs[other] >= sinceMs && isSamePlace(calls, other, call)) === true;
      }
    }
    if (!isRepeat) kept.push(call);
    const key = keyOf(column, row, calls.category[call]);
    recent.set(key, [...(recent.get(key) ?? []).filter((other) => calls.instantMs[other] >= sinceMs), call]);
  }
  return { rows: Int32Array.from(kept), repeats: calls.length - kept.length };
}

function isSamePlace({ x, y }: CallColumns, a: number, b: number): boolean {
  return Math.hypot(x[a] - x[b], y[a] - y[b]) <= SAME_PLACE_METERS;
}
