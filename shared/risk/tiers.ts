import { SHIFT_BAND_COUNT, SLOT_COUNT, shiftBandOfSlot } from '../model/shift_band';
import { TIER_AREA_FRACTION, TIERS } from '../model/tier';
import type { RiskModel } from './risk_model';

/**
 * Tiers of METHODS 2: in each shift band the squares of one district are ranked by their mean expected incidents, ties by id; the first 1 % are red, up to 5 % orange, up to
 * 20 % yellow, the rest blue. Bounds round up, so that the smallest district has a red square. `districtOf` names the district of each square of the model; equal
 * numbers are ranked together (-1, unassigned, is one more district). `harmWeight` says how much an incident of each group counts (METHODS 2: optional); absent: all alike.
 * Returns the tier code of square i in band b at 6·i + b. O(squares · log squares).
 */
export function assignTiers(model: RiskModel, districtOf: Int32Array, harmWeight?: Float64Array): Uint8Array {
  const squareCount = model.squareId.length;
  if (districtOf.length !== squareCount) throw new RangeError(`${districtOf.length} districts are named for ${squareCount} squares`);
  const tiers = new Uint8Array(squareCount * SHIFT_BAND_COUNT);
  const squaresByDistrict = groupByDistrict(districtOf);
  const bandShare = meanProfileByBand(model);
  const rate = new Float64Array(squareCount);
  for (let band = 0; band < SHIFT_BAND_COUNT; band++) {
    for (let square = 0; square < squareCount; square++) {
      rate[square] = 0;
      const share = model.profileArea[square] * model.groups;
      for (let group = 0; group < model.groups; group++) {
        const expected = model.ratesPerHour[square * model.groups + group] * bandShare[(share + group) * SHIFT_BAND_COUNT + band];
        rate[square] += expected * (harmWeight?.[group] ?? 1);
      }
    }
    for (const squares of squaresByDistrict) {
      // squares of the model ascend by id
      squares.sort((a, b) => rate[b] - rate[a] || a - b);
      const bounds = TIERS.map((tier) => Math.ceil(TIER_AREA_FRACTION[tier] * squares.length));
      let tier = 0;
      squares.forEach((square, rank) => {
        while (rank >= bounds[tier]) tier++;
        tiers[square * SHIFT_BAND_COUNT + band] = tier;
      });
    }
  }
  return tiers;
}

function groupByDistrict(districtOf: Int32Array): number[][] {
  const squaresByDistrict = new Map<number, number[]>();
  districtOf.forEach((district, square) => {
    const squares = squaresByDistrict.get(district);
    if (squares === undefined) squaresByDistrict.set(district, [square]);
    else squares.push(square);
  });
  return [...squaresByDistrict.values()];
}

/** Mean of each profile over the hours of a band, at profile · 6 + band. */
function meanProfileByBand({ profiles }: RiskModel): Float64Array {
  const hours = new Float64Array(SHIFT_BAND_COUNT);
  for (let slot = 0; slot < SLOT_COUNT; slot++) hours[shiftBandOfSlot(slot)]++;
  const means = new Float64Array((profiles.length / SLOT_COUNT) * SHIFT_BAND_COUNT);
  profiles.forEach((share, i) => {
    const band = shiftBandOfSlot(i % SLOT_COUNT);
    means[Math.floor(i / SLOT_COUNT) * SHIFT_BAND_COUNT + band] += share / hours[band];
  });
  return means;
}
