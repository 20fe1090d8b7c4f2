import { Refusal } from '@beatline/shared/model/refusal';
import { leastCapSeconds, standardSchema, type Standard, type StandardByTier } from '@beatline/shared/model/standard';
import type { Tier } from '@beatline/shared/model/tier';

const minutes = (seconds: number) => (Math.round(seconds / 6) / 10).toString();

/** The proposal when every tier's figures agree. Throws a Refusal that names the tier and the value: a cap below D·480/(T+D), a sworn unit asked for that does not count. */
export function checkedStandards(standards: StandardByTier): StandardByTier {
  const of = (tier: Tier) => checkedStandard({ ...standards[tier], tier });
  return { red: of('red'), orange: of('orange'), yellow: of('yellow'), blue: of('blue') };
}

/** One standard when its figures agree; throws like {@link checkedStandards}. */
export function checkedStandard(standard: Standard): Standard {
  const least = leastCapSeconds(standard);
  if (standard.capSecondsPerBand < least)
    throw new Refusal(
      'standard_cap',
      `${standard.tier}: a cap of ${minutes(standard.capSecondsPerBand)} min a shift is below the ${minutes(least)} min that ${minutes(standard.dwellSeconds)} min every ${minutes(standard.revisitSeconds)} min take`,
      `set the cap to ${Math.ceil(least / 60)} min or more, or lengthen the revisit interval`,
    );
  const parsed = standardSchema.safeParse(standard);
  if (!parsed.success)
    throw new Refusal('standard', `${standard.tier}: ${parsed.error.issues[0]?.message ?? ''}`, 'correct the figure named');
  return parsed.data;
}
