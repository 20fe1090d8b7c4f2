import { sql } from 'drizzle-orm';
import type { CalendarEntry } from '@beatline/shared/formats/calendar_columns';
import { daysLikeOthers, type DaysLikeOthers, type DayType } from '@beatline/shared/model/day_type';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';

/**
 * Sets the type of days, for everyone or for a school found by code, then by name. Of rows for the same day the last one counts. Answers the row numbers
 * that name an unknown school; they are not stored.
 */
export async function upsertCalendar(
  scoped: Scoped,
  entries: readonly (CalendarEntry & { readonly rowNumber: number })[],
): Promise<{ readonly unknownSchools: readonly number[] }> {
  await stageRows(
    scoped,
    'staged_calendar',
    'row_number integer, day date, day_type text, school text',
    entries.map((entry) => [entry.rowNumber, entry.day, entry.dayType, entry.school]),
  );
  const rows = await scoped.tx.execute<{ rowNumber: number }>(sql`
    WITH asked AS (SELECT DISTINCT school FROM staged_calendar WHERE school IS NOT NULL),
    known AS (SELECT id, code, name FROM place WHERE kind IN ('school', 'kindergarten')),
    found AS (
      SELECT DISTINCT ON (school) school, id FROM (
        SELECT asked.school, known.id, known.code FROM asked JOIN known ON known.code = asked.school
        UNION ALL SELECT asked.school, known.id, known.code FROM asked JOIN known ON known.name = asked.school) named
      ORDER BY school, code <> school, id
    ), resolved AS (
      SELECT staged.*, found.id AS school_id FROM staged_calendar staged LEFT JOIN found ON found.school = staged.school
    ), written AS (
      INSERT INTO calendar (day, school_place_id, day_type)
      SELECT DISTINCT ON (day, school_id) day, school_id, day_type FROM resolved
      WHERE school IS NULL OR school_id IS NOT NULL ORDER BY day, school_id, row_number DESC
      ON CONFLICT (day, school_place_id) DO UPDATE SET day_type = excluded.day_type)
    SELECT row_number AS "rowNumber" FROM resolved WHERE school IS NOT NULL AND school_id IS NULL ORDER BY row_number`);
  return { unknownSchools: rows.map((row) => row.rowNumber) };
}

/** Days of the deployment's calendar (not of single schools), and which of them go like another weekday than their own. */
export async function calendarDays(
  scoped: Scoped,
): Promise<{ readonly dayTypes: Readonly<Record<string, DayType>>; readonly unusualDays: DaysLikeOthers }> {
  const rows = await scoped.tx.execute<{ day: string; dayType: DayType }>(
    sql`SELECT to_char(day, 'YYYY-MM-DD') AS day, day_type AS "dayType" FROM calendar WHERE school_place_id IS NULL ORDER BY day`,
  );
  return { dayTypes: Object.fromEntries(rows.map(({ day, dayType }) => [day, dayType])), unusualDays: daysLikeOthers(rows) };
}
