import type { PatrolMode } from '../model/patrol_mode';
import { stoppedSegments } from './stopped_segments';

/** Modes whose ways are looked for on the streets; drones fly, posts and cameras stand. */
export type MatchedMode = 'vehicle' | 'bike' | 'foot';

export function isMatchedMode(mode: PatrolMode): mode is MatchedMode {
  return mode === 'vehicle' || mode === 'bike' || mode === 'foot';
}

/**
 * Fixes nearer than this to the last one given to the matcher are not given to it: within the noise of a receiver (5 to 10 m an axis) they tell nothing of the
 * direction, and a step back among them would send it round the block (Newson & Krumm 2009 leave out what is within two standard deviations). Chosen of 15 to 40 m by
 * the length found rightly on synthetic drives in Vancouver; on foot there are more ways to choose from.
 */
const ANCHOR_METERS: Readonly<Record<MatchedMode, number>> = { vehicle: 15, bike: 15, foot: 30 };

/** Cleaned fixes of one run: projected metres and whole epoch milliseconds, ascending. */
export interface RunPositions {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly instantMs: Float64Array;
}

/** What of a run is looked for on the streets. */
export interface Trace {
  /** Fixes given to the matcher, by index, ascending. */
  readonly anchors: readonly number[];
  /** 1 for each step spent standing: it is credited where its fixes are, on the street or beside it. */
  readonly standing: Uint8Array;
}

/**
 * Chooses the fixes of a run that are given to the matcher: the first and the last, those on either side of a silence, and of the others one every
 * {@link ANCHOR_METERS}; none within a stop, which only wanders. A function of the run alone. Linear.
 */
export function chooseTrace(run: RunPositions, mode: MatchedMode, observedLimitMs: number): Trace {
  const { x, y, instantMs } = run;
  const steps = Math.max(0, instantMs.length - 1);
  const observed = Uint8Array.from({ length: steps }, (_, i) => (instantMs[i + 1] - instantMs[i] <= observedLimitMs ? 1 : 0));
  const standing = stoppedSegments(x, y, instantMs, observed);
  const anchors: number[] = [];
  for (let i = 0; i < instantMs.length; i++) {
    const isEnd = i === 0 || i === steps || observed[i - 1] === 0 || observed[i] === 0;
    const isWithinStop = i > 0 && i < steps && standing[i - 1] === 1 && standing[i] === 1;
    const last = anchors[anchors.length - 1];
    if (isEnd || (!isWithinStop && Math.hypot(x[i] - x[last], y[i] - y[last]) >= ANCHOR_METERS[mode])) anchors.push(i);
  }
  return { anchors, standing };
}
