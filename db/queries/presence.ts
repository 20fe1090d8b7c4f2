import { sql } from 'drizzle-orm';
import { deriveRecords, type PresenceHours, type VisitRecords } from '@beatline/shared/coverage/derive_records';
import { allocateIntervals, takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { VISIT_INTERRUPTION_MS } from '@beatline/shared/coverage/visits';
import { PATROL_MODES, modeCodeOf, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Scoped } from '../engine/scope';
import { copyColumns, copyRows, stageColumns, type BinaryCopyColumn } from '../engine/copy_rows';
import { fetchColumns, sqlInstant, sqlNumber } from '../engine/fetch_columns';
import { refreshStatistics } from '../engine/refresh_statistics';
import { instant, numberArray } from '../engine/instant_sql';
import { pointHex } from '../engine/well_known_binary';
import { ensureDays } from './day_partitions';

const DAY_MS = 86_400_000;
/** Deriving more rows than this is the end of a bulk load, after which the planner should look again. */
const BULK_ROWS = 20_000;
const HOUR_MS = 3_600_000;
/** The ledger keeps nothing longer in one row, so that a window knows how far back to look. */
const LONGEST_INTERVAL_MS = DAY_MS;

// The ledger of record ----------------------------------------------------------------------------------------------------------------------

/**
 * Adds rows to the ledger. Rows in squares that do not exist credit nothing and are left out; rows the ledger has already (square, start, unit, sight) are
 * kept as they were. Rows longer than a day are split. To correct a stretch of a unit's time, {@link removeIntervals} first. `known` says that every row is longer than
 * nothing and in a square there is, which saves reading them.
 */
export async function insertIntervals(
  scoped: Scoped,
  intervals: PresenceIntervals,
  known?: 'in squares',
): Promise<{ readonly stored: number; readonly outside: number }> {
  const inside = known === undefined ? takeIntervals(intervals, await rowsInSquares(scoped, intervals)) : intervals;
  const outside = intervals.length - inside.length;
  const rows = splitLong(inside);
  if (rows.length === 0) return { stored: 0, outside };
  await ensureDays(scoped, 'presence_interval', rows.startMs);
  const columns: BinaryCopyColumn[] = [
    { name: 'square_id', type: 'int8', values: rows.squareId },
    { name: 'start_at', type: 'instant', values: rows.startMs },
    { name: 'end_at', type: 'instant', values: rows.endMs },
    { name: 'unit_id', type: 'int4', values: rows.unitId },
    { name: 'mode', type: 'int2', values: rows.mode },
    { name: 'kind', type: 'int2', values: rows.kind },
    { name: 'evidence', type: 'int2', values: rows.evidence },
    { name: 'duty', type: 'int2', values: rows.duty },
    { name: 'seen_only', type: 'bool', values: rows.seenOnly },
  ];
  if (scoped.scope.kind === 'deployment' && !(await hasIntervals(scoped, rows))) {
    await copyColumns(scoped, 'presence_interval', columns, rows.length);
    return { stored: rows.length, outside };
  }
  await stageColumns(scoped, 'staged_interval', columns, rows.length);
  const [row] = await scoped.tx.execute<{ stored: number }>(sql`
    WITH added AS (
      INSERT INTO presence_interval (square_id, start_at, end_at, unit_id, mode, kind, evidence, duty, seen_only)
      SELECT square_id, start_at, end_at, unit_id, mode, kind, evidence, duty, seen_only FROM staged_interval ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) AS stored FROM added`);
  return { stored: row?.stored ?? 0, outside };
}

/** The rows as the ledger takes them: those in squares there are, none longer than a day. */
export async function preparedIntervals(scoped: Scoped, intervals: PresenceIntervals): Promise<PresenceIntervals> {
  return splitLong(takeIntervals(intervals, await rowsInSquares(scoped, intervals)));
}

async function rowsInSquares(scoped: Scoped, intervals: PresenceIntervals): Promise<number[]> {
  const { squareId } = await fetchColumns(scoped, { squareId: 'int8' }, 'SELECT id FROM square');
  const known = new Set(squareId);
  const rows: number[] = [];
  for (let i = 0; i < intervals.length; i++)
    if (known.has(intervals.squareId[i]) && intervals.endMs[i] > intervals.startMs[i]) rows.push(i);
  return rows;
}

function splitLong(intervals: PresenceIntervals): PresenceIntervals {
  const order: number[] = [];
  const starts: number[] = [];
  for (let i = 0; i < intervals.length; i++) {
    for (let startMs = intervals.startMs[i]; startMs < intervals.endMs[i]; startMs += LONGEST_INTERVAL_MS) {
      order.push(i);
      starts.push(startMs);
    }
  }
  if (order.length === intervals.length) return intervals;
  const split = takeIntervals(intervals, order);
  split.startMs.set(starts);
  for (let k = 0; k < order.length; k++) split.endMs[k] = Math.min(split.endMs[k], starts[k] + LONGEST_INTERVAL_MS);
  return split;
}

async function hasIntervals(scoped: Scoped, rows: PresenceIntervals): Promise<boolean> {
  const { fromMs, toMs } = spanOf(rows);
  const found = await scoped.tx.execute<{ one: number }>(sql`
    SELECT 1 AS one FROM presence_interval WHERE unit_id = ANY (${numberArray(new Set(rows.unitId))}::integer[])
      AND start_at BETWEEN ${instant(fromMs)} AND ${instant(toMs)} LIMIT 1`);
  return found.length > 0;
}

function spanOf(rows: PresenceIntervals): InstantRange {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (let i = 0; i < rows.length; i++) {
    fromMs = Math.min(fromMs, rows.startMs[i]);
    toMs = Math.max(toMs, rows.startMs[i]);
  }
  return { fromMs, toMs };
}

/** Removes what the ledger and the unknown time hold of a unit that starts within a stretch of time, to be credited anew. */
export async function removeIntervals(scoped: Scoped, unitId: number, range: InstantRange): Promise<{ readonly removed: number }> {
  const [row] = await scoped.tx.execute<{ removed: number }>(sql`
    WITH gone AS (DELETE FROM presence_interval WHERE unit_id = ${unitId} AND start_at >= ${instant(range.fromMs)} AND start_at < ${instant(range.toMs)} RETURNING 1)
    SELECT count(*) AS removed FROM gone`);
  await removeUnknown(scoped, unitId, { fromMs: range.fromMs, toMs: range.toMs - 1 });
  return { removed: row?.removed ?? 0 };
}

/** Removes the silences of a unit that start within a stretch of time, both ends included. */
export async function removeUnknown(scoped: Scoped, unitId: number, range: InstantRange): Promise<void> {
  await scoped.tx.execute(
    sql`DELETE FROM unknown_interval WHERE unit_id = ${unitId} AND start_at BETWEEN ${instant(range.fromMs)} AND ${instant(range.toMs)}`,
  );
}

/** Rows of the ledger that overlap a window, uncut, by square and start. About 300,000 a second. */
export async function intervalsInWindow(
  scoped: Scoped,
  range: InstantRange,
  filter: { readonly modes?: readonly PatrolMode[]; readonly squareIds?: readonly number[]; readonly unitIds?: readonly number[] } = {},
): Promise<PresenceIntervals> {
  const conditions = [
    `start_at < ${sqlInstant(range.toMs)}`,
    `start_at > ${sqlInstant(range.fromMs - LONGEST_INTERVAL_MS)}`,
    `end_at > ${sqlInstant(range.fromMs)}`,
    ...(filter.modes === undefined ? [] : [`mode = ANY ('{${filter.modes.map(modeCodeOf).join(',')}}')`]),
    ...(filter.squareIds === undefined ? [] : [`square_id = ANY ('{${filter.squareIds.map(sqlNumber).join(',')}}')`]),
    ...(filter.unitIds === undefined ? [] : [`unit_id = ANY ('{${filter.unitIds.map(sqlNumber).join(',')}}')`]),
  ];
  const rows = await fetchColumns(
    scoped,
    {
      squareId: 'int8',
      startMs: 'instant',
      endMs: 'instant',
      unitId: 'int4',
      mode: 'int2',
      kind: 'int2',
      evidence: 'int2',
      duty: 'int2',
      seenOnly: 'bool',
    },
    `SELECT square_id, start_at, end_at, coalesce(unit_id, -1), mode, kind, evidence, duty, seen_only FROM presence_interval
     WHERE ${conditions.join(' AND ')} ORDER BY square_id, start_at, unit_id, seen_only`,
  );
  const intervals = allocateIntervals(rows.length);
  for (const name of ['squareId', 'startMs', 'endMs', 'unitId', 'mode', 'kind', 'evidence', 'duty', 'seenOnly'] as const)
    intervals[name].set(rows[name]);
  return intervals;
}

// Unknown time ------------------------------------------------------------------------------------------------------------------------------

export interface UnknownIntervals {
  readonly length: number;
  readonly unitId: Int32Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly lng: Float64Array;
  readonly lat: Float64Array;
}

/** Keeps the silences of a unit; one that starts where another did replaces it. */
export async function insertUnknown(
  scoped: Scoped,
  unitId: number,
  stretches: readonly { readonly startMs: number; readonly endMs: number; readonly lng: number; readonly lat: number }[],
): Promise<void> {
  if (stretches.length === 0) return;
  await scoped.tx.execute(
    sql`DELETE FROM unknown_interval WHERE unit_id = ${unitId} AND start_at = ANY (${`{${stretches.map((s) => `"${new Date(s.startMs).toISOString()}"`).join(',')}}`}::timestamptz[])`,
  );
  await copyRows(
    scoped,
    'unknown_interval',
    ['unit_id', 'start_at', 'end_at', 'location'],
    stretches.map((s) => [unitId, new Date(s.startMs).toISOString(), new Date(s.endMs).toISOString(), pointHex([s.lng, s.lat])]),
  );
}

/** Unknown time that overlaps a window, uncut, by start. */
export async function unknownInWindow(scoped: Scoped, range: InstantRange): Promise<UnknownIntervals> {
  return fetchColumns(
    scoped,
    { unitId: 'int4', startMs: 'instant', endMs: 'instant', lng: 'float8', lat: 'float8' },
    `SELECT unit_id, start_at, end_at, ST_X(location), ST_Y(location) FROM unknown_interval
     WHERE start_at < ${sqlInstant(range.toMs)} AND end_at > ${sqlInstant(range.fromMs)} ORDER BY start_at, unit_id`,
  );
}

// Visits and hours --------------------------------------------------------------------------------------------------------------------------

/**
 * Derives visits and hours anew where the ledger changed: every hour the range touches, and every visit that lies in it or reached into it before. By the one
 * function of shared/coverage, so the answer is that of deriving everything.
 */
export async function deriveVisitsAndHours(
  scoped: Scoped,
  range: InstantRange,
): Promise<{ readonly visits: number; readonly hours: number }> {
  const near: InstantRange = { fromMs: range.fromMs - VISIT_INTERRUPTION_MS, toMs: range.toMs + VISIT_INTERRUPTION_MS };
  const stale = await fetchColumns(
    scoped,
    { squareId: 'int8', startMs: 'instant', endMs: 'instant' },
    `SELECT square_id, start_at, end_at FROM visit WHERE start_at <= ${sqlInstant(near.toMs)} AND end_at >= ${sqlInstant(near.fromMs)}`,
  );
  const hours: InstantRange = { fromMs: Math.floor(range.fromMs / HOUR_MS) * HOUR_MS, toMs: Math.ceil(range.toMs / HOUR_MS) * HOUR_MS };
  let fromMs = Math.min(hours.fromMs, near.fromMs);
  let toMs = Math.max(hours.toMs, near.toMs);
  for (let i = 0; i < stale.length; i++) {
    fromMs = Math.min(fromMs, stale.startMs[i] - VISIT_INTERRUPTION_MS);
    toMs = Math.max(toMs, stale.endMs[i] + VISIT_INTERRUPTION_MS);
  }
  const derived = deriveRecords(await intervalsInWindow(scoped, { fromMs, toMs }));
  await scoped.tx.execute(sql`DELETE FROM visit WHERE start_at <= ${instant(near.toMs)} AND end_at >= ${instant(near.fromMs)}`);
  await scoped.tx.execute(sql`DELETE FROM presence WHERE hour_at >= ${instant(hours.fromMs)} AND hour_at < ${instant(hours.toMs)}`);
  const counts = { visits: await storeVisits(scoped, derived.visits, near, stale), hours: await storeHours(scoped, derived.hours, hours) };
  if (counts.visits + counts.hours > BULK_ROWS) await refreshStatistics(scoped, ['visit', 'presence', 'presence_interval', 'track_piece']);
  return counts;
}

/** Visits near the range, and those that remain of visits that were. */
async function storeVisits(
  scoped: Scoped,
  visits: VisitRecords,
  near: InstantRange,
  stale: { readonly length: number; readonly squareId: Float64Array; readonly startMs: Float64Array; readonly endMs: Float64Array },
): Promise<number> {
  const staleBySquare = new Map<number, [startMs: number, endMs: number][]>();
  for (let i = 0; i < stale.length; i++) {
    const list = staleBySquare.get(stale.squareId[i]);
    if (list === undefined) staleBySquare.set(stale.squareId[i], [[stale.startMs[i], stale.endMs[i]]]);
    else list.push([stale.startMs[i], stale.endMs[i]]);
  }
  const kept: number[] = [];
  for (let i = 0; i < visits.length; i++) {
    const start = visits.startMs[i];
    const end = visits.endMs[i];
    const isNear = start <= near.toMs && end >= near.fromMs;
    if (isNear || staleBySquare.get(visits.squareId[i])?.some(([from, to]) => start <= to && end >= from) === true) kept.push(i);
  }
  const seconds = new Float32Array(kept.length * PATROL_MODES.length);
  kept.forEach((row, k) =>
    seconds.set(visits.secondsByMode.subarray(row * PATROL_MODES.length, (row + 1) * PATROL_MODES.length), k * PATROL_MODES.length),
  );
  await storeDerived(scoped, 'visit', kept.length, [
    { name: 'square_id', type: 'int8', values: take(visits.squareId, kept) },
    { name: 'start_at', type: 'instant', values: take(visits.startMs, kept) },
    { name: 'end_at', type: 'instant', values: take(visits.endMs, kept) },
    { name: 'seconds_by_mode', type: 'float4[]', values: seconds, perRow: PATROL_MODES.length },
  ]);
  return kept.length;
}

async function storeHours(scoped: Scoped, hours: PresenceHours, range: InstantRange): Promise<number> {
  const kept: number[] = [];
  for (let i = 0; i < hours.length; i++) if (hours.hourMs[i] >= range.fromMs && hours.hourMs[i] < range.toMs) kept.push(i);
  await storeDerived(scoped, 'presence', kept.length, [
    { name: 'square_id', type: 'int8', values: take(hours.squareId, kept) },
    { name: 'hour_at', type: 'instant', values: take(hours.hourMs, kept) },
    { name: 'mode', type: 'int2', values: take(hours.mode, kept) },
    { name: 'unit_seconds', type: 'float4', values: take(hours.unitSeconds, kept) },
    { name: 'patrol_seconds', type: 'float4', values: take(hours.patrolSeconds, kept) },
    { name: 'seen_seconds', type: 'float4', values: take(hours.seenSeconds, kept) },
  ]);
  return kept.length;
}

function take(values: Float64Array | Float32Array | Uint8Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

async function storeDerived(
  scoped: Scoped,
  table: 'visit' | 'presence',
  length: number,
  columns: readonly BinaryCopyColumn[],
): Promise<void> {
  if (scoped.scope.kind === 'deployment') return copyColumns(scoped, table, columns, length);
  await stageColumns(scoped, `staged_${table}`, columns, length);
  const names = sql.raw(columns.map((column) => column.name).join(', '));
  await scoped.tx.execute(sql`INSERT INTO ${sql.identifier(table)} (${names}) SELECT ${names} FROM ${sql.identifier(`staged_${table}`)}`);
}
