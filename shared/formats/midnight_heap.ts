/**
 * Tells from the local times of a file whether 00:00 stands for "hour unknown": sources that withhold or lack the hour write midnight, which then
 * stands far above the whole hours beside it.
 */
export interface MidnightHeap {
  /** Count one incident's local minute of the day. */
  add(localMinute: number): void;
  isHeaped(): boolean;
}

const NEIGHBOUR_HOURS = [22, 23, 1, 2] as const;
/** Chosen, because whole hours are themselves heaped alike, and no city's midnight is more than twice the hours around it by itself. */
const HEAP_RATIO = 2;
/** Below this a heap is chance. */
const MIN_MIDNIGHT_COUNT = 10;

/** An empty count. */
export function createMidnightHeap(): MidnightHeap {
  const atWholeHour = new Uint32Array(24);
  return {
    add(localMinute) {
      if (localMinute % 60 === 0) atWholeHour[localMinute / 60] += 1;
    },
    isHeaped() {
      const neighbours = NEIGHBOUR_HOURS.reduce((sum, hour) => sum + atWholeHour[hour], 0) / NEIGHBOUR_HOURS.length;
      return atWholeHour[0] >= MIN_MIDNIGHT_COUNT && atWholeHour[0] > HEAP_RATIO * neighbours;
    },
  };
}
