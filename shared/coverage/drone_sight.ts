import { squareIdOf } from '../geo/lattice';
import type { LngLat } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import {
  opticsOf,
  sightMargins,
  SIGHT_MARGINS,
  TurnedCamera,
  type CameraOptics,
  type CameraStand,
  type DroneCamera,
} from './drone_footprint';
import type { FixColumns } from './fixes';
import { PieceBuffer } from './piece_buffer';

/**
 * A camera that turns between two fixes is taken to turn evenly, in steps of at most this, and to hold still within a step: chosen, because the edge of a footprint
 * 100 m wide then is nowhere off by more than some 4 m, and a gimbal that holds still, as most do, is exact.
 */
const TURN_STEP_DEGREES = 5;
/** A camera mounted fast looks along the flight; slower than this the direction of flight is the receiver's noise. Chosen. */
const COURSE_METERS_PER_SECOND = 2;

/**
 * Squares a drone's camera shows along a flight (METHODS 3): a square is seen while its centre is in the footprint. Between two fixes the position and the height
 * go straight, so each edge of the picture passes a centre at an instant that is the root of a linear equation; instants are rounded to the millisecond.
 * {@link seen} holds the rows, own square included, one for each unbroken time within touching segments.
 */
export class DroneSight {
  readonly seen = new PieceBuffer();
  readonly #optics: CameraOptics;
  readonly #cellMeters: number;
  readonly #begin = new Float64Array(SIGHT_MARGINS);
  readonly #end = new Float64Array(SIGHT_MARGINS);
  /** Rows of `seen` that reach to the end of the last step, by square. */
  #open = new Map<number, number>();
  #openUntilMs = Number.NaN;
  #reached = new Map<number, number>();

  constructor(camera: DroneCamera, cellMeters: number) {
    this.#optics = opticsOf(camera);
    this.#cellMeters = cellMeters;
  }

  /** Adds what is seen while the camera goes from one stand to another. */
  addSegment(from: CameraStand, startMs: number, to: CameraStand, endMs: number): void {
    const turnDegrees = shortestTurn(from.bearingDegrees, to.bearingDegrees);
    const tiltDegrees = to.pitchDegrees - from.pitchDegrees;
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(turnDegrees), Math.abs(tiltDegrees)) / TURN_STEP_DEGREES));
    for (let step = 0; step < steps; step++) {
      const fromMs = startMs + Math.round((step / steps) * (endMs - startMs));
      const untilMs = startMs + Math.round(((step + 1) / steps) * (endMs - startMs));
      const middle = (step + 0.5) / steps;
      const pitchDegrees = from.pitchDegrees + middle * tiltDegrees;
      const bearingDegrees = from.bearingDegrees + middle * turnDegrees;
      const standAt = (share: number): TurnedCamera =>
        new TurnedCamera({
          x: from.x + share * (to.x - from.x),
          y: from.y + share * (to.y - from.y),
          heightMeters: from.heightMeters + share * (to.heightMeters - from.heightMeters),
          pitchDegrees,
          bearingDegrees,
        });
      this.#addStep(standAt((fromMs - startMs) / (endMs - startMs)), fromMs, standAt((untilMs - startMs) / (endMs - startMs)), untilMs);
    }
  }

  #addStep(from: TurnedCamera, fromMs: number, to: TurnedCamera, untilMs: number): void {
    if (untilMs <= fromMs) return;
    if (this.#openUntilMs !== fromMs) this.#open = new Map();
    this.#reached = new Map();
    if (from.heightMeters > 0 || to.heightMeters > 0) this.#addSquares(from, fromMs, to, untilMs);
    this.#open = this.#reached;
    this.#openUntilMs = untilMs;
  }

  #addSquares(from: TurnedCamera, fromMs: number, to: TurnedCamera, untilMs: number): void {
    const cell = this.#cellMeters;
    const { farthestMeters, tanHorizontal, tanVertical } = this.#optics;
    // nothing in the picture that is fine enough lies farther away
    const reach = farthestMeters * Math.hypot(1, tanHorizontal, tanVertical);
    const minX = Math.min(from.x, to.x) - reach;
    const minY = Math.min(from.y, to.y) - reach;
    const maxX = Math.max(from.x, to.x) + reach;
    const maxY = Math.max(from.y, to.y) + reach;
    const lastColumn = Math.floor(maxX / cell - 0.5);
    const firstRow = Math.ceil(minY / cell - 0.5);
    const lastRow = Math.floor(maxY / cell - 0.5);
    for (let column = Math.ceil(minX / cell - 0.5); column <= lastColumn; column++) {
      for (let row = firstRow; row <= lastRow; row++) {
        const during = this.#during(from, to, (column + 0.5) * cell, (row + 0.5) * cell);
        if (during === undefined) continue;
        const seenFromMs = fromMs + Math.round(during[0] * (untilMs - fromMs));
        const seenUntilMs = fromMs + Math.round(during[1] * (untilMs - fromMs));
        if (seenUntilMs > seenFromMs) this.#add(squareIdOf(column, row), seenFromMs, seenUntilMs, fromMs, untilMs);
      }
    }
  }

  /** The part of 0..1 of a step during which a point of the ground is in the picture. */
  #during(from: TurnedCamera, to: TurnedCamera, x: number, y: number): readonly [number, number] | undefined {
    sightMargins(from, this.#optics, x, y, this.#begin);
    sightMargins(to, this.#optics, x, y, this.#end);
    let [enters, leaves] = [0, 1];
    for (let margin = 0; margin <= SIGHT_MARGINS; margin++) {
      const begin = margin < SIGHT_MARGINS ? this.#begin[margin] : from.heightMeters;
      const end = margin < SIGHT_MARGINS ? this.#end[margin] : to.heightMeters;
      if (begin >= 0 && end >= 0) continue;
      if (begin < 0 && end < 0) return undefined;
      const root = begin / (begin - end);
      if (begin < 0) enters = Math.max(enters, root);
      else leaves = Math.min(leaves, root);
    }
    return enters < leaves ? [enters, leaves] : undefined;
  }

  #add(squareId: number, seenFromMs: number, seenUntilMs: number, fromMs: number, untilMs: number): void {
    const open = seenFromMs === fromMs ? this.#open.get(squareId) : undefined;
    const row = open ?? this.seen.push(squareId, seenFromMs, seenUntilMs);
    this.seen.endMs[row] = seenUntilMs;
    if (seenUntilMs === untilMs) this.#reached.set(squareId, row);
  }
}

/** The turn from one bearing to another the short way round, -180 to 180 degrees. */
function shortestTurn(fromDegrees: number, toDegrees: number): number {
  const turn = (((toDegrees - fromDegrees) % 360) + 540) % 360;
  return turn - 180;
}

/** Step towards the pole by which grid north is told from true north, degrees. */
const NORTH_STEP_DEGREES = 1e-4;

/** Bearing of true north in the grid of a projection, degrees clockwise from grid north: what is added to a true bearing to draw it. */
export function trueNorthBearing(projection: Projection, [lng, lat]: LngLat): number {
  const here = projection.toMeters([lng, lat]);
  const north = projection.toMeters([lng, lat + NORTH_STEP_DEGREES]);
  return Math.atan2(north.x - here.x, north.y - here.y) / RADIANS;
}

const RADIANS = Math.PI / 180;

/**
 * Where the camera stands at fix `i` on the way between fixes `first` and `first + 1`, or undefined when that cannot be told: no height, or neither a pitch of
 * the gimbal nor one the camera is mounted with. Without a yaw a camera mounted fast looks along the flight, as long as that is fast enough to have a direction.
 */
export function cameraStandAt(
  fixes: FixColumns,
  i: number,
  first: number,
  x: Float64Array,
  y: Float64Array,
  camera: DroneCamera,
  projection: Projection,
): CameraStand | undefined {
  const { pose, instantMs } = fixes;
  if (pose === undefined) return undefined;
  const heightMeters = pose.heightMeters[i];
  const reported = pose.pitchDegrees[i];
  const pitchDegrees = Number.isNaN(reported) ? (camera.fixedPitchDegrees ?? Number.NaN) : reported;
  if (Number.isNaN(heightMeters) || Number.isNaN(pitchDegrees)) return undefined;
  const yawDegrees = pose.yawDegrees[i];
  if (!Number.isNaN(yawDegrees)) {
    const bearingDegrees = yawDegrees + trueNorthBearing(projection, [fixes.lng[i], fixes.lat[i]]);
    return { x: x[i], y: y[i], heightMeters, pitchDegrees, bearingDegrees };
  }
  const [east, north] = [x[first + 1] - x[first], y[first + 1] - y[first]];
  const metersPerSecond = (Math.hypot(east, north) * 1000) / (instantMs[first + 1] - instantMs[first]);
  if (camera.fixedPitchDegrees === undefined || metersPerSecond < COURSE_METERS_PER_SECOND) return undefined;
  return { x: x[i], y: y[i], heightMeters, pitchDegrees, bearingDegrees: Math.atan2(east, north) / RADIANS };
}

/** A flight's presence cut by what its camera shows. */
export interface ViewedPresence {
  /** Presence in squares while the camera shows them. */
  readonly inView: PieceBuffer;
  /** Presence in squares while it does not: time that is conserved and covers nothing. */
  readonly outOfView: PieceBuffer;
  /** Sight of squares while the drone is over another one. */
  readonly aside: PieceBuffer;
}

/** Cuts presence (by start, disjoint) and sight of the same flight against each other, so that no square has two rows for one instant. O(rows · rows of a square). */
export function cutByView(presence: PieceBuffer, seen: PieceBuffer): ViewedPresence {
  const inView = new PieceBuffer();
  const outOfView = new PieceBuffer();
  const aside = new PieceBuffer();
  const seenOf = rowsBySquare(seen);
  const presentIn = rowsBySquare(presence);
  for (let i = 0; i < presence.length; i++) cutRow(presence, i, seen, seenOf.get(presence.squareId[i]) ?? [], inView, outOfView);
  for (let i = 0; i < seen.length; i++) cutRow(seen, i, presence, presentIn.get(seen.squareId[i]) ?? [], undefined, aside);
  return { inView, outOfView, aside };
}

function rowsBySquare(pieces: PieceBuffer): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let i = 0; i < pieces.length; i++) {
    const list = rows.get(pieces.squareId[i]);
    if (list === undefined) rows.set(pieces.squareId[i], [i]);
    else list.push(i);
  }
  return rows;
}

/** Sends the parts of one row that the rows `others` (by start, disjoint) share to `shared` and the rest to `rest`. */
function cutRow(
  pieces: PieceBuffer,
  row: number,
  by: PieceBuffer,
  others: readonly number[],
  shared: PieceBuffer | undefined,
  rest: PieceBuffer,
): void {
  const squareId = pieces.squareId[row];
  let reachedMs = pieces.startMs[row];
  const endMs = pieces.endMs[row];
  const keep = (into: PieceBuffer, fromMs: number, untilMs: number): void => {
    if (untilMs > fromMs) into.push(squareId, fromMs, untilMs);
  };
  for (const other of others) {
    if (by.endMs[other] <= reachedMs) continue;
    if (by.startMs[other] >= endMs) break;
    keep(rest, reachedMs, Math.min(by.startMs[other], endMs));
    const untilMs = Math.min(by.endMs[other], endMs);
    if (shared !== undefined) keep(shared, Math.max(reachedMs, by.startMs[other]), untilMs);
    reachedMs = untilMs;
  }
  keep(rest, reachedMs, endMs);
}
