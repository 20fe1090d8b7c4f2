import type { LngLat } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import { DUTIES, EVIDENCE_CLASSES, type Duty } from '../model/evidence';
import { FORCE_KINDS, type ForceKind } from '../model/force_kind';
import { modeCodeOf, type PatrolMode } from '../model/patrol_mode';
import { clipSegment } from './clip_segment';
import { DEFAULT_DRONE_CAMERA, type DroneCamera } from './drone_footprint';
import { cameraStandAt, cutByView, DroneSight } from './drone_sight';
import type { FixColumns } from './fixes';
import { PieceBuffer } from './piece_buffer';
import { allocateIntervals, concatIntervals, type PresenceIntervals } from './presence_intervals';
import { NeighborSight } from './see_neighbors';
import { stoppedSegments } from './stopped_segments';

/** Radius of sight of a stopped vehicle, a foot team and a post (METHODS 3). */
export const DEFAULT_SIGHT_RADIUS_METERS = 75;

/** Up to 3 nominal intervals, but no more than this, a gap between fixes is observed; a longer nominal interval is observed as it is (METHODS 3). */
const OBSERVED_GAP_MAX_MS = 30_000;

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
  /** Drones: {@link DEFAULT_DRONE_CAMERA} when absent. */
  readonly camera?: DroneCamera | undefined;
}

/** A silence between two fixes too long to be credited, and where the unit was last heard. */
export interface UnknownStretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly lng: number;
  readonly lat: number;
}

export interface CreditedPresence {
  readonly intervals: PresenceIntervals;
  /** Sum of the observed gaps; equals the presence rows' durations exactly. */
  readonly observedMs: number;
  readonly unknownMs: number;
  readonly unknown: readonly UnknownStretch[];
  /** Silences of more than 4 h, taken for time off duty. observedMs + unknownMs + offAirMs is the span of the track. */
  readonly offAirMs: number;
}

/**
 * Stage 1 of the ledger (METHODS 3): credits the straight way between fixes that are close enough in time to the squares it passes, and the squares in sight.
 * Everything is `observed`; what would need map matching is unknown here. A moving vehicle or bike sees its own square; a stopped one, foot teams and posts
 * also every square whose centre is within the sight radius. Nothing hides behind buildings here. A drone sees what its camera shows ({@link DroneSight}), and while
 * that does not include the square it is over, its presence there has the duty `out_of_view`. The result depends on the set of fixes alone.
 * Presence rows come first, then rows that are only sight, by the segment they begin in.
 * Throws a RangeError on fixes that are out of order or at a fraction of a millisecond. O(fixes + squares passed).
 */
export function creditPresence(
  track: UnitTrack,
  ground: { readonly projection: Projection; readonly cellMeters: number; readonly sightRadiusMeters?: number },
): CreditedPresence {
  const { instantMs } = track.fixes;
  const { x, y } = projectFixes(track.fixes, ground.projection);
  const observed = observedSegments(track);
  const wide = seesNeighbors(track.mode, x, y, instantMs, observed);

  const presence = new PieceBuffer();
  const sight = new NeighborSight(ground.sightRadiusMeters ?? DEFAULT_SIGHT_RADIUS_METERS, ground.cellMeters);
  const camera = track.camera ?? DEFAULT_DRONE_CAMERA;
  const droneSight = track.mode === 'drone' ? new DroneSight(camera, ground.cellMeters) : undefined;
  const unknown: UnknownStretch[] = [];
  let observedMs = 0;
  let unknownMs = 0;
  let offAirMs = 0;
  for (let i = 0; i < observed.length; i++) {
    const startMs = instantMs[i];
    const endMs = instantMs[i + 1];
    if (observed[i] === 1) {
      const firstPresence = Math.max(0, presence.length - 1);
      clipSegment(x[i], y[i], startMs, x[i + 1], y[i + 1], endMs, ground.cellMeters, presence);
      if (wide[i] === 1) sight.addSegment(x[i], y[i], startMs, x[i + 1], y[i + 1], endMs, presence, firstPresence);
      if (droneSight !== undefined) {
        const from = cameraStandAt(track.fixes, i, i, x, y, camera, ground.projection);
        const to = cameraStandAt(track.fixes, i + 1, i, x, y, camera, ground.projection);
        if (from !== undefined && to !== undefined) droneSight.addSegment(from, startMs, to, endMs);
      }
      observedMs += endMs - startMs;
    } else if (endMs - startMs > OFF_AIR_AFTER_MS) {
      offAirMs += endMs - startMs;
    } else {
      unknownMs += endMs - startMs;
      unknown.push({ startMs, endMs, lng: track.fixes.lng[i], lat: track.fixes.lat[i] });
    }
  }
  const intervals =
    droneSight === undefined ? toIntervals(track, presence, sight.seen) : toViewedIntervals(track, presence, droneSight.seen);
  return { intervals, observedMs, unknownMs, unknown, offAirMs };
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
  const nominalMs = track.intervalSeconds * 1000;
  const limitMs = Math.max(nominalMs, Math.min(3 * nominalMs, OBSERVED_GAP_MAX_MS));
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

function toIntervals(track: UnitTrack, presence: PieceBuffer, seen: PieceBuffer): PresenceIntervals {
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
  intervals.evidence.fill(EVIDENCE_CLASSES.indexOf('observed'));
  return intervals;
}
