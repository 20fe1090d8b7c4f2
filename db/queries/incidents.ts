import { sql, type SQL } from 'drizzle-orm';
import { CATEGORY_GROUPS, type CategoryGroup, type PatrolClass } from '@beatline/shared/model/category';
import type { IncidentInput, IncidentSource } from '@beatline/shared/model/incident';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { createProjection, type Projection } from '@beatline/shared/geo/projection';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { fetchColumns, sqlInstant } from '../engine/fetch_columns';
import { refreshStatistics } from '../engine/refresh_statistics';
import { instant, numberArray } from '../engine/instant_sql';
import { pointHex } from '../engine/well_known_binary';
import { assignAreas } from './area_assignment';
import { ensureCategories, listCategories } from './categories';
import { requireGround, type DeploymentGround } from './deployment';
import { boxAround, pointSql } from './near_sql';

export interface IncidentLoad {
  /** New ones. */
  readonly loaded: number;
  readonly updated: number;
  /** Already there with the same values, or given twice. */
  readonly unchanged: number;
  /** Of the new ones: without a position. */
  readonly unlocated: number;
  /** Of the new ones: with a position outside every jurisdiction and square. */
  readonly outside: number;
  /** Categories nobody has mapped yet. */
  readonly unmappedCategories: readonly string[];
}

/** Loads of more rows than this change what the planner should expect. */
const BULK_ROWS = 1000;
/** Squares from the CRS origin that the lattice can number: shared/geo/lattice. */
const LATTICE_REACH = 2 ** 21 - 1;

/**
 * Adds new incidents and changes those whose values differ, by identity: loading the same rows again changes nothing. Makes missing categories, and gives
 * the rows their square, police cell and station. Of equal identities the last one counts.
 */
export async function loadIncidents(scoped: Scoped, batchId: number, incidents: Iterable<IncidentInput>): Promise<IncidentLoad> {
  const byIdentity = new Map<string, IncidentInput>();
  let rows = 0;
  for (const incident of incidents) {
    byIdentity.set(incident.identity, incident);
    rows++;
  }
  const codes = new Set([...byIdentity.values()].map((incident) => incident.categoryCode.trim()));
  const { unmapped } = await ensureCategories(scoped, [...codes]);
  const stored = new Map((await listCategories(scoped)).map((rule) => [rule.code.trim().toLowerCase(), rule.code]));
  await stageRows(
    scoped,
    'staged_incident',
    `id integer PRIMARY KEY, square_id bigint, police_cell_id integer, station_id integer, identity text, external_id text, occurred_at timestamptz,
     occurred_until timestamptz, hour_known boolean, received_at timestamptz, acknowledged_at timestamptz, contacted_at timestamptz, arrived_at timestamptz,
     closed_at timestamptz, category_code text, source text, location geometry(Point, 4326), address text`,
    stagedRows(byIdentity.values(), stored, await requireGround(scoped)),
  );
  await dropUnchanged(scoped);
  await assignAreas(scoped, ['staged_incident']);
  await scoped.tx.execute(
    sql`UPDATE staged_incident staged SET square_id = NULL WHERE NOT EXISTS (SELECT FROM square WHERE square.id = staged.square_id)`,
  );
  const merged = await mergeStaged(scoped, batchId);
  if (merged.loaded + merged.updated > BULK_ROWS) await refreshStatistics(scoped, ['incident']);
  return { ...merged, unchanged: rows - merged.loaded - merged.updated, unmappedCategories: unmapped };
}

function* stagedRows(
  incidents: Iterable<IncidentInput>,
  stored: ReadonlyMap<string, string>,
  ground: DeploymentGround,
): Generator<(string | number | boolean | undefined)[]> {
  const iso = (instantMs: number | undefined) => (instantMs === undefined ? undefined : new Date(instantMs).toISOString());
  const projection = createProjection(ground.proj4);
  let id = 0;
  for (const i of incidents) {
    id++;
    const squareId = i.location === undefined ? undefined : squareAt(projection, i.location, ground.cellMeters);
    const stamps = [i.receivedAtMs, i.acknowledgedAtMs, i.contactedAtMs, i.arrivedAtMs, i.closedAtMs].map(iso);
    const code = stored.get(i.categoryCode.trim().toLowerCase()) ?? i.categoryCode;
    const location = i.location === undefined ? undefined : pointHex(i.location);
    yield [
      id,
      squareId,
      undefined,
      undefined,
      i.identity,
      i.externalId,
      iso(i.occurredAtMs),
      iso(i.occurredUntilMs),
      i.hourKnown,
      ...stamps,
      code,
      i.source,
      location,
      i.address,
    ];
  }
}

/** The lattice square of a position, whether or not it is kept; undefined too far from the CRS for the lattice. */
function squareAt(projection: Projection, location: LngLat, cellMeters: number): number | undefined {
  const { x, y } = projection.toMeters(location);
  const reach = cellMeters * LATTICE_REACH;
  return Math.abs(x) < reach && Math.abs(y) < reach ? squareIdAt({ x, y }, cellMeters) : undefined;
}

/** Columns that come from the source; with the areas found for them they are a row. */
const OWN_COLUMNS = [
  'external_id',
  'occurred_at',
  'occurred_until',
  'hour_known',
  'received_at',
  'acknowledged_at',
  'contacted_at',
  'arrived_at',
  'closed_at',
  'category_code',
  'source',
  'location',
  'address',
] as const;
const WRITTEN_COLUMNS = [...OWN_COLUMNS, 'square_id', 'police_cell_id', 'station_id'] as const;

function columnsOf(names: readonly string[], prefix = ''): SQL {
  return sql.raw(names.map((name) => prefix + name).join(', '));
}

async function dropUnchanged(scoped: Scoped): Promise<void> {
  await scoped.tx.execute(sql`
    DELETE FROM staged_incident staged USING incident
    WHERE incident.identity = staged.identity AND (${columnsOf(OWN_COLUMNS, 'incident.')}) IS NOT DISTINCT FROM (${columnsOf(OWN_COLUMNS, 'staged.')})`);
}

async function mergeStaged(scoped: Scoped, batchId: number): Promise<Pick<IncidentLoad, 'loaded' | 'updated' | 'unlocated' | 'outside'>> {
  const [row] = await scoped.tx.execute<{ loaded: number; updated: number; unlocated: number; outside: number }>(sql`
    WITH updated AS (
      UPDATE incident SET ${sql.raw(WRITTEN_COLUMNS.map((name) => `${name} = staged.${name}`).join(', '))}, batch_id = ${batchId}::integer
      FROM staged_incident staged WHERE staged.identity = incident.identity RETURNING incident.identity
    ), loaded AS (
      INSERT INTO incident (identity, ${columnsOf(WRITTEN_COLUMNS)}, batch_id)
      SELECT identity, ${columnsOf(WRITTEN_COLUMNS)}, ${batchId}::integer FROM staged_incident staged
      WHERE NOT EXISTS (SELECT FROM incident WHERE incident.identity = staged.identity) ORDER BY occurred_at, identity
      RETURNING location IS NULL AS unlocated, square_id IS NULL AND police_cell_id IS NULL AND station_id IS NULL AS nowhere
    )
    SELECT (SELECT count(*) FROM updated) AS updated, count(*) AS loaded, count(*) FILTER (WHERE unlocated) AS unlocated,
           count(*) FILTER (WHERE nowhere AND NOT unlocated) AS outside
    FROM loaded`);
  if (row === undefined) throw new Error('merging the staged incidents answered nothing');
  return row;
}

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

/** Located incidents as the risk fit reads them: projected metres, group code of CATEGORY_GROUPS. */
export interface IncidentColumns {
  readonly length: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly instantMs: Float64Array;
  readonly group: Uint8Array;
  readonly hourKnown: Uint8Array;
}

/** The located incidents of `historyDays` before `untilMs`, oldest first. Ranges enter at their middle. */
export async function incidentsForRisk(
  scoped: Scoped,
  input: { readonly untilMs: number; readonly historyDays: number; readonly projection: Projection } & IncidentFilter,
): Promise<IncidentColumns> {
  const rows = await fetchColumns(
    scoped,
    { lng: 'float8', lat: 'float8', instantMs: 'instant', group: 'int4', hourKnown: 'bool' },
    `SELECT ST_X(location), ST_Y(location), occurred_at + coalesce(occurred_until - occurred_at, interval '0') / 2, ${GROUP_CODE}, hour_known
     FROM incident JOIN category ON category.code = incident.category_code
     WHERE location IS NOT NULL AND occurred_at < ${sqlInstant(input.untilMs)} AND occurred_at >= ${sqlInstant(input.untilMs - input.historyDays * 86_400_000)} AND ${filterText(input)}
     ORDER BY occurred_at, incident.id`,
  );
  const x = new Float64Array(rows.length);
  const y = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const position = input.projection.toMeters([rows.lng[i], rows.lat[i]]);
    x[i] = position.x;
    y[i] = position.y;
  }
  return { length: rows.length, x, y, instantMs: rows.instantMs, group: Uint8Array.from(rows.group), hourKnown: rows.hourKnown };
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
