import { sql } from 'drizzle-orm';
import { Refusal } from '@beatline/shared/model/refusal';
import type { Scoped } from '../engine/scope';

/** A place that carries its own standard 必巡点: so many visits a day, each so long, over the whole footprint. */
export interface PlaceStandard {
  readonly placeId: number;
  readonly name: string;
  readonly visitsPerDay: number;
  readonly dwellSeconds: number;
  /** Ids of the squares whose centre lies in the footprint; the one the place lies in where it has none or a smaller one. */
  readonly squareIds: readonly number[];
}

/** Every place with a standard of its own, by name. */
export async function listPlaceStandards(scoped: Scoped): Promise<readonly PlaceStandard[]> {
  const rows = await scoped.tx.execute<
    Omit<PlaceStandard, 'squareIds'> & { readonly squareIds: string; readonly ownSquareId: string | null }
  >(sql`
    SELECT place.id AS "placeId", name, visits_per_day AS "visitsPerDay", dwell_seconds AS "dwellSeconds",
           (SELECT coalesce(string_agg(square.id::text, ',' ORDER BY square.id), '') FROM square WHERE ST_Intersects(square.center, place.footprint)) AS "squareIds",
           (SELECT square.id::text FROM square WHERE ST_Intersects(square.geom, place.location) ORDER BY square.id LIMIT 1) AS "ownSquareId"
    FROM place WHERE visits_per_day IS NOT NULL ORDER BY name, place.id`);
  return rows.map(({ squareIds, ownSquareId, ...row }) => {
    const within = squareIds === '' ? [] : squareIds.split(',').map(Number);
    return { ...row, squareIds: within.length > 0 || ownSquareId === null ? within : [Number(ownSquareId)] };
  });
}

/** Gives a place a standard of its own, or takes it away. Throws a Refusal when there is no such place. */
export async function setPlaceStandard(
  scoped: Scoped,
  placeId: number,
  standard: { readonly visitsPerDay: number; readonly dwellSeconds: number } | undefined,
): Promise<{ readonly name: string }> {
  const [row] = await scoped.tx.execute<{ name: string }>(sql`
    UPDATE place SET visits_per_day = ${standard?.visitsPerDay ?? null}::smallint, dwell_seconds = ${standard?.dwellSeconds ?? null}::integer
    WHERE id = ${placeId} RETURNING name`);
  if (row === undefined) throw new Refusal('not_found', `there is no place ${placeId}`, 'choose one from the register');
  return row;
}
