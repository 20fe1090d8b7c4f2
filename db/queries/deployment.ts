import { sql } from 'drizzle-orm';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { Refusal } from '@beatline/shared/model/refusal';
import { utmEpsgOf } from '@beatline/shared/geo/projection';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { Scoped } from '../engine/scope';
import { deployment } from '../schema/deployment';
import { ensureCategories } from './categories';
import { ensureDefaultStandards } from './standards';

/** A coordinate reference system as the database's `spatial_ref_sys` knows it. */
export interface SpatialReference {
  readonly crs: string;
  readonly srid: number;
  readonly proj4: string;
  readonly name: string;
  /** Degree axes: longitude and latitude. */
  readonly isGeographic: boolean;
  /** Projected with metre axes: fit for a lattice. */
  readonly isMeters: boolean;
}

/** The row of `spatial_ref_sys` for `EPSG:n`. Throws a Refusal on another spelling or an unknown number. */
export async function srsOf(scoped: Scoped, crs: string): Promise<SpatialReference> {
  const number = /^EPSG:(\d{1,6})$/i.exec(crs.trim())?.[1];
  if (number === undefined)
    throw new Refusal('crs_unknown', `not a coordinate reference system: ${crs}`, 'write it as EPSG:n, e.g. EPSG:32650');
  const [row] = await scoped.tx.execute<{ srid: number; proj4: string; name: string | null }>(
    sql`SELECT srid, trim(proj4text) AS proj4, substring(srtext FROM '"([^"]*)"') AS name FROM spatial_ref_sys WHERE auth_name = 'EPSG' AND auth_srid = ${Number(number)}`,
  );
  if (row === undefined || row.proj4 === '')
    throw new Refusal(
      'crs_unknown',
      `EPSG:${number} is not known to the database`,
      'look the number up at epsg.org; for China UTM zones are EPSG:32643 to EPSG:32653',
    );
  const isGeographic = /\+proj=longlat/.test(row.proj4);
  const isMeters = !isGeographic && !/\+units=(?!m\b)|\+to_meter=(?!1\b)/.test(row.proj4);
  return { crs: `EPSG:${number}`, srid: row.srid, proj4: row.proj4, name: row.name ?? '', isGeographic, isMeters };
}

/**
 * Sets the one deployment and makes the default standards and categories where there are none. Throws a Refusal when the CRS has no metre axes (and
 * names the UTM zone of its origin), or the zone or size is not one. When CRS or size change, what stands on the old squares (ledger, risk, squares) is
 * removed: `groundChanged` tells the caller to rebuild them.
 */
export async function setDeployment(
  scoped: Scoped,
  input: { readonly name: string; readonly crs: string; readonly timeZone: string; readonly cellMeters: number; readonly isDemo?: boolean },
): Promise<{ readonly deployment: Deployment; readonly groundChanged: boolean }> {
  const reference = await srsOf(scoped, input.crs);
  if (!reference.isMeters) throw refusalOfAxes(reference);
  refuseTimeZone(input.timeZone);
  if (!(input.cellMeters >= 20 && input.cellMeters <= 1000)) {
    throw new Refusal('cell_meters', `squares of ${input.cellMeters} m are not possible`, 'choose 20 to 1000 m; 100 is usual');
  }
  const before = await getDeployment(scoped);
  const values = {
    name: input.name,
    crs: reference.crs,
    srid: reference.srid,
    proj4: reference.proj4,
    timeZone: input.timeZone,
    cellMeters: input.cellMeters,
    isDemo: input.isDemo ?? before?.isDemo ?? false,
  };
  const groundChanged = before !== undefined && (before.srid !== values.srid || before.cellMeters !== values.cellMeters);
  if (groundChanged) await clearSquares(scoped);
  await scoped.tx.insert(deployment).values(values).onConflictDoUpdate({ target: deployment.id, set: values });
  await ensureCategories(scoped);
  await ensureDefaultStandards(scoped);
  const after = await getDeployment(scoped);
  if (after === undefined) throw new Error('the deployment just set is not there');
  return { deployment: after, groundChanged };
}

function refusalOfAxes(reference: SpatialReference): Refusal {
  const origin = [/\+lon_0=(-?[\d.]+)/, /\+lat_0=(-?[\d.]+)/].map((pattern) => Number(pattern.exec(reference.proj4)?.[1] ?? Number.NaN));
  const [lng = Number.NaN, lat = Number.NaN] = origin;
  const suggestion = Number.isNaN(lng)
    ? 'use the UTM zone of the area, EPSG:326nn north or EPSG:327nn south'
    : `use the UTM zone, EPSG:${utmEpsgOf([lng, Number.isNaN(lat) ? 1 : lat])}`;
  const axes = reference.isGeographic ? 'degree axes' : 'axes that are not metres';
  return new Refusal('crs_not_meters', `${reference.crs} (${reference.name}) has ${axes}; squares need metres`, suggestion);
}

function refuseTimeZone(timeZone: string): void {
  try {
    createSlotClock(timeZone).offsetMs(0);
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('time_zone', `not a time zone: ${timeZone}`, 'use an IANA name, e.g. Asia/Shanghai');
    throw error;
  }
}

async function clearSquares(scoped: Scoped): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM risk`);
  await scoped.tx.execute(sql`UPDATE incident SET square_id = NULL WHERE square_id IS NOT NULL`);
  await scoped.tx.execute(sql`DELETE FROM square`);
}

type Extent = { west: number | null; south: number; east: number; north: number };

/** The deployment, undefined in a database that has none yet. */
export async function getDeployment(scoped: Scoped): Promise<Deployment | undefined> {
  const [row] = await scoped.tx.select().from(deployment);
  if (row === undefined) return undefined;
  const bounds = await boundsOfDeployment(scoped);
  return {
    id: row.id,
    name: row.name,
    crs: row.crs,
    srid: row.srid,
    proj4: row.proj4,
    timeZone: row.timeZone,
    cellMeters: row.cellMeters,
    isDemo: row.isDemo,
    bounds,
    center: bounds === undefined ? undefined : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2],
  };
}

/** What queries need of the deployment, without the bounds, which cost a pass over the outlines. */
export type DeploymentGround = Pick<Deployment, 'srid' | 'proj4' | 'timeZone' | 'cellMeters'>;

/** The ground of the deployment, or a Refusal that says how to set one. */
export async function requireGround(scoped: Scoped): Promise<DeploymentGround> {
  const [row] = await scoped.tx
    .select({ srid: deployment.srid, proj4: deployment.proj4, timeZone: deployment.timeZone, cellMeters: deployment.cellMeters })
    .from(deployment);
  if (row === undefined) throw noDeployment();
  return row;
}

/** The deployment, or a Refusal that says how to set one. */
export async function requireDeployment(scoped: Scoped): Promise<Deployment> {
  const found = await getDeployment(scoped);
  if (found === undefined) throw noDeployment();
  return found;
}

function noDeployment(): Refusal {
  return new Refusal(
    'no_deployment',
    'no deployment is set',
    'run: npm run -s beatline -- deployment set --crs EPSG:n --tz Zone --name NAME',
  );
}

/** Bounds of the jurisdictions, of the streets when there are none, undefined when there is neither. */
export async function boundsOfDeployment(scoped: Scoped): Promise<Deployment['bounds']> {
  for (const table of [sql`jurisdiction`, sql`street_segment`]) {
    const [extent] = await scoped.tx.execute<Extent>(
      sql`SELECT ST_XMin(e) AS west, ST_YMin(e) AS south, ST_XMax(e) AS east, ST_YMax(e) AS north FROM (SELECT ST_Extent(geom) AS e FROM ${table}) extent`,
    );
    if (extent !== undefined && extent.west !== null) return [extent.west, extent.south, extent.east, extent.north];
  }
  return undefined;
}

export type DeploymentCounts = Readonly<
  Record<
    'incidents' | 'fixes' | 'units' | 'streetSegments' | 'squares' | 'jurisdictions' | 'places' | 'zones' | 'presenceIntervals' | 'plans',
    number
  >
>;

/** Rows of each stream in scope. Counts fixes one by one: about 0.1 s a million. */
export async function deploymentCounts(scoped: Scoped): Promise<DeploymentCounts> {
  const [counts] = await scoped.tx.execute<DeploymentCounts>(sql`
    SELECT (SELECT count(*) FROM incident) AS incidents, (SELECT count(*) FROM fix) AS fixes, (SELECT count(*) FROM unit) AS units,
           (SELECT count(*) FROM street_segment) AS "streetSegments", (SELECT count(*) FROM square) AS squares,
           (SELECT count(*) FROM jurisdiction) AS jurisdictions, (SELECT count(*) FROM place) AS places, (SELECT count(*) FROM zone) AS zones,
           (SELECT count(*) FROM presence_interval) AS "presenceIntervals", (SELECT count(*) FROM plan) AS plans`);
  if (counts === undefined) throw new Error('counting answered no row');
  return counts;
}

/** Instant of the newest record of each stream, epoch milliseconds; undefined when it never delivered. */
export async function newestRecords(
  scoped: Scoped,
): Promise<Readonly<Record<'incidents' | 'vehicle' | 'foot' | 'drone', number | undefined>>> {
  const [row] = await scoped.tx.execute<Record<'incidents' | 'vehicle' | 'foot' | 'drone', number | null>>(sql`
    SELECT (SELECT max(coalesce(received_at, occurred_at)) FROM incident) AS incidents,
           max(newest.at) FILTER (WHERE mode = 'vehicle') AS vehicle, max(newest.at) FILTER (WHERE mode = 'foot') AS foot,
           max(newest.at) FILTER (WHERE mode = 'drone') AS drone
    FROM unit LEFT JOIN LATERAL (SELECT max(at) AS at FROM fix WHERE fix.unit_id = unit.id) newest ON true`);
  return {
    incidents: row?.incidents ?? undefined,
    vehicle: row?.vehicle ?? undefined,
    foot: row?.foot ?? undefined,
    drone: row?.drone ?? undefined,
  };
}

/** Versions beneath and steps applied: the head of `db info`. */
export async function databaseVersions(
  scoped: Scoped,
): Promise<{ readonly postgres: string; readonly postgis: string; readonly schemaVersion: number }> {
  const [row] = await scoped.tx.execute<{ postgres: string; postgis: string; schemaVersion: number }>(
    sql`SELECT current_setting('server_version') AS postgres, postgis_lib_version() AS postgis, (SELECT max(version) FROM schema_version) AS "schemaVersion"`,
  );
  if (row === undefined) throw new Error('the database did not tell its versions');
  return row;
}
