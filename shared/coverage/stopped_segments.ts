/** A vehicle slower than this for {@link STOPPED_FOR_MS} is stopped (METHODS 3). */
const STOPPED_SPEED_METERS_PER_SECOND = 1;
const STOPPED_FOR_MS = 60_000;

/**
 * Speed is also taken over this long around the middle of a segment. Chosen, because it is the longest gap between fixes that is still observed, so that
 * a receiver's noise of some metres weighs the same whether it reports every second or every half minute.
 */
const SPEED_WINDOW_MS = 30_000;

/**
 * Which segments of a track a vehicle spent stopped: 1 or 0 for each pair of consecutive fixes. A segment is slow when its own speed, or the net speed over
 * the 30 s around its middle, is at most 1 m/s; a run of slow observed segments of at least 60 s is a stop. Positions in metres, instants in
 * milliseconds ascending, `observed` 1 for each segment short enough to be credited. O(n).
 */
export function stoppedSegments(x: Float64Array, y: Float64Array, instantMs: Float64Array, observed: Uint8Array): Uint8Array {
  const stopped = new Uint8Array(observed.length);
  let runStart = -1;
  for (let runEnd = 0; runEnd <= observed.length; runEnd++) {
    if (runEnd < observed.length && observed[runEnd] === 1) {
      if (runStart < 0) runStart = runEnd;
      continue;
    }
    if (runStart >= 0) markStops(x, y, instantMs, runStart, runEnd, stopped);
    runStart = -1;
  }
  return stopped;
}

/** Marks the stops within segments [first, end), all observed. */
function markStops(x: Float64Array, y: Float64Array, instantMs: Float64Array, first: number, end: number, stopped: Uint8Array): void {
  let slowFrom = -1;
  let windowFirst = first;
  let windowLast = first;
  for (let segment = first; segment <= end; segment++) {
    let slow = false;
    if (segment < end) {
      const middleMs = (instantMs[segment] + instantMs[segment + 1]) / 2;
      while (windowFirst < segment && instantMs[windowFirst] < middleMs - SPEED_WINDOW_MS / 2) windowFirst++;
      windowLast = Math.max(windowLast, segment + 1);
      while (windowLast < end && instantMs[windowLast + 1] <= middleMs + SPEED_WINDOW_MS / 2) windowLast++;
      slow = isSlow(x, y, instantMs, segment, segment + 1) || isSlow(x, y, instantMs, windowFirst, windowLast);
    }
    if (slow) {
      if (slowFrom < 0) slowFrom = segment;
      continue;
    }
    if (slowFrom >= 0 && instantMs[segment] - instantMs[slowFrom] >= STOPPED_FOR_MS) stopped.fill(1, slowFrom, segment);
    slowFrom = -1;
  }
}

function isSlow(x: Float64Array, y: Float64Array, instantMs: Float64Array, from: number, to: number): boolean {
  const meters = Math.hypot(x[to] - x[from], y[to] - y[from]);
  return meters * 1000 <= STOPPED_SPEED_METERS_PER_SECOND * (instantMs[to] - instantMs[from]);
}
