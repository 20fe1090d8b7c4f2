import type { Scoped } from '@beatline/db/engine/database';
import { forgetUnsettled, type UnsettledTrack } from '@beatline/db/queries/live_fixes';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Unit } from '@beatline/shared/model/unit';
import { creditTouchedRuns, storeCredit, type TrackCredit } from '../imports/credit_tracks';
import type { TrackGround } from '../imports/track_ground';

/** A stretch of a unit's track to be credited as a whole. */
export interface TrackToSettle {
  readonly unit: Unit;
  readonly track: UnsettledTrack;
}

/**
 * Credits the runs these tracks belong to as a file of all their fixes would be ({@link creditTouchedRuns}), in place of what was credited batch by batch: fixes that
 * came late or in another order then leave the same ledger. Answers the stretch of time that changed. Reads a day around each track.
 */
export async function settleTracks(scoped: Scoped, tracks: readonly TrackToSettle[], ground: TrackGround): Promise<InstantRange> {
  const credits: TrackCredit[] = [];
  for (const { unit, track } of tracks) credits.push(await creditTouchedRuns(scoped, unit, track, undefined, ground));
  await storeCredit(scoped, credits, 'all');
  await forgetUnsettled(
    scoped,
    tracks.map(({ unit }) => unit.id),
  );
  return {
    fromMs: Math.min(...credits.map((credit) => credit.range.fromMs)),
    toMs: Math.max(...credits.map((credit) => credit.range.toMs)),
  };
}
