import { sql, type SQL } from 'drizzle-orm';
import { CATEGORY_GROUPS, type CategoryGroup, type PatrolClass } from '@beatline/shared/model/category';
import type { IncidentSource } from '@beatline/shared/model/incident';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Projection } from '@beatline/shared/geo/projection';
import type { Scoped } from '../engine/scope';
import { fetchColumns, sqlInstant } from '../engine/fetch_columns';
import { instant, numberArray } from '../engine/instant_sql';
import { boxAround, pointSql } from './near_sql';

/** Which incidents are meant. By default what drives patrols: street class, reported by citizens. */
export interface IncidentFilter {
  readonly group?: CategoryGroup | undefined;
  readonly patrolClasses?: readonly PatrolClass[];
  readonly sources?: readonly IncidentSource[];
}

function filterSql(filter: IncidentFilter): SQL {
  const classes = `{${(filter.patrolClasses ?? ['street']).join(',')}}`;
  const sources = `{${(filter.sources ?? ['citizen']).join(',')}}`;
  const group = filter.group === undefined ? sql`` : sql` AND category.category_group = ${filter.group}`;
  return sql`category.patrol_class = ANY (${classes}::text[]) AND incident.source = ANY (${sources}::text[])${group}`;
}

/** The same filter as text for {@link fetchColumns}: every value is one of a fixed list. */
function filterText(filter: IncidentFilter): string {
  const group =
    filter.group === undefined || !CATEGORY_GROUPS.includes(filter.group) ? '' : ` AND category.category_group = '${filter.group}'`;
  const listed = (values: readonly string[], known: readonly string[]) =>
    `'{${values.filter((value) => known.includes(value)).join(',')}}'::text[]`;
  return `category.patrol_class = ANY (${listed(filter.patrolClasses ?? ['street'], ['street', 'indoor', 'non_police', 'remote'])})
    AND incident.source = ANY (${listed(filter.sources ?? ['citizen'], ['citizen', 'officer'])})${group}`;
}

/** Position of a category group in CATEGORY_GROUPS, as SQL. */
const GROUP_CODE = `array_position('{${CATEGORY_GROUPS.join(',')}}'::text[], category.category_group) - 1`;

/** How many incidents there are, by what they are to the risk. */
export interface IncidentsByUse {
  /** Street class, on the map, reported by citizens: what drives demand. */
  readonly street: number;
  /** Everything else citizens reported. */
  readonly other: number;
  /** Street class, on the map, come upon by officers. */
  readonly officer: number;
}

export async function incidentsByUse(scoped: Scoped): Promise<IncidentsByUse> {
  const [row] = await scoped.tx.execute<{ street: number; other: number; officer: number }>(sql`
    SELECT count(*) FILTER (WHERE is_street AND source = 'citizen') AS street, count(*) FILTER (WHERE NOT is_street AND source = 'citizen') AS other,
           count(*) FILTER (WHERE is_street AND source = 'officer') AS officer
    FROM (SELECT source, location IS NOT NULL AND patrol_class = 'street' AS is_street FROM incident JOIN category ON code = category_code) used`);
  return row ?? { street: 0, other: 0, officer: 0 };
}

/** Located incidents as the risk fit reads them: projected metres, group code of CATEGORY_GROUPS. A range enters at its middle, with its length. */
export interface IncidentColumns {
  readonly length: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly instantMs: Float64Array;
  readonly rangeMs: Float64Array;
  readonly group: Uint8Array;
  readonly hourKnown: Uint8Array;
  /** Equal numbers are one category. */
  readonly category: Int32Array;
  /** 1: the time of a call is known; 0: a record without one. */
  readonly isCall: Uint8Array;
}

/** The located incidents of `historyDays` before `untilMs`, oldest first. */
export async function incidentsForRisk(
  scoped: Scoped,
  input: { readonly untilMs: number; readonly historyDays: number; readonly projection: Projection } & IncidentFilter,
): Promise<IncidentColumns> {
  const rows = await fetchColumns(
    scoped,
    {
      lng: 'float8',
      lat: 'float8',
      instantMs: 'instant',
      rangeMs: 'float8',
      group: 'int4',
      hourKnown: 'bool',
      category: 'int4',
      isCall: 'bool',
    },
    `SELECT ST_X(location), ST_Y(location), middle, extract(epoch FROM range)::float8 * 1000, ${GROUP_CODE}, hour_known, category.number::int4, received_at IS NOT NULL
     FROM (SELECT *, coalesce(occurred_until - occurred_at, interval '0') AS range,
             occurred_at + coalesce(occurred_until - occurred_at, interval '0') / 2 AS middle FROM incident) AS incident
     JOIN (SELECT *, row_number() OVER (ORDER BY code) AS number FROM category) AS category ON category.code = incident.category_code
     WHERE location IS NOT NULL AND occurred_at < ${sqlInstant(input.untilMs)} AND occurred_at >= ${sqlInstant(input.untilMs - input.historyDays * 86_400_000)} AND ${filterText(input)}
     ORDER BY middle, incident.id`,
  );
  const x = new Float64Array(rows.length);
  const y = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const position = input.projection.toMeters([rows.lng[i], rows.lat[i]]);
    x[i] = position.x;
    y[i] = position.y;
  }
  const { instantMs, rangeMs, hourKnown, category, isCall } = rows;
  return { length: rows.length, x, y, instantMs, rangeMs, group: Uint8Array.from(rows.group), hourKnown, category, isCall };
}

/** Incidents of a window as columns, oldest first: unlocated ones have NaN positions; square and station are -1 where there is none. */
export async function incidentsInWindow(scoped: Scoped, range: InstantRange, filter: IncidentFilter = {}) {
  return fetchColumns(
    scoped,
    {
      instantMs: 'instant',
      lng: 'float8',
      lat: 'float8',
      group: 'int4',
      squareId: 'int8',
      stationId: 'int4',
      policeCellId: 'int4',
      hourKnown: 'bool',
    },
    `SELECT occurred_at, ST_X(location), ST_Y(location), ${GROUP_CODE}, coalesce(square_id, -1), coalesce(station_id, -1), coalesce(police_cell_id, -1), hour_known
     FROM incident JOIN category ON category.code = incident.category_code
     WHERE occurred_at >= ${sqlInstant(range.fromMs)} AND occurred_at < ${sqlInstant(range.toMs)} AND ${filterText(filter)}
     ORDER BY occurred_at, incident.id`,
  );
}

/** Incidents of a window by group and station; `stationId` undefined outside every station. */
export async function incidentCounts(
  scoped: Scoped,
  range: InstantRange,
  filter: IncidentFilter = {},
): Promise<{ readonly group: CategoryGroup; readonly stationId: number | undefined; readonly incidents: number }[]> {
  const rows = await scoped.tx.execute<{ group: CategoryGroup; stationId: number | null; incidents: number }>(sql`
    SELECT category_group AS "group", station_id AS "stationId", count(*) AS incidents
    FROM incident JOIN category ON category.code = incident.category_code
    WHERE occurred_at >= ${instant(range.fromMs)} AND occurred_at < ${instant(range.toMs)} AND ${filterSql(filter)}
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows.map((row) => ({ group: row.group, stationId: row.stationId ?? undefined, incidents: row.incidents }));
}

/** Incidents of known hour of a window by local hour of the week: 7 rows from Monday, 24 columns. */
export async function hourMatrix(scoped: Scoped, range: InstantRange, filter: IncidentFilter = {}): Promise<number[][]> {
  const rows = await scoped.tx.execute<{ day: number; hour: number; incidents: number }>(sql`
    SELECT extract(isodow FROM local)::integer AS day, extract(hour FROM local)::integer AS hour, count(*) AS incidents
    FROM (SELECT occurred_at AT TIME ZONE (SELECT time_zone FROM deployment) AS local
          FROM incident JOIN category ON category.code = incident.category_code
          WHERE hour_known AND occurred_at >= ${instant(range.fromMs)} AND occurred_at < ${instant(range.toMs)} AND ${filterSql(filter)}) local_incident
    GROUP BY 1, 2`);
  const matrix = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const row of rows) matrix[row.day - 1][row.hour] = row.incidents;
  return matrix;
}

export interface NearIncident {
  readonly occurredAtMs: number;
  readonly group: CategoryGroup;
  readonly distanceMeters: number;
}

/** Incidents within a radius of a position, newest first. */
export async function incidentsNear(
  scoped: Scoped,
  input: {
    readonly position: LngLat;
    readonly radiusMeters: number;
    readonly range: InstantRange;
    readonly limit?: number;
  } & IncidentFilter,
): Promise<NearIncident[]> {
  const point = pointSql(input.position);
  return scoped.tx.execute<{ occurredAtMs: number; group: CategoryGroup; distanceMeters: number }>(sql`
    SELECT occurred_at AS "occurredAtMs", category_group AS "group", ST_Distance(location::geography, ${point}::geography) AS "distanceMeters"
    FROM incident JOIN category ON category.code = incident.category_code
    WHERE location && ${boxAround(input.position, input.radiusMeters)} AND ST_DWithin(location::geography, ${point}::geography, ${input.radiusMeters})
      AND occurred_at >= ${instant(input.range.fromMs)} AND occurred_at < ${instant(input.range.toMs)} AND ${filterSql(input)}
    ORDER BY occurred_at DESC LIMIT ${input.limit ?? 100}`);
}

/** The most frequent street group within a radius of each square's centre, with its count; squares without incidents are left out. */
export async function topCategories(
  scoped: Scoped,
  squareIds: readonly number[],
  range: InstantRange,
  radiusMeters: number,
): Promise<Map<number, { readonly group: CategoryGroup; readonly incidents: number }>> {
  const rows = await scoped.tx.execute<{ squareId: number; group: CategoryGroup; incidents: number }>(sql`
    SELECT DISTINCT ON (s.id) s.id AS "squareId", category_group AS "group", count(*) AS incidents
    FROM square s
      JOIN incident ON incident.location && ST_Expand(s.center, ${radiusMeters}::float8 / (110574 * cos(radians(ST_Y(s.center)))), ${radiusMeters}::float8 / 110574)
        AND ST_DWithin(incident.location::geography, s.center::geography, ${radiusMeters})
      JOIN category ON category.code = incident.category_code
    WHERE s.id = ANY (${numberArray(squareIds)}::bigint[]) AND occurred_at >= ${instant(range.fromMs)} AND occurred_at < ${instant(range.toMs)} AND ${filterSql({})}
    GROUP BY s.id, category_group ORDER BY s.id, count(*) DESC, category_group`);
  return new Map(rows.map((row) => [row.squareId, { group: row.group, incidents: row.incidents }]));
}
