import { SPEED_LIMIT_METERS_PER_SECOND, type PatrolMode } from '../model/patrol_mode';
import { takeFixes, type FixColumns } from './fixes';

/** A fix less certain than this is dropped (METHODS 3). */
export const WORST_ACCURACY_METERS = 50;

/** Mean radius of the earth, metres (IUGG 1980 R1); against a limit of whole m/s the 0.3 % error of a sphere does not matter. */
const EARTH_RADIUS_METERS = 6_371_008.8;
const RADIANS = Math.PI / 180;

export type FixDropReason = 'duplicate' | 'inaccurate' | 'impossible_speed' | 'no_height';

/** A fix that was left out for what it says. */
export interface DroppedFix {
  readonly instantMs: number;
  readonly reason: Exclude<FixDropReason, 'duplicate'>;
}

export interface CleanedFixes {
  readonly kept: FixColumns;
  readonly dropped: Record<FixDropReason, number>;
  /** Those dropped but for duplicates, ascending. */
  readonly droppedFixes: readonly DroppedFix[];
}

/**
 * Clean (METHODS 3) of one unit's fixes: a function of their *set*, so order and repetition of the input change nothing but the count of duplicates.
 * Of equal instants the best accuracy stays (unknown is worst), then the smallest (lng, lat), then the smallest camera pose; accuracy above 50 m goes; so does a
 * drone's fix without height above ground, which says nothing about what its camera sees; then every fix goes whose speed to *both* its neighbours among the
 * fixes left so far exceeds the mode's limit. The first and the last fix have one neighbour and stay.
 * Returns the kept fixes in time order. Throws a RangeError on an instant or position that is no finite number. O(n log n).
 */
export function cleanFixes(fixes: FixColumns, mode: PatrolMode): CleanedFixes {
  requireFinite(fixes);
  const ordered = inCanonicalOrder(fixes);

  // of equal instants the first in canonical order is the best
  const distinct: number[] = [];
  for (const i of ordered) {
    const last = distinct[distinct.length - 1];
    if (last === undefined || fixes.instantMs[last] !== fixes.instantMs[i]) distinct.push(i);
  }

  const accurate = distinct.filter((i) => !(fixes.accuracyMeters[i] > WORST_ACCURACY_METERS));

  const heights = fixes.pose?.heightMeters;
  const placed = mode === 'drone' ? accurate.filter((i) => heights !== undefined && !Number.isNaN(heights[i])) : accurate;

  const limit = SPEED_LIMIT_METERS_PER_SECOND[mode];
  const tooFast = (a: number, b: number): boolean => speedBetween(fixes, a, b) > limit;
  const possible = placed.filter((fix, k) => {
    const before = placed[k - 1];
    const after = placed[k + 1];
    return before === undefined || after === undefined || !tooFast(before, fix) || !tooFast(fix, after);
  });

  return {
    kept: takeFixes(fixes, possible),
    dropped: {
      duplicate: fixes.length - distinct.length,
      inaccurate: distinct.length - accurate.length,
      impossible_speed: placed.length - possible.length,
      no_height: accurate.length - placed.length,
    },
    droppedFixes: droppedFixesOf(fixes, distinct, accurate, placed, possible),
  };
}

function droppedFixesOf(
  { instantMs }: FixColumns,
  distinct: readonly number[],
  accurate: readonly number[],
  placed: readonly number[],
  possible: readonly number[],
): DroppedFix[] {
  if (possible.length === distinct.length) return [];
  // each list is what is left of the one before it, in the same order
  let [nextAccurate, nextPlaced, nextPossible] = [0, 0, 0];
  const dropped: DroppedFix[] = [];
  for (const i of distinct) {
    const isAccurate = accurate[nextAccurate] === i;
    const isPlaced = placed[nextPlaced] === i;
    if (isAccurate) nextAccurate++;
    if (isPlaced) nextPlaced++;
    if (possible[nextPossible] === i) nextPossible++;
    else dropped.push({ instantMs: instantMs[i], reason: !isAccurate ? 'inaccurate' : isPlaced ? 'impossible_speed' : 'no_height' });
  }
  return dropped;
}

/**
 * The fixes of one unit with one per instant, in time order: the best accuracy (unknown is worst), then the smallest (lng, lat). A function of their set, as
 * {@link cleanFixes} is, which keeps the same ones of equal instants. Throws a RangeError on an instant or position that is no finite number. O(n log n).
 */
export function distinctFixes(fixes: FixColumns): FixColumns {
  requireFinite(fixes);
  const distinct: number[] = [];
  for (const i of inCanonicalOrder(fixes)) {
    const last = distinct[distinct.length - 1];
    if (last === undefined || fixes.instantMs[last] !== fixes.instantMs[i]) distinct.push(i);
  }
  return takeFixes(fixes, distinct);
}

function requireFinite(fixes: FixColumns): void {
  for (let i = 0; i < fixes.length; i++) {
    if (!Number.isInteger(fixes.instantMs[i]) || !Number.isFinite(fixes.lng[i]) || !Number.isFinite(fixes.lat[i])) {
      throw new RangeError(`fix ${i} has no usable instant or position: ${fixes.instantMs[i]} ms at (${fixes.lng[i]}, ${fixes.lat[i]})`);
    }
  }
}

/** Indexes by instant, then accuracy with unknown last, then longitude, latitude, height, pitch and yaw. */
function inCanonicalOrder(fixes: FixColumns): Uint32Array {
  const { instantMs, lng, lat, accuracyMeters, pose } = fixes;
  const order = (column: Float32Array, a: number, b: number): number => known(column[a]) - known(column[b]);
  const byPose = (a: number, b: number): number =>
    pose === undefined ? 0 : order(pose.heightMeters, a, b) || order(pose.pitchDegrees, a, b) || order(pose.yawDegrees, a, b);
  const compare = (a: number, b: number): number =>
    instantMs[a] - instantMs[b] || order(accuracyMeters, a, b) || lng[a] - lng[b] || lat[a] - lat[b] || byPose(a, b);
  const indexes = Uint32Array.from({ length: fixes.length }, (_, i) => i);
  for (let i = 1; i < indexes.length; i++) if (compare(i - 1, i) > 0) return indexes.sort(compare);
  return indexes;
}

/** Unknown comes last. */
function known(value: number): number {
  return Number.isNaN(value) ? Number.MAX_VALUE : value;
}

function speedBetween(fixes: FixColumns, a: number, b: number): number {
  const meanLat = ((fixes.lat[a] + fixes.lat[b]) / 2) * RADIANS;
  const east = (fixes.lng[b] - fixes.lng[a]) * RADIANS * Math.cos(meanLat);
  const north = (fixes.lat[b] - fixes.lat[a]) * RADIANS;
  const meters = EARTH_RADIUS_METERS * Math.hypot(east, north);
  return (meters * 1000) / (fixes.instantMs[b] - fixes.instantMs[a]);
}
