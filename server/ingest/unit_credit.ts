import { TRACK_PIECE_MS } from '@beatline/db/queries/tracks';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { fixColumnsOf, type Fix } from '@beatline/shared/coverage/fixes';
import { takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { Projection } from '@beatline/shared/geo/projection';
import type { Duty } from '@beatline/shared/model/evidence';
import type { Unit } from '@beatline/shared/model/unit';

/**
 * What is remembered of a unit between batches: its cleaned fixes from the start of the ten minutes before the running ten. They tell a stop (60 s at most
 * 1 m/s) from a slow street, and pieces of track, which are cut at ten minutes, are written anew from them.
 * A value: a batch whose transaction fails leaves the old one standing.
 */
export interface UnitTail {
  readonly fixes: readonly Fix[];
  /** Up to here presence is in the ledger. */
  readonly creditedUntilMs: number;
}

export const EMPTY_TAIL: UnitTail = { fixes: [], creditedUntilMs: -Infinity };

/**
 * Stage 1 of the ledger for one batch of one unit: straight-line observed credit from where the last batch ended. Fixes no later than the tail's last are not
 * credited here. Sight of neighbouring squares of a stop counts from the batch in which it is seen to be a stop.
 */
export function creditBatch(
  unit: Unit,
  duty: Duty,
  tail: UnitTail,
  batch: readonly Fix[],
  ground: { readonly projection: Projection; readonly cellMeters: number },
): { readonly intervals: PresenceIntervals; readonly tail: UnitTail; readonly late: number } {
  const lastMs = tail.fixes.at(-1)?.instantMs ?? -Infinity;
  const fresh = batch.filter((fix) => fix.instantMs > lastMs);
  const { kept } = cleanFixes(fixColumnsOf([...tail.fixes, ...fresh]), unit.mode);
  const credited = creditPresence(
    { unitId: unit.id, mode: unit.mode, kind: unit.kind, duty, intervalSeconds: unit.intervalSeconds, fixes: kept },
    ground,
  );

  const newRows: number[] = [];
  for (let row = 0; row < credited.intervals.length; row++) if (credited.intervals.endMs[row] > tail.creditedUntilMs) newRows.push(row);
  const intervals = takeIntervals(credited.intervals, newRows);
  for (let row = 0; row < intervals.length; row++) intervals.startMs[row] = Math.max(intervals.startMs[row], tail.creditedUntilMs);

  const keptFixes: Fix[] = [];
  const endMs = kept.length === 0 ? lastMs : kept.instantMs[kept.length - 1];
  const contextFromMs = Math.floor((endMs - TRACK_PIECE_MS) / TRACK_PIECE_MS) * TRACK_PIECE_MS;
  for (let i = 0; i < kept.length; i++) {
    if (kept.instantMs[i] < contextFromMs && i < kept.length - 2) continue;
    const accuracyMeters = kept.accuracyMeters[i];
    keptFixes.push({
      instantMs: kept.instantMs[i],
      lng: kept.lng[i],
      lat: kept.lat[i],
      ...(Number.isNaN(accuracyMeters) ? {} : { accuracyMeters }),
    });
  }
  return {
    intervals,
    tail: { fixes: keptFixes, creditedUntilMs: Math.max(endMs, tail.creditedUntilMs) },
    late: batch.length - fresh.length,
  };
}
