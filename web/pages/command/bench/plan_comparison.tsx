import type { Plan } from '@beatline/shared/model/plan';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatIncidents, formatNumber, formatPercent } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { HowComputed } from '../../../widgets/how_computed';
import styles from './planning_drawer.module.css';

const NONE = '–';

interface ComparisonRow {
  readonly name: string;
  readonly unit: string;
  /** No change, nearest-first, suggested, zero-travel bound. */
  readonly values: readonly [string, string, string, string];
}

/** The suggestion beside no change, the plain method, and what nobody could beat. */
export function PlanComparison({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const closed = (gapAfter: number) => (plan.gapBefore > 0 ? formatPercent(1 - gapAfter / plan.gapBefore).value : NONE);
  const sum = (value: (route: Plan['routes'][number]) => number) => plan.routes.reduce((total, route) => total + value(route), 0);
  const rows: ComparisonRow[] = [
    {
      name: t('plan.remaining'),
      unit: t('common:unit.incidents'),
      values: [plan.gapBefore, plan.greedyGapAfter, plan.gapAfter, plan.zeroTravelGapBound].map(formatIncidents) as [
        string,
        string,
        string,
        string,
      ],
    },
    {
      name: t('plan.closed'),
      unit: '%',
      values: [NONE, closed(plan.greedyGapAfter), closed(plan.gapAfter), closed(plan.zeroTravelGapBound)],
    },
    {
      name: t('plan.coverage'),
      unit: '%',
      values: [formatPercent(plan.coverageBefore).value, NONE, formatPercent(plan.coverageAfter).value, NONE],
    },
    {
      name: t('plan.redOverdue'),
      unit: t('common:unit.squares'),
      values: [formatNumber(plan.redOverdueBefore), NONE, formatNumber(plan.redOverdueAfter), NONE],
    },
    {
      name: t('plan.distance'),
      unit: format.kilometers(0).unit,
      values: [
        NONE,
        NONE,
        format.kilometers(
          sum((route) => route.distanceMeters),
          0,
        ).value,
        NONE,
      ],
    },
    {
      name: t('plan.dwell'),
      unit: format.minutes(0).unit,
      values: [NONE, NONE, format.minutes(sum((route) => route.dwellSeconds)).value, NONE],
    },
  ];
  return (
    <section aria-label={t('plan.comparison')}>
      <p className={styles.facts}>
        <b>{strengthText(plan, t)}</b>
        <span>{t('plan.expected', { incidents: formatIncidents(plan.expectedIncidents) })}</span>
        <span>{t('plan.number', { code: plan.plan })}</span>
        <span>
          {t('plan.took', { seconds: formatNumber(plan.seconds, plan.seconds < 10 ? 1 : 0), iterations: formatNumber(plan.iterations) })}
        </span>
      </p>
      <table className={styles.comparison} data-testid="plan-comparison">
        <thead>
          <tr>
            <th scope="col">{format.window(plan.window)}</th>
            <th scope="col" className={styles.weak}>
              {t('plan.noChange')}
            </th>
            <th scope="col">
              {t('plan.greedy')}
              <small>{t('plan.greedyNote')}</small>
            </th>
            <th scope="col" className={styles.suggested}>
              {t('plan.suggested')}
              <small>{t('plan.suggestedNote')}</small>
            </th>
            <th scope="col" className={styles.weak}>
              <HowComputed
                title={t('plan.bound')}
                definition={t('plan.boundDefinition')}
                inputs={[t('plan.number', { code: plan.plan }), t('plan.seed', { seed: plan.seed })]}
              >
                {t('plan.bound')}
              </HowComputed>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                {row.name}
                <small>{row.unit}</small>
              </th>
              <td className={styles.weak}>{row.values[0]}</td>
              <td>{row.values[1]}</td>
              <td className={styles.suggested}>{row.values[2]}</td>
              <td className={styles.weak}>{row.values[3]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** 3 车巡 2 步巡 1 空巡 */
function strengthText(plan: Plan, t: TFunction<readonly ['command', 'common']>): string {
  const modes = [...new Set(plan.routes.map((route) => route.mode))];
  return modes.map((mode) => `${plan.routes.filter((route) => route.mode === mode).length} ${t(`common:mode.${mode}`)}`).join('\u2002');
}
