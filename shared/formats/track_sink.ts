/** Why a position or row of a track file holds no fix. */
export type TrackFault = 'place_unreadable' | 'time_unreadable' | 'time_in_future';

/**
 * Takes the fixes of a track file one by one, in file order, and answers why it did not take one. `unit` is what the file says, undefined where it says
 * nothing; `instantMs` is NaN for a position without a believable time, `accuracyMeters` NaN where the file gives none. Coordinates are as written: the
 * caller knows their system. `pose` is where an aircraft's camera was and looked, where the file tells any of it.
 */
export type TrackSink = (
  unit: string | undefined,
  instantMs: number,
  x: number,
  y: number,
  accuracyMeters: number,
  pose?: FixPose,
) => TrackFault | undefined;

/** Camera of an aircraft at one position, NaN for what is not told: height above ground in metres, pitch and yaw of the gimbal in degrees. */
export interface FixPose {
  readonly heightMeters: number;
  readonly pitchDegrees: number;
  readonly yawDegrees: number;
}

/** 1980-01-06, the epoch of GPS time: a device that claims to be older has lost its clock. */
export const FIRST_BELIEVABLE_MS = Date.UTC(1980, 0, 6);

/** The instant in whole milliseconds, or NaN when no receiver can have written it. */
export function believableInstant(instantMs: number): number {
  return instantMs >= FIRST_BELIEVABLE_MS ? Math.round(instantMs) : Number.NaN;
}

/** No aircraft that patrols flies higher; more is a unit mistaken or an altitude above the sea. Chosen. */
const MOST_HEIGHT_METERS = 5000;

/** A pose of which what nobody can have flown or turned is left out as unknown; undefined when nothing is left.  */
export function knownPose(heightMeters: number, pitchDegrees: number, yawDegrees: number): FixPose | undefined {
  const height = Math.abs(heightMeters) <= MOST_HEIGHT_METERS ? heightMeters : Number.NaN;
  const pitch = Math.abs(pitchDegrees) <= 180 ? pitchDegrees : Number.NaN;
  const yaw = Math.abs(yawDegrees) <= 360 ? yawDegrees : Number.NaN;
  if (Number.isNaN(height) && Number.isNaN(pitch) && Number.isNaN(yaw)) return undefined;
  return { heightMeters: height, pitchDegrees: pitch, yawDegrees: yaw };
}
