import type { ProjectedMeters } from '../geo/lng_lat';

/** The camera of an aircraft: what its picture takes in, and how fine it has to be to count as sight (METHODS 3). */
export interface DroneCamera {
  /** Angle of view along the image's width and height, degrees. */
  readonly hfovDegrees: number;
  readonly vfovDegrees: number;
  readonly imageWidthPixels: number;
  /** Least pixels per metre at which the picture counts as sight: 12.5 "monitor", 25 "detect" (IEC 62676-4). */
  readonly leastPixelsPerMeter: number;
  /** Pitch of a camera that is mounted fast and reports none, degrees, -90 straight down; undefined where the gimbal has to say. */
  readonly fixedPitchDegrees?: number | undefined;
}

/** METHODS 3: 84° x 53° and 3840 px, as today's wide-angle cameras have; density "monitor". */
export const DEFAULT_DRONE_CAMERA: DroneCamera = { hfovDegrees: 84, vfovDegrees: 53, imageWidthPixels: 3840, leastPixelsPerMeter: 12.5 };

/** Where a camera is and looks. `bearingDegrees` is clockwise from grid north, `pitchDegrees` 0 level and -90 straight down; roll is taken out by the gimbal. */
export interface CameraStand extends ProjectedMeters {
  readonly heightMeters: number;
  readonly pitchDegrees: number;
  readonly bearingDegrees: number;
}

const RADIANS = Math.PI / 180;

/**
 * Five quantities that are all at least 0 exactly where a point of the ground is in the picture: above its lower edge, below its upper edge, within its left
 * and right edge, and near enough along the optical axis for the density asked. With z the depth along the axis, the picture is (image width) / (2 z tan(hfov / 2)) px
 * per metre at that depth, so the density is a limit of z. Each is linear in the camera's position and height as long as it does not turn, which is what makes
 * the time a square is seen exact ({@link import('./drone_sight').DroneSight}). Writes into `out`.
 */
export function sightMargins(stand: TurnedCamera, optics: CameraOptics, x: number, y: number, out: Float64Array): void {
  const { axis } = stand;
  const east = x - stand.x;
  const north = y - stand.y;
  const ahead = east * axis.sinBearing + north * axis.cosBearing;
  const right = east * axis.cosBearing - north * axis.sinBearing;
  const depth = ahead * axis.cosDown + stand.heightMeters * axis.sinDown;
  const up = ahead * axis.sinDown - stand.heightMeters * axis.cosDown;
  out[0] = depth * optics.tanVertical + up;
  out[1] = depth * optics.tanVertical - up;
  out[2] = depth * optics.tanHorizontal + right;
  out[3] = depth * optics.tanHorizontal - right;
  out[4] = optics.farthestMeters - depth;
}

/** How many margins {@link sightMargins} writes. */
export const SIGHT_MARGINS = 5;

/** A stand with its directions worked out; a gimbal turned past straight down looks the other way, upside down, at the same ground. */
export class TurnedCamera implements CameraStand {
  readonly x: number;
  readonly y: number;
  readonly heightMeters: number;
  readonly pitchDegrees: number;
  readonly bearingDegrees: number;
  readonly axis: { readonly sinDown: number; readonly cosDown: number; readonly sinBearing: number; readonly cosBearing: number };

  constructor(stand: CameraStand) {
    const overhead = stand.pitchDegrees < -90;
    this.x = stand.x;
    this.y = stand.y;
    this.heightMeters = stand.heightMeters;
    this.pitchDegrees = overhead ? -180 - stand.pitchDegrees : stand.pitchDegrees;
    this.bearingDegrees = overhead ? stand.bearingDegrees + 180 : stand.bearingDegrees;
    const down = -this.pitchDegrees * RADIANS;
    const bearing = this.bearingDegrees * RADIANS;
    // exactly straight down, not 6e-17 off it
    const cosDown = this.pitchDegrees === -90 ? 0 : Math.cos(down);
    this.axis = { sinDown: Math.sin(down), cosDown, sinBearing: Math.sin(bearing), cosBearing: Math.cos(bearing) };
  }
}

/** A camera's angles and density as the arithmetic wants them. */
export interface CameraOptics {
  readonly tanHorizontal: number;
  readonly tanVertical: number;
  /** Depth along the optical axis beyond which the picture is too coarse, metres. */
  readonly farthestMeters: number;
}

/** Throws a RangeError on angles no lens has, or a density that is not above 0. */
export function opticsOf(camera: DroneCamera): CameraOptics {
  const { hfovDegrees, vfovDegrees, imageWidthPixels, leastPixelsPerMeter } = camera;
  if (!(hfovDegrees > 0 && hfovDegrees < 180 && vfovDegrees > 0 && vfovDegrees < 180))
    throw new RangeError(`a camera sees more than 0° and less than 180°, not ${hfovDegrees}° x ${vfovDegrees}°`);
  if (!(imageWidthPixels > 0 && leastPixelsPerMeter > 0))
    throw new RangeError(`${imageWidthPixels} px at ${leastPixelsPerMeter} px/m is no picture`);
  const tanHorizontal = Math.tan((hfovDegrees / 2) * RADIANS);
  return {
    tanHorizontal,
    tanVertical: Math.tan((vfovDegrees / 2) * RADIANS),
    farthestMeters: imageWidthPixels / (2 * leastPixelsPerMeter * tanHorizontal),
  };
}

/**
 * Ground in the picture of a camera over level ground (METHODS 3): the rays of the picture's corners met with the ground, cut where the density falls below the
 * camera's. A trapezium, corners in order: near left, near right, far right, far left; empty when nothing is seen: at no height, above the horizon, or too high for the
 * density. Rays above the horizon never meet the ground; the density bounds the picture there. Throws as {@link opticsOf} does.
 */
export function droneFootprint(stand: CameraStand, camera: DroneCamera): readonly ProjectedMeters[] {
  const { heightMeters, axis, x, y } = new TurnedCamera(stand);
  const { tanHorizontal, tanVertical, farthestMeters } = opticsOf(camera);
  if (!(heightMeters > 0)) return [];

  // how far ahead the lower and the upper edge of the picture meet the ground
  const lowerSin = axis.sinDown + tanVertical * axis.cosDown;
  const upperSin = axis.sinDown - tanVertical * axis.cosDown;
  if (lowerSin <= 0) return [];
  const nearMeters = (heightMeters * (axis.cosDown - tanVertical * axis.sinDown)) / lowerSin;
  const upperMeters = upperSin > 0 ? (heightMeters * (axis.cosDown + tanVertical * axis.sinDown)) / upperSin : Infinity;

  // where it becomes too coarse
  const straightDown = axis.cosDown === 0;
  if (straightDown && heightMeters > farthestMeters) return [];
  const coarseMeters = straightDown ? Infinity : (farthestMeters - heightMeters * axis.sinDown) / axis.cosDown;
  const farMeters = Math.min(upperMeters, coarseMeters);
  if (farMeters <= nearMeters) return [];

  const halfWidthAt = (ahead: number): number => (ahead * axis.cosDown + heightMeters * axis.sinDown) * tanHorizontal;
  const at = (ahead: number, right: number): ProjectedMeters => ({
    x: x + ahead * axis.sinBearing + right * axis.cosBearing,
    y: y + ahead * axis.cosBearing - right * axis.sinBearing,
  });
  const near = halfWidthAt(nearMeters);
  const far = halfWidthAt(farMeters);
  return [at(nearMeters, -near), at(nearMeters, near), at(farMeters, far), at(farMeters, -far)];
}
