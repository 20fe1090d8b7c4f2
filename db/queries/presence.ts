import { sql } from 'drizzle-orm';
import { deriveRecords, type PresenceHours, type VisitRecords } from '@beatline/shared/coverage/derive_records';
import type { PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { PATROL_MODES } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { copyColumns, copyRows, stageColumns, stageRows, type BinaryCopyColumn } from '../engine/copy_rows';
import { fetchColumns, sqlInstant } from '../engine/fetch_columns';
import { instant } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';

const HOUR_MS = 3_600_000;
/** A row is at most this long (a check of the table), so a window need not look further back. */
const LONGEST_ROW_MS = 24 * HOUR_MS;
/** Fewer rows than this are not worth the way past the policies. */
const BULK_ROWS = 20_000;

/** Time on duty without data: credited to nobody. */
export interface UnknownStretch {
  readonly unitId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly location: LngLat;
}

const COLUMNS = { squareId: 'int8', startMs: 'instant', endMs: 'instant', unitId: 'int4', mode: 'int2', kind: 'int2', evidence: 'int2', duty: 'int2', seenOnly: 'bool' } as const;
/** The unit is 0 once the retention date has passed. */
const SELECT = 'SELECT square_id, start_at, end_at, coalesce(unit_id, 0), mode, kind, evidence, duty, seen_only FROM presence_interval';

async function fetchIntervals(scoped: Scoped, select: string): Promise<PresenceIntervals> {
  const rows = await fetchColumns(scoped, COLUMNS, select);
  return { ...rows, mode: Uint8Array.from(rows.mode), kind: Uint8Array.from(rows.kind), evidence: Uint8Array.from(rows.evidence), duty: Uint8Array.from(rows.duty) };
}

function copyColumnsOf(intervals: PresenceIntervals): BinaryCopyColumn[] {
  return [
    { name: 'square_id', type: 'int8', values: intervals.squareId },
    { name: 'start_at', type: 'instant', values: intervals.startMs },
    { name: 'end_at', type: 'instant', values: intervals.endMs },
    { name: 'unit_id', type: 'int4', values: intervals.unitId },
    { name: 'mode', type: 'int2', values: intervals.mode },
    { name: 'kind', type: 'int2', values: intervals.kind },
    { name: 'evidence', type: 'int2', values: intervals.evidence },
    { name: 'duty', type: 'int2', values: intervals.duty },
    { name: 'seen_only', type: 'bool', values: intervals.seenOnly },
  ];
}

function rangeOf(intervals: PresenceIntervals): InstantRange {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (let row = 0; row < intervals.length; row++) {
    fromMs = Math.min(fromMs, intervals.startMs[row]!);
    toMs = Math.max(toMs, intervals.endMs[row]!);
  }
  return { fromMs, toMs };
}

/**
 * Adds rows to the ledger of record and brings `visit` and `presence` in step. A row that continues one already there (same square, start, unit) takes the
 * later end. Rows of squares outside the ground must have been left out.
 */
export async function insertIntervals(scoped: Scoped, intervals: PresenceIntervals): Promise<void> {
  if (intervals.length === 0) return;
  const range = rangeOf(intervals);
  await scoped.tx.execute(sql`SELECT beatline_ensure_days('presence_interval', ${instant(range.fromMs)}, ${instant(range.toMs)})`);
  const alone = await isLedgerEmpty(scoped, range);
  if (alone && intervals.length >= BULK_ROWS && scoped.scope.kind === 'deployment') {
    await copyColumns(scoped, 'presence_interval', copyColumnsOf(intervals), intervals.length);
    const { visits, hours } = deriveRecords(intervals);
    await writeVisits(scoped, visits);
    await writeHours(scoped, hours);
    return;
  }
  await stageColumns(scoped, 'new_interval', copyColumnsOf(intervals), intervals.length);
  await scoped.tx.execute(sql`
    INSERT INTO presence_interval (square_id, start_at, end_at, unit_id, mode, kind, evidence, duty, seen_only)
    SELECT square_id, start_at, end_at, unit_id, mode, kind, evidence, duty, seen_only FROM new_interval
    ON CONFLICT (square_id, start_at, unit_id, seen_only) DO UPDATE SET end_at = greatest(presence_interval.end_at, excluded.end_at)`);
  await deriveVisitsAndHours(scoped, range);
}

async function isLedgerEmpty(scoped: Scoped, range: InstantRange): Promise<boolean> {
  const [row] = await scoped.tx.execute<{ found: boolean }>(sql`
    SELECT EXISTS (SELECT FROM presence_interval WHERE start_at >= ${instant(range.fromMs - 2 * LONGEST_ROW_MS)} AND start_at < ${instant(range.toMs + LONGEST_ROW_MS)}) AS found`);
  return row?.found !== true;
}

/** Takes a unit's rows that start in the range out of the ledger, before it is credited anew; `visit` and `presence` follow. */
export async function deleteIntervals(scoped: Scoped, unitId: number, range: InstantRange): Promise<void> {
  const removed = await scoped.tx.execute<{ squares: string | null; until: number | null }>(sql`
    WITH gone AS (
      DELETE FROM presence_interval WHERE unit_id = ${unitId}::integer AND start_at >= ${instant(range.fromMs)} AND start_at < ${instant(range.toMs)}
      RETURNING square_id, end_at
    ) SELECT array_agg(DISTINCT square_id)::text AS squares, max(end_at) AS until FROM gone`);
  const squares = removed[0]?.squares;
  if (squares === null || squares === undefined) return;
  await deriveVisitsAndHours(scoped, { fromMs: range.fromMs, toMs: Math.max(range.toMs, removed[0]?.until ?? range.toMs) }, squares);
}

/**
 * Derives `visit` and `presence` anew wherever the ledger of record may have changed within the range: for every square with rows or visits there (and for
 * `squares`, an array literal, whose rows are gone), from the first visit touched to the last. The one way these tables are written besides a first load.
 */
export async function deriveVisitsAndHours(scoped: Scoped, range: InstantRange, squares = '{}'): Promise<void> {
  const from = instant(range.fromMs);
  const to = instant(range.toMs);
  await scoped.session.script('DROP TABLE IF EXISTS pg_temp.touched; CREATE TEMPORARY TABLE touched (square_id bigint PRIMARY KEY, from_at timestamptz, to_at timestamptz) ON COMMIT DROP');
  await scoped.tx.execute(sql`
    INSERT INTO touched
    SELECT s.square_id, least(${from}, min(v.start_at)), greatest(${to}, max(v.end_at))
    FROM (SELECT square_id FROM presence_interval WHERE start_at >= ${from} - interval '24 hours' AND start_at <= ${to} AND end_at >= ${from}
          UNION SELECT unnest(${squares}::bigint[])) s
    LEFT JOIN visit v ON v.square_id = s.square_id AND v.start_at <= ${to} + interval '120 seconds' AND v.end_at >= ${from} - interval '120 seconds'
    GROUP BY s.square_id`);
  const rows = await fetchIntervals(
    scoped,
    `SELECT i.square_id, i.start_at, i.end_at, coalesce(i.unit_id, 0), i.mode, i.kind, i.evidence, i.duty, i.seen_only
     FROM touched t JOIN presence_interval i ON i.square_id = t.square_id
       AND i.start_at >= date_trunc('hour', t.from_at) - interval '24 hours' AND i.start_at < date_trunc('hour', t.to_at) + interval '1 hour'
       AND i.end_at >= date_trunc('hour', t.from_at)`,
  );
  const { visits, hours } = deriveRecords(rows);
  await scoped.tx.execute(sql`DELETE FROM visit USING touched t WHERE visit.square_id = t.square_id AND visit.start_at >= t.from_at AND visit.start_at <= t.to_at`);
  await scoped.tx.execute(sql`
    DELETE FROM presence USING touched t
    WHERE presence.square_id = t.square_id AND presence.hour_at >= date_trunc('hour', t.from_at) AND presence.hour_at <= t.to_at`);
  // Rows before a square's first touched visit were read for the full hours only; what they make of visits stands already.
  await stageRows(scoped, 'new_visit', 'square_id bigint, start_at timestamptz, end_at timestamptz, seconds_by_mode real[]', visitRows(visits));
  await scoped.tx.execute(sql`
    INSERT INTO visit (square_id, start_at, end_at, seconds_by_mode)
    SELECT n.square_id, n.start_at, n.end_at, n.seconds_by_mode FROM new_visit n JOIN touched t USING (square_id)
    WHERE n.start_at >= t.from_at AND n.start_at <= t.to_at`);
  await stageColumns(scoped, 'new_presence', hourColumns(hours), hours.length);
  await scoped.tx.execute(sql`
    INSERT INTO presence (square_id, hour_at, mode, unit_seconds, patrol_seconds, seen_seconds)
    SELECT n.square_id, n.hour_at, n.mode, n.unit_seconds, n.patrol_seconds, n.seen_seconds FROM new_presence n JOIN touched t USING (square_id)
    WHERE n.hour_at >= date_trunc('hour', t.from_at) AND n.hour_at <= t.to_at`);
}

function* visitRows(visits: VisitRecords): Generator<[number, string, string, number[]]> {
  const modes = PATROL_MODES.length;
  for (let i = 0; i < visits.length; i++) {
    yield [
      visits.squareId[i]!,
      new Date(visits.startMs[i]!).toISOString(),
      new Date(visits.endMs[i]!).toISOString(),
      Array.from(visits.secondsByMode.subarray(i * modes, (i + 1) * modes)),
    ];
  }
}

function hourColumns(hours: PresenceHours): BinaryCopyColumn[] {
  return [
    { name: 'square_id', type: 'int8', values: hours.squareId },
    { name: 'hour_at', type: 'instant', values: hours.hourMs },
    { name: 'mode', type: 'int2', values: hours.mode },
    { name: 'unit_seconds', type: 'float4', values: hours.unitSeconds },
    { name: 'patrol_seconds', type: 'float4', values: hours.patrolSeconds },
    { name: 'seen_seconds', type: 'float4', values: hours.seenSeconds },
  ];
}

async function writeVisits(scoped: Scoped, visits: VisitRecords): Promise<void> {
  await copyRows(scoped, 'visit', ['square_id', 'start_at', 'end_at', 'seconds_by_mode'], visitRows(visits));
}

async function writeHours(scoped: Scoped, hours: PresenceHours): Promise<void> {
  await copyColumns(scoped, 'presence', hourColumns(hours), hours.length);
}

/** Rows of the ledger that touch the range, in no order; the unit is 0 once it was dropped by retention. */
export async function intervalsInWindow(scoped: Scoped, range: InstantRange): Promise<PresenceIntervals> {
  return fetchIntervals(
    scoped,
    `${SELECT} WHERE start_at >= ${sqlInstant(range.fromMs - LONGEST_ROW_MS)} AND start_at < ${sqlInstant(range.toMs)} AND end_at > ${sqlInstant(range.fromMs)}`,
  );
}

/** Rows of the ledger that start in the range: consecutive ranges give every row once. */
export async function intervalsStartingIn(scoped: Scoped, range: InstantRange): Promise<PresenceIntervals> {
  return fetchIntervals(scoped, `${SELECT} WHERE start_at >= ${sqlInstant(range.fromMs)} AND start_at < ${sqlInstant(range.toMs)}`);
}

/** Keeps time without data beside the ledger; a stretch already there is replaced. */
export async function insertUnknown(scoped: Scoped, stretches: readonly UnknownStretch[]): Promise<void> {
  if (stretches.length === 0) return;
  await stageRows(
    scoped,
    'new_unknown',
    'unit_id integer, start_at timestamptz, end_at timestamptz, lng float8, lat float8',
    stretches.map((each) => [each.unitId, new Date(each.startMs).toISOString(), new Date(each.endMs).toISOString(), each.location[0], each.location[1]]),
  );
  await scoped.tx.execute(sql`
    INSERT INTO unknown_interval (unit_id, start_at, end_at, location)
    SELECT unit_id, start_at, end_at, ST_SetSRID(ST_MakePoint(lng, lat), 4326) FROM new_unknown
    ON CONFLICT (unit_id, start_at) DO UPDATE SET end_at = excluded.end_at, location = excluded.location`);
}

/** Takes a unit's stretches that start in the range away, before it is credited anew. */
export async function deleteUnknown(scoped: Scoped, unitId: number, range: InstantRange): Promise<void> {
  await scoped.tx.execute(sql`
    DELETE FROM unknown_interval WHERE unit_id = ${unitId}::integer AND start_at >= ${instant(range.fromMs)} AND start_at < ${instant(range.toMs)}`);
}

/** Time without data that touches the range. */
export async function unknownInWindow(scoped: Scoped, range: InstantRange): Promise<UnknownStretch[]> {
  const rows = await scoped.tx.execute<{ unit_id: number; start_at: number; end_at: number; lng: number; lat: number }>(sql`
    SELECT unit_id, start_at, end_at, ST_X(location) AS lng, ST_Y(location) AS lat FROM unknown_interval
    WHERE start_at < ${instant(range.toMs)} AND end_at > ${instant(range.fromMs)}`);
  return rows.map((row) => ({ unitId: row.unit_id, startMs: row.start_at, endMs: row.end_at, location: [row.lng, row.lat] }));
}

/** Patrol time by hour of the UTC calendar, union per square summed over squares, seconds: what the hour x weekday matrix folds into local hours. */
export async function patrolSecondsByHour(scoped: Scoped, range: InstantRange): Promise<{ readonly hourMs: Float64Array; readonly patrolSeconds: Float64Array }> {
  const rows = await fetchColumns(
    scoped,
    { hourMs: 'instant', patrolSeconds: 'float8' },
    `SELECT hour_at, sum(patrol_seconds)::float8 FROM presence
     WHERE hour_at >= ${sqlInstant(range.fromMs)} AND hour_at < ${sqlInstant(range.toMs)} GROUP BY hour_at ORDER BY hour_at`,
  );
  return { hourMs: rows.hourMs, patrolSeconds: rows.patrolSeconds };
}
