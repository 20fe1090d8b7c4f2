import type { InstantRange } from '../model/time_window';
import type { Visits } from './visits';

/** How long somebody who comes by at a random instant of the window waits for the next visit, seconds. */
export interface Waiting {
  readonly meanSeconds: number;
  /** Nine of ten wait no longer. */
  readonly percentile90Seconds: number;
  /** The longest gap between visits. */
  readonly worstSeconds: number;
}

/**
 * Waiting (METHODS 4) from the gaps between the visits of a window of this length: mean Σg²/(2W), worst max g, and the 90th percentile of the wait at a random instant,
 * from P(wait > w) = Σ max(0, g − w)/W. O(g log g).
 */
export function waitingOfGaps(gapsMs: ArrayLike<number>, windowMs: number): Waiting {
  if (!(windowMs > 0)) throw new RangeError(`a window of ${windowMs} ms has no waiting`);
  const longestFirst = Float64Array.from(gapsMs).sort().reverse();
  const squares = longestFirst.reduce((sum, gap) => sum + gap * gap, 0);
  return {
    meanSeconds: squares / (2 * windowMs) / 1000,
    percentile90Seconds: waitExceededBy(0.1 * windowMs, longestFirst) / 1000,
    worstSeconds: (longestFirst.length === 0 ? 0 : longestFirst[0]) / 1000,
  };
}

/** The w with Σ max(0, g − w) = excess, or 0 when all gaps together are less. */
function waitExceededBy(excessMs: number, longestFirst: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < longestFirst.length; i++) {
    sum += longestFirst[i];
    const wait = (sum - excessMs) / (i + 1);
    // of the gaps taken so far all are longer than w, the next one is not
    if (i + 1 === longestFirst.length || longestFirst[i + 1] <= wait) return Math.max(0, wait);
  }
  return 0;
}

/**
 * The parts of a window without a visit in one square, ms: before the first, between, and after the last, cut at the window's ends. One gap of the whole window
 * when nobody came. `visits` as {@link import('./visits').visitsOf} returns them. O(log visits + visits of the square).
 */
export function gapsBetweenVisits(visits: Visits, squareId: number, window: InstantRange): Float64Array {
  let low = 0;
  let high = visits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (visits.squareId[middle] < squareId) low = middle + 1;
    else high = middle;
  }
  const gaps: number[] = [];
  let reachedMs = window.fromMs;
  for (let v = low; v < visits.length && visits.squareId[v] === squareId && visits.startMs[v] < window.toMs; v++) {
    if (visits.startMs[v] > reachedMs) gaps.push(visits.startMs[v] - reachedMs);
    reachedMs = Math.max(reachedMs, visits.endMs[v]);
  }
  if (reachedMs < window.toMs) gaps.push(window.toMs - reachedMs);
  return Float64Array.from(gaps);
}
