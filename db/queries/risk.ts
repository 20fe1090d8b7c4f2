import { desc, sql } from 'drizzle-orm';
import type { RiskModel } from '@beatline/shared/risk/risk_model';
import { SHIFT_BAND_COUNT, SLOT_COUNT } from '@beatline/shared/model/shift_band';
import type { Scoped } from '../engine/scope';
import { copyColumns } from '../engine/copy_rows';
import { refreshStatistics } from '../engine/refresh_statistics';
import { fetchColumns, readArray, sqlNumber } from '../engine/fetch_columns';
import { risk } from '../schema/risk';

/** A fitted model as it is kept, with the tiers frozen with it. */
export interface StoredRisk {
  readonly id: number;
  readonly model: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly fittedUntilMs: number;
  readonly fittedAtMs: number;
  readonly incidents: number;
  readonly notes: RiskModel['notes'];
  /** Ascending. */
  readonly squareId: Float64Array;
  readonly groups: number;
  /** squares x groups, incidents per hour. */
  readonly ratesPerHour: Float32Array;
  /** areas x groups x 168. */
  readonly profiles: Float32Array;
  /** Area of each square in them. */
  readonly profileArea: Uint16Array;
  /** Share of the recent term that kernels spread, by group. */
  readonly spreadFraction: Float32Array;
  readonly exposureHours: number;
  readonly dispersion: RiskModel['dispersion'];
  readonly policeCellDispersion: RiskModel['policeCellDispersion'];
  /** 6 per square, code in TIERS. */
  readonly tierByBand: Uint8Array;
}

/** Keeps a fitted model and its tiers as a new version, which is then in force. Squares that no longer exist are left out. */
export async function insertRisk(
  scoped: Scoped,
  input: { readonly model: RiskModel; readonly tierByBand: Uint8Array; readonly fittedAtMs: number },
): Promise<{ readonly id: number }> {
  const { model, tierByBand } = input;
  const [version] = await scoped.tx
    .insert(risk)
    .values({
      model: model.model,
      parameters: model.parameters,
      fittedUntil: model.fittedUntilMs,
      fittedAt: input.fittedAtMs,
      incidents: model.incidents,
      groupCount: model.groups,
      profiles: [...model.profiles],
      notes: [...model.notes],
      spreadFraction: [...model.spreadFraction],
      exposureHours: model.exposureHours,
      dispersionPerIncident: model.dispersion.perIncident,
      dispersionFloor: model.dispersion.floor,
      policeCellDispersionPerIncident: model.policeCellDispersion.perIncident,
      policeCellDispersionFloor: model.policeCellDispersion.floor,
    })
    .returning({ id: risk.id });
  if (version === undefined) throw new Error('no risk version was made');
  const length = model.squareId.length;
  const riskId = { name: 'risk_id', type: 'int4', values: new Int32Array(length).fill(version.id) } as const;
  const squareId = { name: 'square_id', type: 'int8', values: model.squareId } as const;
  await copyColumns(
    scoped,
    'risk_square',
    [
      riskId,
      squareId,
      { name: 'rates_per_hour', type: 'float4[]', values: model.ratesPerHour, perRow: model.groups },
      { name: 'profile_area', type: 'int2', values: model.profileArea },
    ],
    length,
  );
  await copyColumns(
    scoped,
    'tier',
    [riskId, squareId, { name: 'tiers', type: 'int2[]', values: tierByBand, perRow: SHIFT_BAND_COUNT }],
    length,
  );
  await refreshStatistics(scoped, ['risk_square', 'tier']);
  return { id: version.id };
}

/** The risk version in force, undefined before the first fit. About 100,000 squares a second. */
export async function latestRisk(scoped: Scoped): Promise<StoredRisk | undefined> {
  const [version] = await scoped.tx.select().from(risk).orderBy(desc(risk.id)).limit(1);
  if (version === undefined) return undefined;
  const rows = await fetchColumns(
    scoped,
    { squareId: 'int8', rates: 'bytes', profileArea: 'int2', tiers: 'bytes' },
    `SELECT square_id, rates_per_hour, profile_area, tiers FROM risk_square JOIN tier USING (risk_id, square_id) WHERE risk_id = ${sqlNumber(version.id)} ORDER BY square_id`,
  );
  const ratesPerHour = new Float32Array(rows.length * version.groupCount);
  const tierByBand = new Uint8Array(rows.length * SHIFT_BAND_COUNT);
  for (let i = 0; i < rows.length; i++) {
    readArray(rows.rates[i], ratesPerHour, i * version.groupCount);
    readArray(rows.tiers[i], tierByBand, i * SHIFT_BAND_COUNT);
  }
  const profiles = Float32Array.from(version.profiles);
  if (profiles.length % (version.groupCount * SLOT_COUNT) !== 0)
    throw new Error(`risk version ${version.id} has profiles of another length`);
  return {
    id: version.id,
    model: version.model,
    parameters: version.parameters as Readonly<Record<string, number>>,
    fittedUntilMs: version.fittedUntil,
    fittedAtMs: version.fittedAt,
    incidents: version.incidents,
    notes: version.notes as RiskModel['notes'],
    squareId: rows.squareId,
    groups: version.groupCount,
    ratesPerHour,
    profiles,
    profileArea: Uint16Array.from(rows.profileArea),
    spreadFraction: Float32Array.from({ length: version.groupCount }, (_, group) => version.spreadFraction[group] ?? 1),
    exposureHours: version.exposureHours,
    dispersion: { perIncident: version.dispersionPerIncident, floor: version.dispersionFloor },
    policeCellDispersion: { perIncident: version.policeCellDispersionPerIncident, floor: version.policeCellDispersionFloor },
    tierByBand,
  };
}

/** Which risk version is in force, without its squares. */
export async function latestRiskVersion(scoped: Scoped): Promise<Pick<StoredRisk, 'id' | 'model' | 'fittedUntilMs'> | undefined> {
  const [row] = await scoped.tx.execute<{ id: number; model: string; fittedUntilMs: number }>(
    sql`SELECT id, model, fitted_until AS "fittedUntilMs" FROM risk ORDER BY id DESC LIMIT 1`,
  );
  return row;
}
