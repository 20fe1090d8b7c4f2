import { desc, sql } from 'drizzle-orm';
import { SHIFT_BAND_COUNT } from '@beatline/shared/model/shift_band';
import type { RiskModel, RiskNote } from '@beatline/shared/risk/fit_risk';
import { stageRows } from '../engine/copy_rows';
import { fetchColumns, sqlNumber } from '../engine/fetch_columns';
import type { Scoped } from '../engine/scope';
import { risk } from '../schema/risk';

/** A fitted risk as it is in force: the model, the tiers frozen with it, and its version. */
export interface RiskVersion extends RiskModel {
  readonly id: number;
  readonly fittedAtMs: number;
  /** Tier code of square i in shift band b at 6·i + b. */
  readonly tiers: Uint8Array;
}

/** Stores a fitted model with its tiers as the next version, which is then in force. Earlier versions stay as they are. */
export async function insertRisk(scoped: Scoped, input: { readonly model: RiskModel; readonly tiers: Uint8Array; readonly fittedAtMs: number }): Promise<{ readonly id: number }> {
  const { model, tiers } = input;
  const [row] = await scoped.tx
    .insert(risk)
    .values({
      model: model.model,
      parameters: model.parameters,
      fittedUntil: model.fittedUntilMs,
      fittedAt: input.fittedAtMs,
      incidents: model.incidents,
      groupCount: model.groups,
      profiles: Array.from(model.profiles),
      notes: model.notes.map((note) => JSON.stringify(note)),
    })
    .returning({ id: risk.id });
  if (row === undefined) throw new Error('no risk version was made');
  await stageRows(scoped, 'new_risk_square', 'square_id bigint, rates_per_hour real[], weighted_count real, tiers smallint[]', squareRows(model, tiers));
  await scoped.tx.execute(sql`INSERT INTO risk_square (risk_id, square_id, rates_per_hour, weighted_count) SELECT ${row.id}::integer, square_id, rates_per_hour, weighted_count FROM new_risk_square`);
  await scoped.tx.execute(sql`INSERT INTO tier (risk_id, square_id, tiers) SELECT ${row.id}::integer, square_id, tiers FROM new_risk_square`);
  return row;
}

function* squareRows(model: RiskModel, tiers: Uint8Array): Generator<[number, number[], number, number[]]> {
  for (let i = 0; i < model.squareId.length; i++) {
    yield [
      model.squareId[i]!,
      Array.from(model.ratesPerHour.subarray(i * model.groups, (i + 1) * model.groups)),
      model.areaWeightedCounts[i]!,
      Array.from(tiers.subarray(i * SHIFT_BAND_COUNT, (i + 1) * SHIFT_BAND_COUNT)),
    ];
  }
}

/** The version in force without its squares; undefined before any was fitted. */
export async function latestRiskVersion(
  scoped: Scoped,
): Promise<{ readonly id: number; readonly model: string; readonly fittedUntilMs: number; readonly incidents: number } | undefined> {
  const [row] = await scoped.tx
    .select({ id: risk.id, model: risk.model, fittedUntilMs: risk.fittedUntil, incidents: risk.incidents })
    .from(risk)
    .orderBy(desc(risk.id))
    .limit(1);
  return row;
}

/** The version in force with squares ascending by id; undefined before any was fitted. Costs one pass over squares x groups. */
export async function latestRisk(scoped: Scoped): Promise<RiskVersion | undefined> {
  const [row] = await scoped.tx.select().from(risk).orderBy(desc(risk.id)).limit(1);
  if (row === undefined) return undefined;
  if (row.model !== 'default') throw new Error(`risk version ${row.id} is of a model this release does not know: ${row.model}`);
  const id = sqlNumber(row.id);
  const squares = await fetchColumns(
    scoped,
    { squareId: 'int8', weightedCount: 'float4' },
    `SELECT square_id, weighted_count FROM risk_square WHERE risk_id = ${id} ORDER BY square_id`,
  );
  const rates = await fetchColumns(
    scoped,
    { rate: 'float4' },
    `SELECT r.rate FROM risk_square, unnest(rates_per_hour) WITH ORDINALITY AS r (rate, position) WHERE risk_id = ${id} ORDER BY square_id, r.position`,
  );
  const bands = await fetchColumns(
    scoped,
    { tier: 'int2' },
    `SELECT t.tier FROM tier, unnest(tiers) WITH ORDINALITY AS t (tier, position) WHERE risk_id = ${id} ORDER BY square_id, t.position`,
  );
  return {
    id: row.id,
    fittedAtMs: row.fittedAt,
    model: row.model,
    parameters: row.parameters as RiskModel['parameters'],
    squareId: squares.squareId,
    groups: row.groupCount,
    ratesPerHour: rates.rate,
    profiles: Float32Array.from(row.profiles),
    incidents: row.incidents,
    fittedUntilMs: row.fittedUntil,
    areaWeightedCounts: squares.weightedCount,
    notes: row.notes.map((note) => JSON.parse(note) as RiskNote),
    tiers: Uint8Array.from(bands.tier),
  };
}
