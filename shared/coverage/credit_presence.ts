import type { BuildingEdges } from '../geo/building_edges';
import type { LngLat } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import { DUTIES, EVIDENCE_CLASSES, type Duty, type Evidence } from '../model/evidence';
import { FORCE_KINDS, type ForceKind } from '../model/force_kind';
import { modeCodeOf, type PatrolMode } from '../model/patrol_mode';
import { clipSegment } from './clip_segment';
import { DEFAULT_DRONE_CAMERA, type DroneCamera } from './drone_footprint';
import { cameraStandAt, cutByView, DroneSight } from './drone_sight';
import type { FixColumns } from './fixes';
import type { MatchedCourse } from './matched_course';
import { INFERRED_GAP_MAX_MS, observedGapMs } from './observed_gap';
import { PieceBuffer } from './piece_buffer';
import { isAtPost, type RosteredPost } from './posts';
import { allocateIntervals, concatIntervals, type PresenceIntervals } from './presence_intervals';
import { NeighborSight } from './see_neighbors';
import { stoppedSegments } from './stopped_segments';

/** Radius of sight of a stopped vehicle, a foot team and a post (METHODS 3). */
export const DEFAULT_SIGHT_RADIUS_METERS = 75;

/** Chosen, because half a shift band of silence is more likely a unit off duty than one whose signal was lost, and nothing here knows the roster. */
const OFF_AIR_AFTER_MS = 4 * 3_600_000;

/** A run of cleaned fixes of one unit doing one thing. Fixes strictly ascending in time. */
export interface UnitTrack {
  readonly unitId: number;
  readonly mode: PatrolMode;
  readonly kind: ForceKind;
  readonly duty: Duty;
  /** Nominal interval between fixes, seconds. */
  readonly intervalSeconds: number;
  readonly fixes: FixColumns;
  /** Posts: where the roster has the unit stand; away from there it is on no patrol, its duty `base`. */
  readonly posts?: readonly RosteredPost[] | undefined;
  /** Drones: {@link DEFAULT_DRONE_CAMERA} when absent. */
  readonly camera?: DroneCamera | undefined;
  /** Its ways along the streets, step by step; straight everywhere when absent. */
  readonly course?: MatchedCourse | undefined;
}

/** A silence between two fixes too long to be credited, and where the unit was last heard. */
export interface UnknownStretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly lng: number;
  readonly lat: number;
}

/** The ground a track is credited on. */
export interface CreditGround {
  readonly projection: Projection;
  readonly cellMeters: number;
  /** {@link DEFAULT_SIGHT_RADIUS_METERS} when absent. */
  readonly sightRadiusMeters?: number;
  /** What hides squares from those who stand or walk; nothing does when absent. */
  readonly buildings?: BuildingEdges | undefined;
}

/** Steps between consecutive fixes, as columns: the time of each that was credited as observed, the part of that along streets, and the time bridged along streets. */
export interface StepTimes {
  readonly length: number;
  readonly startMs: Float64Array;
  readonly observedMs: Float64Array;
  readonly matchedMs: Float64Array;
  readonly inferredMs: Float64Array;
}

export interface CreditedPresence {
  readonly intervals: PresenceIntervals;
  readonly steps: StepTimes;
  /** Sum of the observed gaps; equals the durations of the observed presence rows exactly. */
  readonly observedMs: number;
  /** Of it the time credited along streets. */
  readonly matchedMs: number;
  /** Sum of the gaps bridged along streets; equals the durations of the inferred presence rows exactly. */
  readonly inferredMs: number;
  readonly unknownMs: number;
  readonly unknown: readonly UnknownStretch[];
  /** Silences of more than 4 h, taken for time off duty. observedMs + inferredMs + unknownMs + offAirMs is the span of the track. */
  readonly offAirMs: number;
}

/**
 * The ledger of one track (METHODS 3): credits the way between fixes that are close enough in time to the squares it passes, and the squares in sight. Without a
 * course (stage 1) the way is straight and everything is `observed`. With one (stage 2) a step takes its way along the streets where it can be travelled in twice
 * the time at most, straight otherwise; and a longer gap of up to 300 s whose way takes half to twice its time is `inferred`. A moving vehicle or bike sees its own square; a stopped one, foot teams and posts
 * also every square whose centre is within the sight radius and not behind a wall of a building. A drone sees what its camera shows ({@link DroneSight}), and while
 * that does not include the square it is over, its presence there has the duty `out_of_view`. The result depends on the set of fixes alone.
 * Presence rows come first, then rows that are only sight, by the segment they begin in.
 * Throws a RangeError on fixes that are out of order or at a fraction of a millisecond. O(fixes + squares passed).
 */
export function creditPresence(track: UnitTrack, ground: CreditGround): CreditedPresence {
  const { instantMs } = track.fixes;
  const { x, y } = projectFixes(track.fixes, ground.projection);
  const observed = observedSegments(track);
  const wide = seesNeighbors(track.mode, x, y, instantMs, observed);
  const { course } = track;
  if (course !== undefined && course.travelSeconds.length !== observed.length)
    throw new RangeError(`the course of unit ${track.unitId} has ${course.travelSeconds.length} steps, its track ${observed.length}`);

  const direct = newCredit(ground);
  const inferred = newCredit(ground);
  const away = newCredit(ground);
  const { posts } = track;
  const camera = track.camera ?? DEFAULT_DRONE_CAMERA;
  const droneSight = track.mode === 'drone' ? new DroneSight(camera, ground.cellMeters) : undefined;
  const unknown: UnknownStretch[] = [];
  const steps = newStepTimes(instantMs, observed.length);
  let observedMs = 0;
  let matchedMs = 0;
  let inferredMs = 0;
  let unknownMs = 0;
  let offAirMs = 0;
  for (let i = 0; i < observed.length; i++) {
    const startMs = instantMs[i];
    const endMs = instantMs[i + 1];
    if (observed[i] === 1) {
      if (course !== undefined && takesStreets(course, i, endMs - startMs)) {
        creditWay(direct, course, i, startMs, endMs, wide[i] === 1);
        matchedMs += endMs - startMs;
        steps.matchedMs[i] = endMs - startMs;
      } else if (posts !== undefined && !isAtPost(posts, (startMs + endMs) / 2, x[i], y[i], x[i + 1], y[i + 1]))
        creditStraight(away, x[i], y[i], startMs, x[i + 1], y[i + 1], endMs, false);
      else creditStraight(direct, x[i], y[i], startMs, x[i + 1], y[i + 1], endMs, wide[i] === 1);
      if (droneSight !== undefined) {
        const from = cameraStandAt(track.fixes, i, i, x, y, camera, ground.projection);
        const to = cameraStandAt(track.fixes, i + 1, i, x, y, camera, ground.projection);
        if (from !== undefined && to !== undefined) droneSight.addSegment(from, startMs, to, endMs);
      }
      observedMs += endMs - startMs;
      steps.observedMs[i] = endMs - startMs;
    } else if (course !== undefined && isBridged(course, i, endMs - startMs)) {
      creditWay(inferred, course, i, startMs, endMs, wide[i] === 1);
      inferredMs += endMs - startMs;
      steps.inferredMs[i] = endMs - startMs;
    } else if (endMs - startMs > OFF_AIR_AFTER_MS) {
      offAirMs += endMs - startMs;
    } else {
      unknownMs += endMs - startMs;
      unknown.push({ startMs, endMs, lng: track.fixes.lng[i], lat: track.fixes.lat[i] });
    }
  }
  const seen =
    droneSight === undefined
      ? toIntervals(track, direct.presence, direct.sight.seen)
      : toViewedIntervals(track, direct.presence, droneSight.seen);
  const bridged = toIntervals(track, inferred.presence, inferred.sight.seen, 'inferred');
  const off = toIntervals({ ...track, duty: 'base' }, away.presence, NOTHING);
  const intervals = bridged.length + off.length === 0 ? seen : concatIntervals([seen, bridged, off]);
  return { intervals, steps, observedMs, matchedMs, inferredMs, unknownMs, unknown, offAirMs };
}

function newStepTimes(instantMs: Float64Array, length: number): StepTimes {
  return {
    length,
    startMs: instantMs.subarray(0, length),
    observedMs: new Float64Array(length),
    matchedMs: new Float64Array(length),
    inferredMs: new Float64Array(length),
  };
}

/** Rows of one evidence as they are gathered. */
interface Credit {
  readonly presence: PieceBuffer;
  readonly sight: NeighborSight;
  readonly cellMeters: number;
}

function newCredit({ sightRadiusMeters = DEFAULT_SIGHT_RADIUS_METERS, cellMeters, buildings }: CreditGround): Credit {
  return { presence: new PieceBuffer(), sight: new NeighborSight(sightRadiusMeters, cellMeters, buildings), cellMeters };
}

function creditStraight(
  { presence, sight, cellMeters }: Credit,
  x0: number,
  y0: number,
  startMs: number,
  x1: number,
  y1: number,
  endMs: number,
  isWide: boolean,
): void {
  const firstPresence = Math.max(0, presence.length - 1);
  clipSegment(x0, y0, startMs, x1, y1, endMs, cellMeters, presence);
  if (isWide) sight.addSegment(x0, y0, startMs, x1, y1, endMs, presence, firstPresence);
}

/**
 * A step along its way, its time shared as the streets' own speeds share theirs: each vertex is passed at a whole millisecond, so
 * that the parts add up to the step.
 */
function creditWay(credit: Credit, course: MatchedCourse, step: number, startMs: number, endMs: number, isWide: boolean): void {
  const first = course.firstVertex[step];
  const last = course.firstVertex[step + 1] - 1;
  const total = course.seconds[last];
  let fromMs = startMs;
  for (let v = first + 1; v <= last; v++) {
    const toMs = v === last || !(total > 0) ? endMs : startMs + Math.round((course.seconds[v] / total) * (endMs - startMs));
    if (toMs > fromMs) creditStraight(credit, course.x[v - 1], course.y[v - 1], fromMs, course.x[v], course.y[v], toMs, isWide);
    fromMs = toMs;
  }
}

/** A way is believed when the streets' own speeds need at most so many times the time there was, and to bridge a gap at least {@link LEAST_OF_TIME} (METHODS 3). */
const MOST_OF_TIME = 2;
const LEAST_OF_TIME = 0.5;

function takesStreets(course: MatchedCourse, step: number, gapMs: number): boolean {
  // Not a number where there is no way.
  return course.travelSeconds[step] * 1000 <= MOST_OF_TIME * gapMs;
}

function isBridged(course: MatchedCourse, step: number, gapMs: number): boolean {
  return gapMs <= INFERRED_GAP_MAX_MS && takesStreets(course, step, gapMs) && course.travelSeconds[step] * 1000 >= LEAST_OF_TIME * gapMs;
}

function projectFixes(fixes: FixColumns, projection: Projection): { x: Float64Array; y: Float64Array } {
  const x = new Float64Array(fixes.length);
  const y = new Float64Array(fixes.length);
  for (let i = 0; i < fixes.length; i++) {
    const position: LngLat = [fixes.lng[i], fixes.lat[i]];
    const meters = projection.toMeters(position);
    x[i] = meters.x;
    y[i] = meters.y;
  }
  return { x, y };
}

/** 1 for each pair of consecutive fixes close enough in time to be observed. */
function observedSegments(track: UnitTrack): Uint8Array {
  const { instantMs, length } = track.fixes;
  const limitMs = observedGapMs(track.intervalSeconds);
  const observed = new Uint8Array(Math.max(0, length - 1));
  for (let i = 0; i < length; i++) {
    if (!Number.isInteger(instantMs[i]))
      throw new RangeError(`fix ${i} of unit ${track.unitId} is at ${instantMs[i]} ms, not a whole millisecond`);
    if (i === 0) continue;
    const gapMs = instantMs[i] - instantMs[i - 1];
    if (gapMs <= 0) throw new RangeError(`fixes of unit ${track.unitId} are not in ascending order of time at index ${i}`);
    observed[i - 1] = gapMs <= limitMs ? 1 : 0;
  }
  return observed;
}

/** 1 for each segment on which the unit sees more than its own square. */
function seesNeighbors(mode: PatrolMode, x: Float64Array, y: Float64Array, instantMs: Float64Array, observed: Uint8Array): Uint8Array {
  switch (mode) {
    case 'foot':
    case 'post':
      return new Uint8Array(observed.length).fill(1);
    case 'vehicle':
    case 'bike':
      return stoppedSegments(x, y, instantMs, observed);
    default:
      return new Uint8Array(observed.length);
  }
}

/** A drone's rows: presence its camera shows, presence it does not, sight of other squares. */
function toViewedIntervals(track: UnitTrack, presence: PieceBuffer, seen: PieceBuffer): PresenceIntervals {
  const { inView, outOfView, aside } = cutByView(presence, seen);
  const unseen = track.duty === 'patrol' ? ({ ...track, duty: 'out_of_view' } as const) : track;
  return concatIntervals([
    toIntervals(track, inView, NOTHING),
    toIntervals(unseen, outOfView, NOTHING),
    toIntervals(track, NOTHING, aside),
  ]);
}

const NOTHING = new PieceBuffer(0);

function toIntervals(track: UnitTrack, presence: PieceBuffer, seen: PieceBuffer, evidence: Evidence = 'observed'): PresenceIntervals {
  const intervals = allocateIntervals(presence.length + seen.length);
  intervals.squareId.set(presence.squareId.subarray(0, presence.length));
  intervals.startMs.set(presence.startMs.subarray(0, presence.length));
  intervals.endMs.set(presence.endMs.subarray(0, presence.length));
  intervals.squareId.set(seen.squareId.subarray(0, seen.length), presence.length);
  intervals.startMs.set(seen.startMs.subarray(0, seen.length), presence.length);
  intervals.endMs.set(seen.endMs.subarray(0, seen.length), presence.length);
  intervals.seenOnly.fill(1, presence.length);
  intervals.unitId.fill(track.unitId);
  intervals.mode.fill(modeCodeOf(track.mode));
  intervals.kind.fill(FORCE_KINDS.indexOf(track.kind));
  intervals.duty.fill(DUTIES.indexOf(track.duty));
  intervals.evidence.fill(EVIDENCE_CLASSES.indexOf(evidence));
  return intervals;
}
