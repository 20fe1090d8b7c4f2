/** Why a position or row of a track file holds no fix. */
export type TrackFault = 'place_unreadable' | 'time_unreadable' | 'time_in_future';

/**
 * Takes the fixes of a track file one by one, in file order, and answers why it did not take one. `unit` is what the file says, undefined where it says
 * nothing; `instantMs` is NaN for a position without a believable time, `accuracyMeters` NaN where the file gives none. Coordinates are as written: the
 * caller knows their system.
 */
export type TrackSink = (
  unit: string | undefined,
  instantMs: number,
  x: number,
  y: number,
  accuracyMeters: number,
) => TrackFault | undefined;

/** 1980-01-06, the epoch of GPS time: a device that claims to be older has lost its clock. */
export const FIRST_BELIEVABLE_MS = Date.UTC(1980, 0, 6);

/** The instant in whole milliseconds, or NaN when no receiver can have written it. */
export function believableInstant(instantMs: number): number {
  return instantMs >= FIRST_BELIEVABLE_MS ? Math.round(instantMs) : Number.NaN;
}
