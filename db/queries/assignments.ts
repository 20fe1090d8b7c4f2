import { sql } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';

export interface AssignmentRow {
  readonly rowNumber: number;
  readonly postCode: string;
  readonly policeCellCode: string;
  /** First local day, `2026-11-21`. */
  readonly validFrom: string;
  /** Day it ends, not included; undefined while it lasts. */
  readonly validTo: string | undefined;
}

/** Adds or replaces assignments by post, police cell and first day. Answers the row numbers that name an unknown police cell; they are not stored. */
export async function upsertAssignments(
  scoped: Scoped,
  rows: readonly AssignmentRow[],
): Promise<{ readonly unknownCells: readonly number[] }> {
  await stageRows(
    scoped,
    'staged_assignment',
    'row_number integer, post_code text, cell_code text, valid_from date, valid_to date',
    rows.map((row) => [row.rowNumber, row.postCode, row.policeCellCode, row.validFrom, row.validTo]),
  );
  const unknown = await scoped.tx.execute<{ rowNumber: number }>(sql`
    WITH resolved AS (
      SELECT staged.*, cell.id AS cell_id FROM staged_assignment staged
        LEFT JOIN jurisdiction cell ON cell.level = 'police-cell' AND cell.code = staged.cell_code
    ), written AS (
      INSERT INTO assignment (post_code, police_cell_id, valid_from, valid_to)
      SELECT DISTINCT ON (post_code, cell_id, valid_from) post_code, cell_id, valid_from, valid_to FROM resolved WHERE cell_id IS NOT NULL
      ORDER BY post_code, cell_id, valid_from, row_number DESC
      ON CONFLICT (post_code, police_cell_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to)
    SELECT row_number AS "rowNumber" FROM resolved WHERE cell_id IS NULL ORDER BY row_number`);
  return { unknownCells: unknown.map((row) => row.rowNumber) };
}

/** Codes of police cells no post answers for on a local day. */
export async function unassignedCells(scoped: Scoped, day: string): Promise<string[]> {
  const rows = await scoped.tx.execute<{ code: string }>(sql`
    SELECT code FROM jurisdiction cell WHERE level = 'police-cell' AND NOT EXISTS (
      SELECT FROM assignment a WHERE a.police_cell_id = cell.id AND a.valid_from <= ${day}::date AND (a.valid_to IS NULL OR a.valid_to > ${day}::date))
    ORDER BY code COLLATE "C"`);
  return rows.map((row) => row.code);
}
