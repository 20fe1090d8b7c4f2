import { sql } from 'drizzle-orm';
import type { OperationRule } from '@beatline/shared/coverage/standard_rules';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import type { Standard } from '@beatline/shared/model/standard';
import type { Tier } from '@beatline/shared/model/tier';
import { instant } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';
import { polygonText } from './area_geometry';
import { insertOperationStandards, standardsOfVersions } from './standards';

/** A special operation 专项行动 as stored. */
export interface StoredOperation extends OperationRule {
  readonly code: string;
  readonly name: string;
  /** Jurisdiction its area was taken from; empty when it was drawn. */
  readonly areaName: string;
  /** Ids of the squares whose centre lies in its area. */
  readonly squareIds: readonly number[];
}

/** What is said of a new operation; its area is a jurisdiction or a ring. */
export interface OperationInput {
  readonly code: string;
  readonly name: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly area: { readonly jurisdictionId: number } | { readonly ring: readonly LngLat[] };
  readonly standards: Readonly<Partial<Record<Tier, Standard>>>;
}

/** Saves an operation with the standards it raises. Throws a Refusal for a code that is taken, an area that is none, and standards that contradict. */
export async function insertOperation(scoped: Scoped, input: OperationInput, savedAtMs: number): Promise<{ readonly id: number }> {
  const [taken] = await scoped.tx.execute<{ name: string }>(sql`SELECT name FROM operation WHERE code = ${input.code}`);
  if (taken !== undefined)
    throw new Refusal('operation_code', `the code ${input.code} is that of the operation "${taken.name}"`, 'choose another code');
  const { version } = await insertOperationStandards(scoped, { standards: input.standards, savedAtMs });
  const area =
    'ring' in input.area
      ? sql`SELECT '' AS area_name, ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(${polygonText(input.area.ring)}), 4326)), 3)) AS area`
      : sql`SELECT name AS area_name, geom AS area FROM jurisdiction WHERE id = ${input.area.jurisdictionId}`;
  const [row] = await scoped.tx.execute<{ id: number }>(sql`
    INSERT INTO operation (code, name, starts_at, ends_at, area_name, area, standard_version_id)
    SELECT ${input.code}, ${input.name}, ${instant(input.startsAtMs)}, ${instant(input.endsAtMs)}, area_name, area, ${version}
    FROM (${area}) AS wanted WHERE NOT ST_IsEmpty(area)
    RETURNING id`);
  if (row === undefined)
    throw new Refusal('operation_area', 'the operation has no area', 'choose a jurisdiction, or draw an outline that encloses something');
  return row;
}

/** Ends an operation at an instant; one that had not begun by then is removed, because it never raised anything. Answers whether there was one to end. */
export async function endOperation(scoped: Scoped, id: number, atMs: number): Promise<boolean> {
  const ended = await scoped.tx.execute(sql`
    UPDATE operation SET ends_at = ${instant(atMs)} WHERE id = ${id} AND starts_at < ${instant(atMs)} AND ends_at > ${instant(atMs)} RETURNING id`);
  if (ended.length > 0) return true;
  const removed = await scoped.tx.execute(sql`DELETE FROM operation WHERE id = ${id} AND starts_at >= ${instant(atMs)} RETURNING id`);
  return removed.length > 0;
}

/** Every operation, by start, with its squares. */
export async function listOperations(scoped: Scoped): Promise<readonly StoredOperation[]> {
  const rows = await scoped.tx.execute<{
    id: number;
    code: string;
    name: string;
    areaName: string;
    startsAtMs: number;
    endsAtMs: number;
    version: number | null;
    squareIds: string;
  }>(sql`
    SELECT id, code, name, area_name AS "areaName", starts_at AS "startsAtMs", ends_at AS "endsAtMs", standard_version_id AS version,
           (SELECT coalesce(string_agg(square.id::text, ',' ORDER BY square.id), '') FROM square WHERE ST_Intersects(square.center, operation.area)) AS "squareIds"
    FROM operation ORDER BY starts_at, id`);
  const standards = await standardsOfVersions(
    scoped,
    rows.flatMap((row) => row.version ?? []),
  );
  return rows.map(({ version, squareIds, ...row }) => ({
    ...row,
    squareIds: squareIds === '' ? [] : squareIds.split(',').map(Number),
    byTier: (version === null ? undefined : standards.get(version)) ?? {},
  }));
}
