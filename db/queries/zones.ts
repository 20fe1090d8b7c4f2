import { sql } from 'drizzle-orm';
import { zoneKindSchema, type ZoneKind } from '@beatline/shared/model/zone';
import type { ZoneView } from '@beatline/shared/model/views/place_view';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { geometryHex } from '../engine/well_known_binary';
import { closeRings, type AreaGeometry } from './area_geometry';

/** A zone as a source gives it. */
export interface ZoneInput {
  /** Code in the source; the name when it has none. */
  readonly code?: string | undefined;
  readonly name: string;
  readonly kind: ZoneKind;
  readonly geometry: AreaGeometry;
}

/** Adds or replaces zones by kind and code, repairing their rings; those without area are answered as rejected, by position in the input. */
export async function upsertZones(
  scoped: Scoped,
  zones: readonly ZoneInput[],
): Promise<{ readonly loaded: number; readonly rejected: readonly number[] }> {
  const rejected: number[] = [];
  const rows = new Map<string, readonly (string | number)[]>();
  zones.forEach((zone, index) => {
    const closed = closeRings(zone.geometry);
    if (!closed.valid) rejected.push(index);
    else
      rows.set(`${zone.kind}:${zone.code ?? zone.name}`, [
        index,
        zone.code ?? zone.name,
        zone.kind,
        zone.name,
        geometryHex(closed.geometry),
      ]);
  });
  await stageRows(scoped, 'staged_zone', 'zone_index integer, code text, kind text, name text, geom geometry', rows.values());
  await scoped.tx.execute(sql`UPDATE staged_zone SET geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3))`);
  const empty = await scoped.tx.execute<{ index: number }>(
    sql`DELETE FROM staged_zone WHERE ST_IsEmpty(geom) RETURNING zone_index AS index`,
  );
  rejected.push(...empty.map((row) => row.index));
  const [row] = await scoped.tx.execute<{ loaded: number }>(sql`
    WITH written AS (
      INSERT INTO zone (code, kind, name, geom) SELECT code, kind, name, geom FROM staged_zone
      ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name, geom = excluded.geom RETURNING id)
    SELECT count(*) AS loaded FROM written`);
  return { loaded: row?.loaded ?? 0, rejected: rejected.sort((a, b) => a - b) };
}

/** Every zone with its outer rings. */
export async function listZones(scoped: Scoped): Promise<ZoneView[]> {
  const rows = await scoped.tx.execute<{ id: number; name: string; kind: string; shape: string }>(
    sql`SELECT id, name, kind, ST_AsGeoJSON(geom, 7) AS shape FROM zone ORDER BY kind, code`,
  );
  return rows.map((row) => {
    const shape = JSON.parse(row.shape) as Extract<AreaGeometry, { type: 'MultiPolygon' }>;
    return {
      id: row.id,
      name: row.name,
      kind: zoneKindSchema.parse(row.kind),
      rings: shape.coordinates.flatMap((polygon) => polygon.slice(0, 1)),
    };
  });
}
