import { sql } from 'drizzle-orm';
import { takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { EVIDENCE_CLASSES } from '@beatline/shared/model/evidence';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { stageColumns } from '../engine/copy_rows';
import type { Scoped } from '../engine/scope';
import { insertIntervals, intervalsInWindow, preparedIntervals } from './presence';

/** How a stretch of the ledger differed from what it should be. */
export interface LedgerCorrection {
  readonly removed: number;
  readonly added: number;
  /** Squares in which anything did. */
  readonly squareIds: ReadonlySet<number>;
}

const DECLARED = EVIDENCE_CLASSES.indexOf('declared');

/**
 * Makes the rows of one unit that start within a stretch of time (both ends included) equal to the given ones, by difference: rows that stand there already are
 * not touched, nor are declared ones, which do not come from fixes. The same rows given twice change nothing the second time.
 */
export async function correctIntervals(
  scoped: Scoped,
  unitId: number,
  range: InstantRange,
  wanted: PresenceIntervals,
): Promise<LedgerCorrection> {
  const near = await intervalsInWindow(scoped, { fromMs: range.fromMs, toMs: range.toMs + 1 }, { unitIds: [unitId] });
  const stored = takeRows(
    near,
    (row) => near.startMs[row] >= range.fromMs && near.startMs[row] <= range.toMs && near.evidence[row] !== DECLARED,
  );
  const right = await preparedIntervals(scoped, wanted);
  const storedKeys = new Set(keysOf(stored));
  const rightKeys = keysOf(right);
  const rightSet = new Set(rightKeys);
  const gone = takeRows(stored, (_, key) => !rightSet.has(key));
  const added = takeRows(right, (_, key) => !storedKeys.has(key));
  if (gone.length > 0) {
    await stageColumns(
      scoped,
      'wrong_interval',
      [
        { name: 'square_id', type: 'int8', values: gone.squareId },
        { name: 'start_at', type: 'instant', values: gone.startMs },
        { name: 'seen_only', type: 'bool', values: gone.seenOnly },
      ],
      gone.length,
    );
    await scoped.tx.execute(sql`
      DELETE FROM presence_interval p USING wrong_interval w
      WHERE p.unit_id = ${unitId} AND p.start_at = w.start_at AND p.square_id = w.square_id AND p.seen_only = w.seen_only`);
  }
  if (added.length > 0) await insertIntervals(scoped, added, 'in squares');
  return { removed: gone.length, added: added.length, squareIds: new Set([...gone.squareId, ...added.squareId]) };

  function takeRows(intervals: PresenceIntervals, keep: (row: number, key: string) => boolean): PresenceIntervals {
    const keys = keysOf(intervals);
    const rows: number[] = [];
    for (let row = 0; row < intervals.length; row++) if (keep(row, keys[row])) rows.push(row);
    return rows.length === intervals.length ? intervals : takeIntervals(intervals, rows);
  }
}

/** Everything a row says, but whose it is. */
function keysOf({ length, squareId, startMs, endMs, mode, kind, evidence, duty, seenOnly }: PresenceIntervals): string[] {
  return Array.from(
    { length },
    (_, i) => `${squareId[i]} ${startMs[i]} ${endMs[i]} ${mode[i]} ${kind[i]} ${evidence[i]} ${duty[i]} ${seenOnly[i]}`,
  );
}
