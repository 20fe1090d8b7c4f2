import { encodeColumn } from '@beatline/shared/formats/binary_column';
import { SLOT_COUNT } from '@beatline/shared/model/shift_band';
import type { RiskView } from '@beatline/shared/model/views/risk_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';

export async function currentRisk(app: App): Promise<RiskView | undefined> {
  const { risk, data, clock, geometryVersion } = await app.ground.current();
  if (risk === undefined) return undefined;
  const squareCount = data.squareId.length;
  const ratePerHour = new Float32Array(squareCount);
  const bySlot = new Float64Array(SLOT_COUNT);
  let total = 0;
  for (let square = 0; square < squareCount; square++) {
    let week = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const expected = data.expectedPerHour[square * SLOT_COUNT + slot];
      week += expected;
      bySlot[slot] += expected;
    }
    ratePerHour[square] = week / SLOT_COUNT;
    total += week;
  }
  return {
    id: risk.id,
    model: risk.model,
    fittedUntil: isoInZone(clock, risk.fittedUntilMs),
    incidents: risk.incidents,
    parameters: { ...risk.parameters },
    geometryVersion,
    ratePerHour: encodeColumn(ratePerHour),
    profile: Array.from(bySlot, (expected) => (total === 0 ? 1 / SLOT_COUNT : expected / total)),
  };
}
