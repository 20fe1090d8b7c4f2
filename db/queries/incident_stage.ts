import { sql, type SQL } from 'drizzle-orm';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { createProjection, type Projection } from '@beatline/shared/geo/projection';
import type { IncidentInput } from '@beatline/shared/model/incident';
import type { AddressLevel } from '@beatline/shared/model/views/address_view';
import type { UnlocatedReason } from '@beatline/shared/model/views/incident_view';
import { addToStage, stageRows, type CopyValue } from '../engine/copy_rows';
import { refreshStatistics } from '../engine/refresh_statistics';
import type { Scoped } from '../engine/scope';
import { pointHex } from '../engine/well_known_binary';
import { assignAreas } from './area_assignment';
import { ensureCategories, listCategories } from './categories';
import { requireGround } from './deployment';

/** An incident on its way into the database. */
export interface StagedIncident extends IncidentInput {
  /**
   * `identity` is a digest of the row's values only: the rows of equal digest are numbered in the order they were added, for fully identical rows occur
   * and are all real.
   */
  readonly isCounted: boolean;
  /** The source says 00:00 local time, which stands for "hour unknown" where far more rows say so than should. */
  readonly isAtMidnight: boolean;
}

/** Where an address lies, or why that cannot be told. */
export type FoundAddress =
  | { readonly location: LngLat; readonly level: AddressLevel; readonly score: number }
  | { readonly location: undefined; readonly reason: UnlocatedReason };

export interface IncidentLoad {
  /** New ones. */
  readonly loaded: number;
  readonly updated: number;
  /** Already there with the same values, or given twice. */
  readonly unchanged: number;
  /** Of the new ones: without a position. */
  readonly unlocated: number;
  /** Why, and how many. */
  readonly unlocatedReasons: Readonly<Partial<Record<UnlocatedReason, number>>>;
  /** Of the new ones: placed by their address. */
  readonly geocoded: number;
  /** Of the new ones: with a position outside every jurisdiction and square. */
  readonly outside: number;
  /** Categories nobody has mapped yet. */
  readonly unmappedCategories: readonly string[];
}

/** Incidents gathered in the database, so that a file of any length takes no memory here, and merged as a whole. */
export interface IncidentStage {
  add(incidents: readonly StagedIncident[]): Promise<void>;
  /** Fraction of the rows so far that have a position, 0 to 1. */
  locatedFraction(): number;
  /** Looks up the distinct addresses of rows without a position, some thousand at a time. */
  locateByAddress(find: (addresses: readonly string[]) => Promise<readonly FoundAddress[]>): Promise<void>;
  /**
   * Adds the new incidents and changes those whose values differ, by identity: loading the same rows again changes nothing. Of equal identities the last
   * one counts. Gives the rows their square, police cell and station; those somebody placed by hand stay where they are while the source gives no position.
   */
  merge(batchId: number, options: MergeOptions): Promise<IncidentLoad>;
}

export interface MergeOptions {
  /** Midnight in this file means that the hour is withheld or unknown. */
  readonly isMidnightUnknown: boolean;
  /** Awaited between the steps, each of which may take seconds; what it throws undoes the load. */
  readonly onStep?: () => Promise<void>;
}

/** Loads of more rows than this change what the planner should expect. */
const BULK_ROWS = 1000;
/** Squares from the CRS origin that the lattice can number: shared/geo/lattice. */
const LATTICE_REACH = 2 ** 21 - 1;

const STAGED_COLUMNS = `id integer, identity text, is_counted boolean, is_at_midnight boolean, square_id bigint, external_id text, occurred_at timestamptz,
  occurred_until timestamptz, hour_known boolean, received_at timestamptz, acknowledged_at timestamptz, contacted_at timestamptz, arrived_at timestamptz,
  closed_at timestamptz, category_code text, source text, location geometry(Point, 4326), address text, location_origin text, geocode_level text,
  geocode_score real, unlocated_reason text`;

/** An empty stage, until the end of the transaction. */
export async function stageIncidents(scoped: Scoped): Promise<IncidentStage> {
  const ground = await requireGround(scoped);
  const projection = createProjection(ground.proj4);
  const codes = new Map<string, string>();
  const unmapped = new Set<string>();
  let rows = 0;
  let located = 0;
  const squareOf = (location: LngLat) => squareAt(projection, location, ground.cellMeters);
  await stageRows(scoped, 'staged_row', STAGED_COLUMNS, []);

  async function learnCategories(incidents: readonly StagedIncident[]): Promise<void> {
    const fresh = new Set(incidents.map((incident) => incident.categoryCode.trim()).filter((code) => !codes.has(keyOf(code))));
    if (fresh.size === 0) return;
    for (const code of (await ensureCategories(scoped, [...fresh])).unmapped) unmapped.add(code);
    for (const rule of await listCategories(scoped)) codes.set(keyOf(rule.code), rule.code);
  }

  return {
    async add(incidents) {
      await learnCategories(incidents);
      const first = rows;
      rows += incidents.length;
      located += incidents.filter((incident) => incident.location !== undefined).length;
      await addToStage(scoped, 'staged_row', stagedRows(incidents, first, codes, squareOf));
    },
    locatedFraction: () => (rows === 0 ? 0 : located / rows),
    locateByAddress: (find) => locateStage(scoped, find, squareOf),
    async merge(batchId, { isMidnightUnknown, onStep = () => Promise.resolve() }) {
      await resolveStage(scoped, isMidnightUnknown);
      await onStep();
      await assignAreas(scoped, ['staged_incident']);
      await scoped.tx.execute(
        sql`UPDATE staged_incident staged SET square_id = NULL WHERE NOT EXISTS (SELECT FROM square WHERE square.id = staged.square_id)`,
      );
      await onStep();
      const merged = await mergeStaged(scoped, batchId);
      if (merged.loaded + merged.updated > BULK_ROWS) await refreshStatistics(scoped, ['incident']);
      return { ...merged, unchanged: rows - merged.loaded - merged.updated, unmappedCategories: [...unmapped] };
    },
  };
}

/** Distinct addresses looked up at a time. */
const ADDRESSES_AT_ONCE = 5000;

async function locateStage(
  scoped: Scoped,
  find: (addresses: readonly string[]) => Promise<readonly FoundAddress[]>,
  squareOf: (location: LngLat) => number | undefined,
): Promise<void> {
  await stageRows(
    scoped,
    'found_address',
    'address text, location geometry(Point, 4326), square_id bigint, level text, score real, reason text',
    [],
  );
  await scoped.session.script(`
    DROP TABLE IF EXISTS pg_temp.asked_address;
    CREATE TEMPORARY TABLE asked_address ON COMMIT DROP AS
      SELECT row_number() OVER () AS place, address
      FROM (SELECT DISTINCT address FROM staged_row WHERE location IS NULL AND address IS NOT NULL) asked;
    ALTER TABLE asked_address ADD PRIMARY KEY (place)`);
  for (let from = 0; ; from += ADDRESSES_AT_ONCE) {
    const rows = await scoped.tx.execute<{ address: string }>(sql`
      SELECT address FROM asked_address WHERE place > ${from}::bigint AND place <= ${from + ADDRESSES_AT_ONCE}::bigint ORDER BY place`);
    if (rows.length === 0) break;
    const addresses = rows.map((row) => row.address);
    const found = await find(addresses);
    await addToStage(
      scoped,
      'found_address',
      found.map((place, i) =>
        place.location === undefined
          ? [addresses[i], undefined, undefined, undefined, undefined, place.reason]
          : [addresses[i], pointHex(place.location), squareOf(place.location), place.level, place.score, undefined],
      ),
    );
  }
  await scoped.session.script('ANALYZE found_address (address)');
  await scoped.tx.execute(sql`
    UPDATE staged_row staged SET location = found.location, square_id = found.square_id, geocode_level = found.level, geocode_score = found.score,
      location_origin = CASE WHEN found.location IS NOT NULL THEN 'geocoded' END,
      unlocated_reason = CASE WHEN found.location IS NULL AND unlocated_reason = 'no_coordinates' THEN found.reason
                              WHEN found.location IS NULL THEN unlocated_reason END
    FROM found_address found WHERE staged.location IS NULL AND staged.address = found.address`);
}

/** {@link stageIncidents} for incidents that are all at hand. */
export async function loadIncidents(scoped: Scoped, batchId: number, incidents: readonly IncidentInput[]): Promise<IncidentLoad> {
  const stage = await stageIncidents(scoped);
  await stage.add(incidents.map((incident) => ({ ...incident, isCounted: false, isAtMidnight: false })));
  return stage.merge(batchId, { isMidnightUnknown: false });
}

function keyOf(code: string): string {
  return code.trim().toLowerCase();
}

function* stagedRows(
  incidents: readonly StagedIncident[],
  first: number,
  codes: ReadonlyMap<string, string>,
  squareOf: (location: LngLat) => number | undefined,
): Generator<CopyValue[]> {
  const iso = (instantMs: number | undefined) => (instantMs === undefined ? undefined : new Date(instantMs).toISOString());
  let id = first;
  for (const i of incidents) {
    id++;
    yield [
      id,
      i.identity,
      i.isCounted,
      i.isAtMidnight,
      i.location === undefined ? undefined : squareOf(i.location),
      i.externalId,
      iso(i.occurredAtMs),
      iso(i.occurredUntilMs),
      i.hourKnown,
      iso(i.receivedAtMs),
      iso(i.acknowledgedAtMs),
      iso(i.contactedAtMs),
      iso(i.arrivedAtMs),
      iso(i.closedAtMs),
      codes.get(keyOf(i.categoryCode)) ?? i.categoryCode,
      i.source,
      i.location === undefined ? undefined : pointHex(i.location),
      i.address,
      i.location === undefined ? undefined : 'coordinates',
      undefined,
      undefined,
      i.location === undefined ? (i.unlocatedReason ?? 'no_coordinates') : undefined,
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
  'location_origin',
  'geocode_level',
  'geocode_score',
  'unlocated_reason',
] as const;
const WRITTEN_COLUMNS = [...OWN_COLUMNS, 'square_id', 'police_cell_id', 'station_id'] as const;
/** What placing an incident by hand decides. */
const PLACED_COLUMNS: readonly string[] = [
  'location',
  'location_origin',
  'geocode_level',
  'geocode_score',
  'unlocated_reason',
  'square_id',
];

function columnsOf(names: readonly string[], prefix = ''): SQL {
  return sql.raw(names.map((name) => prefix + name).join(', '));
}

/**
 * Makes of the rows as they came the incidents that are new or differ: numbered among their equals, the last of each identity. Positions are kept out of the
 * statistics: PostGIS 3.3 fails to plan a join when they are all alike ("invalid join selectivity").
 */
async function resolveStage(scoped: Scoped, isMidnightUnknown: boolean): Promise<void> {
  const named = OWN_COLUMNS.map((name) =>
    name === 'hour_known' ? `hour_known${isMidnightUnknown ? ' AND NOT is_at_midnight' : ''} AS hour_known` : name,
  );
  const settled = [...OWN_COLUMNS, 'square_id'].map((name) =>
    PLACED_COLUMNS.includes(name) ? `CASE WHEN is_placed THEN stored.${name} ELSE named.${name} END AS ${name}` : `named.${name}`,
  );
  await scoped.session.script(`
    DROP TABLE IF EXISTS pg_temp.staged_incident;
    CREATE TEMPORARY TABLE staged_incident ON COMMIT DROP AS
      WITH named AS (
        SELECT id, square_id, ${named.join(', ')}, CASE WHEN is_counted
          THEN identity || ':' || row_number() OVER (PARTITION BY is_counted, identity COLLATE "C" ORDER BY id) ELSE identity END AS identity
        FROM staged_row
      ), settled AS (
        SELECT DISTINCT ON (named.identity COLLATE "C") named.id, named.identity, ${settled.join(', ')}
        FROM named LEFT JOIN (
          SELECT *, location_origin = 'placed' AS placed FROM incident
        ) stored ON stored.identity = named.identity
        CROSS JOIN LATERAL (SELECT coalesce(stored.placed AND named.location_origin IS DISTINCT FROM 'coordinates'
          AND stored.address IS NOT DISTINCT FROM named.address, false) AS is_placed) place
        ORDER BY named.identity COLLATE "C", named.id DESC
      )
      SELECT settled.*, NULL::integer AS police_cell_id, NULL::integer AS station_id FROM settled
      WHERE NOT EXISTS (SELECT FROM incident WHERE incident.identity = settled.identity
        AND (${OWN_COLUMNS.map((name) => `incident.${name}`).join(', ')}) IS NOT DISTINCT FROM (${OWN_COLUMNS.map((name) => `settled.${name}`).join(', ')}));
    DROP TABLE staged_row;
    ALTER TABLE staged_incident ADD PRIMARY KEY (id);
    ANALYZE staged_incident (id, identity)`);
}

async function mergeStaged(scoped: Scoped, batchId: number): Promise<Omit<IncidentLoad, 'unchanged' | 'unmappedCategories'>> {
  const [row] = await scoped.tx.execute<{
    loaded: number;
    updated: number;
    unlocated: number;
    outside: number;
    geocoded: number;
    unlocatedReasons: Partial<Record<UnlocatedReason, number>> | null;
  }>(sql`
    WITH updated AS (
      UPDATE incident SET ${sql.raw(WRITTEN_COLUMNS.map((name) => `${name} = staged.${name}`).join(', '))}, batch_id = ${batchId}::integer
      FROM staged_incident staged WHERE staged.identity = incident.identity RETURNING incident.identity
    ), loaded AS (
      INSERT INTO incident (identity, ${columnsOf(WRITTEN_COLUMNS)}, batch_id)
      SELECT identity, ${columnsOf(WRITTEN_COLUMNS)}, ${batchId}::integer FROM staged_incident staged
      WHERE NOT EXISTS (SELECT FROM incident WHERE incident.identity = staged.identity) ORDER BY occurred_at, identity
      RETURNING location_origin, unlocated_reason, square_id IS NULL AND police_cell_id IS NULL AND station_id IS NULL AS nowhere
    )
    SELECT (SELECT count(*) FROM updated) AS updated, count(*) AS loaded, count(*) FILTER (WHERE location_origin IS NULL) AS unlocated,
           count(*) FILTER (WHERE nowhere AND location_origin IS NOT NULL) AS outside, count(*) FILTER (WHERE location_origin = 'geocoded') AS geocoded,
           (SELECT jsonb_object_agg(unlocated_reason, rows) FROM (
              SELECT unlocated_reason, count(*) AS rows FROM loaded WHERE location_origin IS NULL GROUP BY 1) reason) AS "unlocatedReasons"
    FROM loaded`);
  if (row === undefined) throw new Error('merging the staged incidents answered nothing');
  return { ...row, unlocatedReasons: row.unlocatedReasons ?? {} };
}
