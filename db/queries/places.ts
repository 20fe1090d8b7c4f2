import { sql } from 'drizzle-orm';
import { placeKindSchema, type PlaceKind } from '@beatline/shared/model/place';
import type { PlaceView } from '@beatline/shared/model/views/place_view';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { geometryHex, pointHex } from '../engine/well_known_binary';
import { assignAreas } from './area_assignment';
import { closeRings, type AreaGeometry } from './area_geometry';

/** A registered place as a source gives it. */
export interface PlaceInput {
  /** Code in the source; made from kind and name when it has none. */
  readonly code?: string | undefined;
  readonly name: string;
  readonly kind: PlaceKind;
  readonly location: LngLat;
  readonly footprint?: AreaGeometry | undefined;
  /** Own standard: visits a day and the length of each. */
  readonly standard?: { readonly visitsPerDay: number; readonly dwellSeconds: number } | undefined;
}

/** Adds or replaces places by code. Of equal codes in the input the last one counts. */
export async function upsertPlaces(scoped: Scoped, places: readonly PlaceInput[]): Promise<{ readonly loaded: number }> {
  const byCode = new Map(places.map((place) => [place.code ?? `${place.kind}:${place.name}`, place]));
  await stageRows(
    scoped,
    'staged_place',
    'code text, name text, kind text, location geometry, footprint geometry, visits_per_day smallint, dwell_seconds integer',
    [...byCode].map(([code, place]) => [
      code,
      place.name,
      place.kind,
      pointHex(place.location),
      footprintHex(place.footprint),
      place.standard?.visitsPerDay,
      place.standard?.dwellSeconds,
    ]),
  );
  const [row] = await scoped.tx.execute<{ loaded: number }>(sql`
    WITH written AS (
      INSERT INTO place (code, name, kind, location, footprint, visits_per_day, dwell_seconds)
      SELECT code, name, kind, location, ST_Multi(ST_CollectionExtract(ST_MakeValid(footprint), 3)), visits_per_day, dwell_seconds FROM staged_place
      ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, location = excluded.location, footprint = excluded.footprint,
        visits_per_day = excluded.visits_per_day, dwell_seconds = excluded.dwell_seconds
      RETURNING id)
    SELECT count(*) AS loaded FROM written`);
  await assignAreas(scoped, ['place']);
  return { loaded: row?.loaded ?? 0 };
}

function footprintHex(footprint: AreaGeometry | undefined): string | undefined {
  if (footprint === undefined) return undefined;
  const closed = closeRings(footprint);
  return closed.valid ? geometryHex(closed.geometry) : undefined;
}

/** A registered place with the areas it lies in. */
export interface PlaceRow extends PlaceView {
  readonly code: string;
  readonly policeCellId: number | undefined;
  readonly stationId: number | undefined;
  readonly standard: PlaceInput['standard'];
}

/** Every place in scope, by kind and name. */
export async function listPlaces(scoped: Scoped): Promise<PlaceRow[]> {
  const rows = await scoped.tx.execute<{
    id: number;
    code: string;
    name: string;
    kind: string;
    lng: number;
    lat: number;
    policeCellId: number | null;
    stationId: number | null;
    visitsPerDay: number | null;
    dwellSeconds: number | null;
  }>(sql`
    SELECT id, code, name, kind, ST_X(location) AS lng, ST_Y(location) AS lat, police_cell_id AS "policeCellId", station_id AS "stationId",
           visits_per_day AS "visitsPerDay", dwell_seconds AS "dwellSeconds"
    FROM place ORDER BY kind, name, id`);
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    kind: placeKindSchema.parse(row.kind),
    location: [row.lng, row.lat],
    policeCellId: row.policeCellId ?? undefined,
    stationId: row.stationId ?? undefined,
    standard:
      row.visitsPerDay === null || row.dwellSeconds === null
        ? undefined
        : { visitsPerDay: row.visitsPerDay, dwellSeconds: row.dwellSeconds },
  }));
}
