import { holdUnits } from '@beatline/db/queries/credited_runs';
import type { Scoped } from '@beatline/db/engine/database';
import { forgetUnsettled, type UnsettledTrack } from '@beatline/db/queries/live_fixes';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Unit } from '@beatline/shared/model/unit';
import { creditTouchedRuns, storeCredit, type TrackCredit } from '../imports/credit_tracks';
import type { TrackGround } from '../imports/track_ground';
import type { Streets } from '../matching/matcher';

/** A stretch of a unit's track to be credited as a whole. */
export interface TrackToSettle {
  readonly unit: Unit;
  readonly track: UnsettledTrack;
}

/** What settling changed. */
export interface Settled {
  /** The stretch of time that was credited anew. */
  readonly range: InstantRange;
  /** Squares in which the ledger was corrected. */
  readonly corrected: ReadonlySet<number>;
}

/**
 * Stage 2 of the ledger: credits the runs these tracks belong to as a file of all their fixes would be ({@link creditTouchedRuns}), along the streets, and corrects what
 * was credited batch by batch by the difference; the marks go in the same transaction, so that each run is corrected exactly once. Fixes that came late or in
 * another order leave the same ledger. Reads a day around each track.
 */
export async function settleTracks(
  scoped: Scoped,
  tracks: readonly TrackToSettle[],
  ground: TrackGround,
  streets: Streets | undefined,
): Promise<Settled> {
  const unitIds = tracks.map(({ unit }) => unit.id);
  await holdUnits(scoped, unitIds);
  const credits: TrackCredit[] = [];
  for (const { unit, track } of tracks) credits.push(await creditTouchedRuns(scoped, unit, track, undefined, ground, { streets }));
  await storeCredit(scoped, credits, 'all');
  await forgetUnsettled(scoped, unitIds);
  return {
    range: {
      fromMs: Math.min(...credits.map((credit) => credit.range.fromMs)),
      toMs: Math.max(...credits.map((credit) => credit.range.toMs)),
    },
    corrected: new Set(credits.flatMap(({ corrected }) => [...corrected])),
  };
}
