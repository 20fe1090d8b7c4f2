import { encodeColumn } from '@beatline/shared/formats/binary_column';
import { SHIFT_BAND_COUNT, shiftBandOfSlot, SLOT_COUNT } from '@beatline/shared/model/shift_band';
import { TIERS } from '@beatline/shared/model/tier';
import type { RiskTiersView } from '@beatline/shared/model/views/risk_view';
import type { App } from '../../app';
import { requireRisk } from './require_risk';

/** The tiers frozen with the risk in force, band by band, with how many squares each has and how much of the band's risk. */
export async function riskTiers(app: App): Promise<RiskTiersView> {
  const { ground, risk } = await requireRisk(app);
  const { tierByBand, expectedPerHour, squareId } = ground.data;
  const squares = new Float64Array(SHIFT_BAND_COUNT * TIERS.length);
  const expected = new Float64Array(SHIFT_BAND_COUNT * TIERS.length);
  for (let square = 0; square < squareId.length; square++) {
    for (let band = 0; band < SHIFT_BAND_COUNT; band++) squares[band * TIERS.length + tierByBand[square * SHIFT_BAND_COUNT + band]]++;
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const band = shiftBandOfSlot(slot);
      expected[band * TIERS.length + tierByBand[square * SHIFT_BAND_COUNT + band]] += expectedPerHour[square * SLOT_COUNT + slot];
    }
  }
  return {
    riskVersion: risk.id,
    geometryVersion: ground.geometryVersion,
    tierByBand: encodeColumn(Uint8Array.from(tierByBand)),
    currentBand: ground.clock.shiftBandAt(app.nowMs()),
    bands: Array.from({ length: SHIFT_BAND_COUNT }, (_, band) => {
      const of = (column: Float64Array, tier: number) => column[band * TIERS.length + tier];
      const total = TIERS.reduce((sum, _tier, tier) => sum + of(expected, tier), 0);
      return TIERS.map((tier, i) => ({ tier, squares: of(squares, i), riskFraction: total === 0 ? 0 : of(expected, i) / total }));
    }),
  };
}
