import { sql } from 'drizzle-orm';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { copyRows } from '../engine/copy_rows';
import { instant, numberArray } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';

/** One run of a unit's cleaned fixes as it was credited as a whole. */
export interface CreditedRun extends InstantRange {
  readonly unitId: number;
  readonly fixes: number;
  /** Digest of the streets it was matched with; undefined when it was taken straight. */
  readonly streets: string | undefined;
  readonly observedSeconds: number;
  readonly matchedSeconds: number;
  readonly inferredSeconds: number;
  /** Fixes stored in its time that credit nothing, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Keeps how the runs of a unit within a stretch of time were credited, in place of those that began there. */
export async function replaceCreditedRuns(
  scoped: Scoped,
  unitId: number,
  range: InstantRange,
  runs: readonly CreditedRun[],
): Promise<void> {
  await scoped.tx.execute(
    sql`DELETE FROM credited_run WHERE unit_id = ${unitId} AND from_at BETWEEN ${instant(range.fromMs)} AND ${instant(range.toMs)}`,
  );
  await copyRows(
    scoped,
    'credited_run',
    ['unit_id', 'from_at', 'to_at', 'fixes', 'streets', 'observed_seconds', 'matched_seconds', 'inferred_seconds', 'dropped'],
    runs.map((run) => [
      run.unitId,
      new Date(run.fromMs).toISOString(),
      new Date(run.toMs).toISOString(),
      run.fixes,
      run.streets,
      run.observedSeconds,
      run.matchedSeconds,
      run.inferredSeconds,
      JSON.stringify(run.dropped),
    ]),
  );
}

/** Runs of a unit that touch a stretch of time, by start. */
export async function creditedRuns(scoped: Scoped, unitId: number, range: InstantRange): Promise<CreditedRun[]> {
  const rows = await scoped.tx.execute<Omit<CreditedRun, 'streets' | 'unitId'> & { streets: string | null }>(sql`
    SELECT from_at AS "fromMs", to_at AS "toMs", fixes, streets, observed_seconds AS "observedSeconds", matched_seconds AS "matchedSeconds",
      inferred_seconds AS "inferredSeconds", dropped
    FROM credited_run WHERE unit_id = ${unitId} AND from_at <= ${instant(range.toMs)} AND to_at >= ${instant(range.fromMs)} ORDER BY from_at`);
  return rows.map((row) => ({ ...row, unitId, streets: row.streets ?? undefined }));
}

/** Keeps other processes from crediting these units until the transaction ends: what they would correct is being corrected. */
export async function holdUnits(scoped: Scoped, unitIds: readonly number[]): Promise<void> {
  // In one order for everyone, so that no two wait for each other.
  await scoped.tx.execute(
    sql`SELECT pg_advisory_xact_lock(4870005, id) FROM unnest(${numberArray(unitIds.toSorted((a, b) => a - b))}::integer[]) AS wanted (id)`,
  );
}

/** Units that have fixes in a stretch of time, ascending by id. */
export async function unitsWithFixes(scoped: Scoped, range: InstantRange): Promise<number[]> {
  const rows = await scoped.tx.execute<{ id: number }>(sql`
    SELECT id FROM unit WHERE EXISTS (SELECT FROM fix WHERE fix.unit_id = unit.id AND at >= ${instant(range.fromMs)} AND at < ${instant(range.toMs)}) ORDER BY id`);
  return rows.map((row) => row.id);
}

/** Fixes since an instant that are stored and credit nothing, by unit code and reason. */
export async function droppedByUnit(scoped: Scoped, sinceMs: number): Promise<Map<string, Readonly<Record<string, number>>>> {
  const rows = await scoped.tx.execute<{ code: string; reason: string; fixes: number }>(sql`
    SELECT unit.code, dropped.key AS reason, sum(dropped.value::integer)::integer AS fixes
    FROM credited_run JOIN unit ON unit.id = unit_id, LATERAL jsonb_each_text(credited_run.dropped) AS dropped
    WHERE to_at >= ${instant(sinceMs)} GROUP BY 1, 2`);
  const byUnit = new Map<string, Record<string, number>>();
  for (const { code, reason, fixes } of rows) byUnit.set(code, { ...byUnit.get(code), [reason]: fixes });
  return byUnit;
}
