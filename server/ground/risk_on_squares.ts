import type { StoredRisk } from '@beatline/db/queries/risk';
import { SHIFT_BAND_COUNT, SLOT_COUNT } from '@beatline/shared/model/shift_band';
import { TIERS } from '@beatline/shared/model/tier';
import { expectedPerHour } from '@beatline/shared/risk/risk_model';

/**
 * Risk and frozen tiers laid on the squares there are now: ρ at 168·i + h, tier at 6·i + b. Squares that came after the fit have no risk and are blue, as
 * every square is before any fit.
 */
export function riskOnSquares(
  risk: StoredRisk | undefined,
  squareId: Float64Array,
): { expectedPerHour: Float64Array; tierByBand: Uint8Array } {
  const table = new Float64Array(squareId.length * SLOT_COUNT);
  const tierByBand = new Uint8Array(squareId.length * SHIFT_BAND_COUNT).fill(TIERS.indexOf('blue'));
  if (risk === undefined) return { expectedPerHour: table, tierByBand };
  const indexInRisk = new Map(Array.from(risk.squareId, (id, index) => [id, index]));
  squareId.forEach((id, square) => {
    const fitted = indexInRisk.get(id);
    if (fitted === undefined) return;
    for (let slot = 0; slot < SLOT_COUNT; slot++) table[square * SLOT_COUNT + slot] = expectedPerHour(risk, fitted, slot);
    for (let band = 0; band < SHIFT_BAND_COUNT; band++)
      tierByBand[square * SHIFT_BAND_COUNT + band] = risk.tierByBand[fitted * SHIFT_BAND_COUNT + band]!;
  });
  return { expectedPerHour: table, tierByBand };
}
