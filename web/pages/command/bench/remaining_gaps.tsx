import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Plan } from '@beatline/shared/model/plan';
import { useTranslation } from 'react-i18next';
import { formatIncidents } from '../../../format/quantities';
import { TierBadge } from '../../../widgets/tier_badge';
import styles from './planning_drawer.module.css';

/** Rows shown: what a duty leader can weigh before pressing approve. */
const SHOWN = 6;

/** What the plan still leaves uncovered, said next to the button that approves it. */
export function RemainingGaps({
  plan,
  onOpenSquare,
}: {
  readonly plan: Plan;
  readonly onOpenSquare: (squareId: number, center: LngLat) => void;
}) {
  const { t } = useTranslation(['command', 'common']);
  const shown = plan.remaining.slice(0, SHOWN);
  return (
    <section aria-label={t('remaining.title')}>
      <h3 className={styles.subhead}>
        {t('remaining.title')}
        <em>{t('remaining.shown', { shown: shown.length, total: plan.remaining.length })}</em>
      </h3>
      {shown.map((gap) => (
        <button key={gap.squareId} type="button" className={styles.remaining} onClick={() => onOpenSquare(gap.squareId, gap.center)}>
          <TierBadge tier={gap.tier} />
          <b>{gap.name === '' ? t('common:unnamedSquare') : gap.name}</b>
          <span>
            {formatIncidents(gap.gapIncidents)} {t('common:unit.incidents')}
          </span>
        </button>
      ))}
    </section>
  );
}
