import { sql } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { DayType } from '@beatline/shared/model/day_type';
import { Refusal } from '@beatline/shared/model/refusal';
import { schoolWindowSchema, type SchoolWindow } from '@beatline/shared/model/school_plan';
import type { Scoped } from '../engine/scope';

/** A school with its plan 一校一策: the windows in which somebody has to be in one of its rings. */
export interface StoredSchoolPlan {
  readonly placeId: number;
  readonly name: string;
  readonly location: LngLat;
  readonly stationId: number | undefined;
  readonly windows: readonly SchoolWindow[];
  /** What the calendar says of the day for this school, or for everybody; undefined where it says nothing. */
  readonly dayType: DayType | undefined;
}

/** Every school and kindergarten, by name, with its windows by time and the calendar's word on a local day `2026-11-20`. */
export async function listSchoolPlans(scoped: Scoped, day: string): Promise<readonly StoredSchoolPlan[]> {
  const rows = await scoped.tx.execute<{
    placeId: number;
    name: string;
    lng: number;
    lat: number;
    stationId: number | null;
    dayType: DayType | null;
    windows: readonly unknown[];
  }>(sql`
    SELECT place.id AS "placeId", place.name, ST_X(location) AS lng, ST_Y(location) AS lat, station_id AS "stationId",
           (SELECT day_type FROM calendar WHERE day = ${day}::date AND (school_place_id = place.id OR school_place_id IS NULL)
            ORDER BY school_place_id NULLS LAST LIMIT 1) AS "dayType",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('ring', ring, 'from', to_char(starts_at, 'HH24:MI'), 'to', to_char(ends_at, 'HH24:MI'),
                                                         'dayTypes', to_jsonb(day_types), 'officers', officers) ORDER BY starts_at, ring), '[]')
            FROM place_post WHERE place_id = place.id AND place_post.kind = 'school') AS windows
    FROM place WHERE place.kind IN ('school', 'kindergarten') ORDER BY place.name, place.id`);
  return rows.map((row) => ({
    placeId: row.placeId,
    name: row.name,
    location: [row.lng, row.lat],
    stationId: row.stationId ?? undefined,
    windows: row.windows.map((window) => schoolWindowSchema.parse(window)),
    dayType: row.dayType ?? undefined,
  }));
}

/** Replaces the windows of a school's plan; none left means it has no plan. Throws a Refusal when there is no such school, and when two windows of a ring begin together. */
export async function replaceSchoolPlan(
  scoped: Scoped,
  placeId: number,
  windows: readonly SchoolWindow[],
): Promise<{ readonly name: string }> {
  const [school] = await scoped.tx.execute<{ name: string }>(
    sql`SELECT name FROM place WHERE id = ${placeId} AND kind IN ('school', 'kindergarten')`,
  );
  if (school === undefined) throw new Refusal('not_found', `there is no school ${placeId}`, 'choose one from the list');
  const starts = new Set<string>();
  for (const { ring, from } of windows) {
    if (starts.has(`${ring} ${from}`))
      throw new Refusal('school_window', `two windows of the ring ${ring} begin at ${from}`, 'make one of them, or let one begin later');
    starts.add(`${ring} ${from}`);
  }
  await scoped.tx.execute(sql`DELETE FROM place_post WHERE place_id = ${placeId} AND kind = 'school'`);
  for (const { ring, from, to, dayTypes, officers } of windows) {
    await scoped.tx.execute(sql`
      INSERT INTO place_post (place_id, kind, ring, starts_at, ends_at, day_types, officers)
      VALUES (${placeId}, 'school', ${ring}, ${from}::time, ${to}::time, ${`{${dayTypes.join(',')}}`}::text[], ${officers})`);
  }
  return school;
}
