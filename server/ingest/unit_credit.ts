import { TRACK_PIECE_MS } from '@beatline/db/queries/tracks';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import { creditPresence } from '@beatline/shared/coverage/credit_presence';
import { fixColumnsOf, fixesOfColumns, type Fix, type FixColumns } from '@beatline/shared/coverage/fixes';
import { takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { BuildingEdges } from '@beatline/shared/geo/building_edges';
import type { Projection } from '@beatline/shared/geo/projection';
import type { Duty } from '@beatline/shared/model/evidence';
import { droneCameraOf, type Unit } from '@beatline/shared/model/unit';

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

/** The longest a tail reaches back from its last fix. */
export const TAIL_MS = 2 * TRACK_PIECE_MS;

/** Fixes before the last one that a batch is credited with: a stop takes 60 s to tell, and cleaning looks at both neighbours. Chosen as three times the first. */
const CONTEXT_MS = 180_000;
/** The same for units that report seldom. */
const CONTEXT_INTERVALS = 4;

/** The tail of a unit whose fixes up to now are stored and credited: after a start, or after its track was settled. */
export function tailOf(unit: Unit, stored: FixColumns): UnitTail {
  const { kept } = cleanFixes(stored, unit.mode);
  if (kept.length === 0) return EMPTY_TAIL;
  return { fixes: recentOf(fixesOfColumns(kept)), creditedUntilMs: kept.instantMs[kept.length - 1] };
}

/**
 * Stage 1 of the ledger for one batch of one unit: straight-line observed credit from where the last batch ended. Fixes no later than the tail's last are not
 * credited here. Sight of neighbouring squares of a stop counts from the batch in which it is seen to be a stop. What one file of all the fixes would give
 * beyond that comes when the track is settled ({@link import('./settle_tracks').settleTracks}).
 */
export function creditBatch(
  unit: Unit,
  duty: Duty,
  tail: UnitTail,
  batch: readonly Fix[],
  ground: { readonly projection: Projection; readonly cellMeters: number; readonly buildings?: BuildingEdges | undefined },
): { readonly intervals: PresenceIntervals; readonly tail: UnitTail; readonly late: number } {
  const lastMs = tail.fixes.at(-1)?.instantMs ?? -Infinity;
  const fresh = batch.filter((fix) => fix.instantMs > lastMs);
  const contextFromMs = lastMs - Math.max(CONTEXT_MS, CONTEXT_INTERVALS * unit.intervalSeconds * 1000);
  const firstOfContext = tail.fixes.findIndex((fix) => fix.instantMs >= contextFromMs);
  const before = firstOfContext < 0 ? [] : tail.fixes.slice(0, firstOfContext);
  const { kept } = cleanFixes(fixColumnsOf([...tail.fixes.slice(Math.max(0, firstOfContext)), ...fresh]), unit.mode);
  const credited = creditPresence(
    {
      unitId: unit.id,
      mode: unit.mode,
      kind: unit.kind,
      duty: unit.onSite === true ? 'base' : duty,
      intervalSeconds: unit.intervalSeconds,
      fixes: kept,
      camera: droneCameraOf(unit),
    },
    ground,
  );

  const newRows: number[] = [];
  for (let row = 0; row < credited.intervals.length; row++) if (credited.intervals.endMs[row] > tail.creditedUntilMs) newRows.push(row);
  const intervals = takeIntervals(credited.intervals, newRows);
  for (let row = 0; row < intervals.length; row++) intervals.startMs[row] = Math.max(intervals.startMs[row], tail.creditedUntilMs);

  const endMs = kept.length === 0 ? lastMs : kept.instantMs[kept.length - 1];
  return {
    intervals,
    tail: { fixes: recentOf([...before, ...fixesOfColumns(kept)]), creditedUntilMs: Math.max(endMs, tail.creditedUntilMs) },
    late: batch.length - fresh.length,
  };
}

/** The part of a track that {@link UnitTail} holds; at least the last two fixes. */
function recentOf(fixes: readonly Fix[]): readonly Fix[] {
  const endMs = fixes.at(-1)?.instantMs ?? -Infinity;
  const fromMs = Math.floor((endMs - TRACK_PIECE_MS) / TRACK_PIECE_MS) * TRACK_PIECE_MS;
  return fixes.filter((fix, i) => fix.instantMs >= fromMs || i >= fixes.length - 2);
}
