import { sql } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { DayType } from '@beatline/shared/model/day_type';
import { EVIDENCE_CLASSES } from '@beatline/shared/model/evidence';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { instant } from '../engine/instant_sql';

/** A unit signed in at a place and out again. */
export interface SignIn extends InstantRange {
  readonly unitId: number;
  readonly placeId: number;
}

/** Adds sign-ins; one of a unit, place and start that is known gets its new end. */
export async function upsertSignIns(scoped: Scoped, signIns: readonly SignIn[], batchId: number): Promise<void> {
  const byKey = new Map(signIns.map((signIn) => [`${signIn.unitId} ${signIn.placeId} ${signIn.fromMs}`, signIn]));
  await stageRows(
    scoped,
    'staged_sign_in',
    'unit_id integer, place_id integer, from_at timestamptz, to_at timestamptz',
    [...byKey.values()].map(({ unitId, placeId, fromMs, toMs }) => [
      unitId,
      placeId,
      new Date(fromMs).toISOString(),
      new Date(toMs).toISOString(),
    ]),
  );
  await scoped.tx.execute(sql`
    INSERT INTO sign_in (unit_id, place_id, from_at, to_at, batch_id)
    SELECT unit_id, place_id, from_at, to_at, ${batchId}::integer FROM staged_sign_in
    ON CONFLICT (unit_id, place_id, from_at) DO UPDATE SET to_at = excluded.to_at, batch_id = excluded.batch_id`);
}

/** Sign-ins of a unit that overlap or touch a stretch of time, by start and place. */
export async function signInsOfUnit(scoped: Scoped, unitId: number, range: InstantRange): Promise<SignIn[]> {
  const rows = await scoped.tx.execute<{ placeId: number; fromMs: number; toMs: number }>(sql`
    SELECT place_id AS "placeId", from_at AS "fromMs", to_at AS "toMs" FROM sign_in
    WHERE unit_id = ${unitId} AND from_at <= ${instant(range.toMs)} AND to_at >= ${instant(range.fromMs)} ORDER BY from_at, place_id`);
  return rows.map((row) => ({ ...row, unitId }));
}

/** When each unit signed in: of an import, or within a stretch of time. */
export async function signInSpans(
  scoped: Scoped,
  of: { readonly batchId: number } | InstantRange,
): Promise<{ readonly unitId: number; readonly span: InstantRange }[]> {
  const which =
    'batchId' in of ? sql`batch_id = ${of.batchId}::integer` : sql`from_at < ${instant(of.toMs)} AND to_at > ${instant(of.fromMs)}`;
  const rows = await scoped.tx.execute<{ unitId: number; fromMs: number; toMs: number }>(sql`
    SELECT unit_id AS "unitId", min(from_at) AS "fromMs", max(to_at) AS "toMs" FROM sign_in WHERE ${which}
    GROUP BY unit_id ORDER BY unit_id`);
  return rows.map(({ unitId, fromMs, toMs }) => ({ unitId, span: { fromMs, toMs } }));
}

/** A place with posts: where it is, the hours of its posts, and days of the calendar that are special for it or for everyone. */
export interface PostedPlace {
  readonly placeId: number;
  readonly location: LngLat;
  /** Times of day `07:20`. */
  readonly windows: readonly { readonly from: string; readonly to: string; readonly dayTypes: readonly DayType[] }[];
  /** By local day `2026-11-20`. */
  readonly dayTypes: Readonly<Record<string, DayType>>;
}

/** Places that have posts, of these names or codes; a code counts before a name. The key is what was asked. */
export async function postedPlacesNamed(
  scoped: Scoped,
  names: readonly string[],
): Promise<ReadonlyMap<string, { readonly placeId: number; readonly hasPosts: boolean }>> {
  const rows = await scoped.tx.execute<{ asked: string; placeId: number; hasPosts: boolean }>(sql`
    SELECT DISTINCT ON (asked) asked, place.id AS "placeId", EXISTS (SELECT FROM place_post WHERE place_id = place.id) AS "hasPosts"
    FROM jsonb_array_elements_text(${JSON.stringify([...new Set(names)])}::jsonb) AS asked JOIN place ON place.code = asked OR place.name = asked
    ORDER BY asked, place.code <> asked, place.id`);
  return new Map(rows.map(({ asked, ...found }) => [asked, found]));
}

/** The posts of these places. */
export async function postedPlaces(scoped: Scoped, placeIds: readonly number[]): Promise<ReadonlyMap<number, PostedPlace>> {
  const rows = await scoped.tx.execute<{
    placeId: number;
    lng: number;
    lat: number;
    windows: PostedPlace['windows'];
    days: readonly { readonly day: string; readonly type: DayType }[];
  }>(sql`
    SELECT place.id AS "placeId", ST_X(location) AS lng, ST_Y(location) AS lat,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('from', to_char(starts_at, 'HH24:MI:SS'), 'to', to_char(ends_at, 'HH24:MI:SS'), 'dayTypes', to_jsonb(day_types))
                                      ORDER BY starts_at, ends_at), '[]') FROM place_post WHERE place_id = place.id) AS windows,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('day', to_char(day, 'YYYY-MM-DD'), 'type', day_type) ORDER BY school_place_id NULLS FIRST), '[]')
            FROM calendar WHERE school_place_id = place.id OR school_place_id IS NULL) AS days
    FROM place WHERE place.id IN (SELECT value::integer FROM jsonb_array_elements_text(${JSON.stringify(placeIds)}::jsonb))`);
  return new Map(
    rows.map(({ placeId, lng, lat, windows, days }) => [
      placeId,
      // of one day what the calendar says of the place itself comes last and counts
      { placeId, location: [lng, lat] as LngLat, windows, dayTypes: Object.fromEntries(days.map(({ day, type }) => [day, type])) },
    ]),
  );
}

/** Where the roster has a unit stand within a stretch of time: duties that name a place. */
export async function rosteredPlaces(
  scoped: Scoped,
  unitId: number,
  range: InstantRange,
): Promise<readonly (InstantRange & { readonly location: LngLat })[]> {
  const rows = await scoped.tx.execute<{ fromMs: number; toMs: number; lng: number; lat: number }>(sql`
    SELECT starts_at AS "fromMs", ends_at AS "toMs", ST_X(location) AS lng, ST_Y(location) AS lat FROM roster JOIN place ON place.id = place_id
    WHERE unit_id = ${unitId} AND starts_at < ${instant(range.toMs)} AND ends_at > ${instant(range.fromMs)} ORDER BY starts_at`);
  return rows.map(({ fromMs, toMs, lng, lat }) => ({ fromMs, toMs, location: [lng, lat] }));
}

/** Removes what the ledger holds of a unit as declared and starts within a stretch of time. */
export async function removeDeclared(scoped: Scoped, unitId: number, range: InstantRange): Promise<void> {
  await scoped.tx.execute(sql`
    DELETE FROM presence_interval WHERE unit_id = ${unitId} AND evidence = ${EVIDENCE_CLASSES.indexOf('declared')}
      AND start_at >= ${instant(range.fromMs)} AND start_at < ${instant(range.toMs)}`);
}
