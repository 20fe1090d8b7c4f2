import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { formatIncidents } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import styles from './planning_drawer.module.css';

/** Rows shown: the plans of the last days; older ones are reached by their link. */
const SHOWN = 8;

/** Plans made before. */
export function PlanList({ onOpen }: { readonly onOpen: (code: string) => void }) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const plans = useQuery(trpc.plans.list.queryOptions()).data;
  if (plans === undefined || plans.length === 0) return null;
  return (
    <section>
      <h3 className={styles.subhead}>{t('bench.earlier')}</h3>
      {plans.slice(0, SHOWN).map((plan) => (
        <button key={plan.plan} type="button" className={styles.planRow} onClick={() => onOpen(plan.plan)}>
          <b>{plan.plan}</b>
          <span>{t(`bench.state.${plan.state}`)}</span>
          <span>
            {format.monthDay(plan.window.from)} {format.window(plan.window)}
          </span>
          <span>{t('bench.lines', { count: plan.lines })}</span>
          <em>
            {formatIncidents(plan.gapBefore)} → {formatIncidents(plan.gapAfter)} {t('common:unit.incidents')}
          </em>
        </button>
      ))}
    </section>
  );
}
