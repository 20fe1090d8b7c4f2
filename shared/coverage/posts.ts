import { seesPoint, type BuildingEdges } from '../geo/building_edges';
import { squareIdAt, squareIdOf } from '../geo/lattice';
import type { ProjectedMeters } from '../geo/lng_lat';
import { DUTIES, EVIDENCE_CLASSES, type Duty } from '../model/evidence';
import { FORCE_KINDS, type ForceKind } from '../model/force_kind';
import { modeCodeOf } from '../model/patrol_mode';
import type { InstantRange } from '../model/time_window';
import { allocateIntervals, type PresenceIntervals } from './presence_intervals';
import { withoutHoles } from './video_rounds';

/** A tracker this near to the post's place is at the post (METHODS 3). */
export const POST_RADIUS_METERS = 50;

/** Where the roster says a post stands, and when; projected metres. */
export interface RosteredPost extends InstantRange, ProjectedMeters {}

/**
 * Whether somebody who goes straight from one position to another is at the post the roster names for the middle of that time: both ends within 50 m of its place.
 * True where it names none.
 */
export function isAtPost(posts: readonly RosteredPost[], middleMs: number, x0: number, y0: number, x1: number, y1: number): boolean {
  const named = posts.filter(({ fromMs, toMs }) => fromMs <= middleMs && middleMs < toMs);
  return (
    named.length === 0 || named.some(({ x, y }) => Math.max(Math.hypot(x0 - x, y0 - y), Math.hypot(x1 - x, y1 - y)) <= POST_RADIUS_METERS)
  );
}

/** When a tracker tells of its unit: its runs, fixes no further apart than `gapMs`. Instants ascending. Linear. */
export function trackedRanges(instantMs: ArrayLike<number>, gapMs: number): InstantRange[] {
  const ranges: { fromMs: number; toMs: number }[] = [];
  for (let i = 1; i < instantMs.length; i++) {
    if (instantMs[i] - instantMs[i - 1] > gapMs) continue;
    const last = ranges.at(-1);
    if (last?.toMs === instantMs[i - 1]) last.toMs = instantMs[i];
    else ranges.push({ fromMs: instantMs[i - 1], toMs: instantMs[i] });
  }
  return ranges;
}

/**
 * What of a sign-in counts as declared presence at a post (METHODS 3): from sign-in to sign-out, at most the post's windows, and only while the unit's own tracker is silent:
 * where it speaks, it is the evidence, whether it says the same or not. Disjoint, ascending. A function of the sets.
 */
export function declaredRanges(signIn: InstantRange, windows: readonly InstantRange[], tracked: readonly InstantRange[]): InstantRange[] {
  const holes = [...withoutHoles(signIn, windows), ...tracked];
  return withoutHoles(signIn, holes);
}

/**
 * Rows of the ledger for declared presence of a unit at a post: its own square, and sight of every square whose centre is within the radius and behind no building.
 * O(ranges · squares in sight).
 */
export function creditDeclaredPost(
  unit: { readonly unitId: number; readonly kind: ForceKind; readonly duty: Duty },
  position: ProjectedMeters,
  ranges: readonly InstantRange[],
  ground: { readonly cellMeters: number; readonly sightRadiusMeters: number; readonly buildings?: BuildingEdges | undefined },
): PresenceIntervals {
  const own = squareIdAt(position, ground.cellMeters);
  const squares = [own, ...squaresInSight(position, ground).filter((id) => id !== own)];
  const rows = allocateIntervals(ranges.length * squares.length);
  ranges.forEach(({ fromMs, toMs }, i) => {
    squares.forEach((squareId, k) => {
      const row = i * squares.length + k;
      rows.squareId[row] = squareId;
      rows.startMs[row] = fromMs;
      rows.endMs[row] = toMs;
      rows.seenOnly[row] = k === 0 ? 0 : 1;
    });
  });
  rows.unitId.fill(unit.unitId);
  rows.mode.fill(modeCodeOf('post'));
  rows.kind.fill(FORCE_KINDS.indexOf(unit.kind));
  rows.evidence.fill(EVIDENCE_CLASSES.indexOf('declared'));
  rows.duty.fill(DUTIES.indexOf(unit.duty));
  return rows;
}

function squaresInSight(
  { x, y }: ProjectedMeters,
  ground: { readonly cellMeters: number; readonly sightRadiusMeters: number; readonly buildings?: BuildingEdges | undefined },
): number[] {
  const { cellMeters, sightRadiusMeters, buildings } = ground;
  const first = (at: number): number => Math.ceil((at - sightRadiusMeters) / cellMeters - 0.5);
  const last = (at: number): number => Math.floor((at + sightRadiusMeters) / cellMeters - 0.5);
  const seen: number[] = [];
  for (let column = first(x); column <= last(x); column++) {
    for (let row = first(y); row <= last(y); row++) {
      const [centerX, centerY] = [(column + 0.5) * cellMeters, (row + 0.5) * cellMeters];
      if (Math.hypot(centerX - x, centerY - y) > sightRadiusMeters) continue;
      if (buildings === undefined || seesPoint(buildings, x, y, centerX, centerY)) seen.push(squareIdOf(column, row));
    }
  }
  return seen;
}
