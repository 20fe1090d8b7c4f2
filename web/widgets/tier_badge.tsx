import { TIER_LETTER, type Tier } from '@beatline/shared/model/tier';
import { useTranslation } from 'react-i18next';

/** A tier is never told by colour alone: shape, letter and, with `named`, the word travel together. */
export function TierBadge({ tier, named = false }: { readonly tier: Tier; readonly named?: boolean }) {
  const { t } = useTranslation();
  const letter = TIER_LETTER[tier];
  const badge = (
    <span className={`tier ${letter}`} role="img" aria-label={t(`tier.${tier}Long`)}>
      {letter}
    </span>
  );
  if (!named) return badge;
  return (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center' }}>
      {badge}
      {t(`tier.${tier}`)}
    </span>
  );
}
