/**
 * Takes the fixes of a track file one by one, in file order. `unit` is what the file says, undefined where it says nothing; `instantMs` is NaN for a
 * position without a believable time, `accuracyMeters` NaN where the file gives none. Coordinates are as written: the caller knows their system.
 */
export type TrackSink = (unit: string | undefined, instantMs: number, x: number, y: number, accuracyMeters: number) => void;

/** 1980-01-06, the epoch of GPS time: a device that claims to be older has lost its clock. */
export const FIRST_BELIEVABLE_MS = Date.UTC(1980, 0, 6);

/** The instant, or NaN when no receiver can have written it. */
export function believableInstant(instantMs: number): number {
  return instantMs >= FIRST_BELIEVABLE_MS ? instantMs : Number.NaN;
}
