import { modeCodeOf, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Scoped } from '../engine/scope';
import { fetchColumns, sqlInstant } from '../engine/fetch_columns';

/** Who comes upon incidents: people on the ground. A camera finds nothing that counts as a patrol's. */
const FINDING_MODES: readonly PatrolMode[] = ['vehicle', 'bike', 'foot', 'post'];
const OF_FINDERS = `mode = ANY ('{${FINDING_MODES.map(modeCodeOf).join(',')}}'::smallint[])`;

/** The hour of the first patrol on record; undefined when there is none. */
export async function firstPatrolHour(scoped: Scoped): Promise<number | undefined> {
  const { hourMs } = await fetchColumns(
    scoped,
    { hourMs: 'instant' },
    `SELECT hour_at FROM presence WHERE ${OF_FINDERS} ORDER BY hour_at LIMIT 1`,
  );
  return hourMs[0];
}

/**
 * Patrol-seconds of each square over the hours of a window, ascending by square; squares nobody was in are left out. From the hours kept for years: of two modes in one
 * hour the seconds are added, up to the hour, where the ledger itself would join them.
 */
export async function patrolSecondsBySquare(
  scoped: Scoped,
  range: InstantRange,
): Promise<{ readonly length: number; readonly squareId: Float64Array; readonly patrolSeconds: Float64Array }> {
  return fetchColumns(
    scoped,
    { squareId: 'int8', patrolSeconds: 'float8' },
    `SELECT square_id, sum(seconds)::float8 FROM (
       SELECT square_id, least(3600, sum(patrol_seconds)) AS seconds FROM presence
       WHERE ${OF_FINDERS} AND hour_at >= ${sqlInstant(range.fromMs)} AND hour_at < ${sqlInstant(range.toMs)} GROUP BY square_id, hour_at) patrolled_hour
     GROUP BY square_id ORDER BY square_id`,
  );
}
