import { sql } from 'drizzle-orm';
import type { RosterEntry } from '@beatline/shared/formats/roster_columns';
import { forceKindSchema, type ForceKind } from '@beatline/shared/model/force_kind';
import { patrolModeSchema, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { instant } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';

/**
 * Adds or replaces duties by unit and start; of equal ones the last row counts. A place is found by code, then by name. Answers the row numbers that name
 * an unknown unit or place; they are not stored.
 */
export async function upsertRoster(
  scoped: Scoped,
  entries: readonly (RosterEntry & { readonly rowNumber: number })[],
): Promise<{ readonly unknownUnits: readonly number[]; readonly unknownPlaces: readonly number[] }> {
  await stageRows(
    scoped,
    'staged_roster',
    'row_number integer, unit_code text, starts_at timestamptz, ends_at timestamptz, duty text, place text',
    entries.map((entry) => [
      entry.rowNumber,
      entry.unitCode,
      new Date(entry.startsAtMs).toISOString(),
      new Date(entry.endsAtMs).toISOString(),
      entry.duty,
      entry.place,
    ]),
  );
  const rows = await scoped.tx.execute<{ rowNumber: number; noUnit: boolean; noPlace: boolean }>(sql`
    WITH asked AS (SELECT DISTINCT place FROM staged_roster WHERE place IS NOT NULL),
    found AS (
      SELECT DISTINCT ON (place) place, id FROM (
        SELECT asked.place, place.id, place.code FROM asked JOIN place ON place.code = asked.place
        UNION ALL SELECT asked.place, place.id, place.code FROM asked JOIN place ON place.name = asked.place) named
      ORDER BY place, code <> place, id
    ), resolved AS (
      SELECT staged.*, unit.id AS unit_id, found.id AS place_id
      FROM staged_roster staged LEFT JOIN unit ON unit.code = staged.unit_code LEFT JOIN found ON found.place = staged.place
    ), written AS (
      INSERT INTO roster (unit_id, starts_at, ends_at, duty, place_id)
      SELECT DISTINCT ON (unit_id, starts_at) unit_id, starts_at, ends_at, duty, place_id FROM resolved
      WHERE unit_id IS NOT NULL AND (place IS NULL OR place_id IS NOT NULL) ORDER BY unit_id, starts_at, row_number DESC
      ON CONFLICT (unit_id, starts_at) DO UPDATE SET ends_at = excluded.ends_at, duty = excluded.duty, place_id = excluded.place_id)
    SELECT row_number AS "rowNumber", unit_id IS NULL AS "noUnit", place IS NOT NULL AND place_id IS NULL AS "noPlace" FROM resolved
    WHERE unit_id IS NULL OR (place IS NOT NULL AND place_id IS NULL) ORDER BY row_number`);
  return {
    unknownUnits: rows.filter((row) => row.noUnit).map((row) => row.rowNumber),
    unknownPlaces: rows.filter((row) => !row.noUnit && row.noPlace).map((row) => row.rowNumber),
  };
}

/** Patrol duties that reach into a range, with what their unit is. On-site units are left out: they are never patrol presence. */
export async function rosterDuties(
  scoped: Scoped,
  range: InstantRange,
): Promise<readonly { readonly fromMs: number; readonly toMs: number; readonly mode: PatrolMode; readonly kind: ForceKind }[]> {
  const rows = await scoped.tx.execute<{ fromMs: number; toMs: number; mode: string; kind: string }>(sql`
    SELECT roster.starts_at AS "fromMs", roster.ends_at AS "toMs", unit.mode, unit.kind
    FROM roster JOIN unit ON unit.id = roster.unit_id
    WHERE roster.duty = 'patrol' AND NOT unit.on_site AND roster.starts_at < ${instant(range.toMs)} AND roster.ends_at > ${instant(range.fromMs)}
    ORDER BY roster.id`);
  return rows.map((row) => ({ ...row, mode: patrolModeSchema.parse(row.mode), kind: forceKindSchema.parse(row.kind) }));
}
