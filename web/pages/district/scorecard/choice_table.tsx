import type { ScorecardChoice, ScorecardView } from '@beatline/shared/model/views/scorecard_view';
import { scaleLinear } from '@visx/scale';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../format/quantities';
import { useScorecards, type ScorecardQuestion } from './scorecard_queries';
import styles from './scorecard_sheet.module.css';
import { percentOf } from './scorecard_words';

const BAR_PX = 120;
const ROW_PX = 28;

export interface ChoiceTableProps {
  readonly view: ScorecardView;
  readonly onAsk: (question: ScorecardQuestion) => void;
}

/** Every category group and window with forecasts: hit rate, with a tick where last year's counts would have been. A press shows that one. */
export const ChoiceTable = memo(function ChoiceTable({ view, onAsk }: ChoiceTableProps) {
  const { t } = useTranslation(['forecast', 'district']);
  const choices = view.available.filter((choice) => choice.basis === view.basis).toSorted(inReadingOrder);
  const cards = useScorecards(choices);
  const headlines = cards.map((card) => card.data?.headline);
  const most = Math.max(0.01, ...headlines.flatMap((headline) => [headline?.hitRate ?? 0, headline?.lastYearHitRate ?? 0]));
  const x = scaleLinear<number>({ domain: [0, most], range: [0, BAR_PX - 2] });
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('choices.forecast')}</th>
          <td className={styles.bar} />
          <th scope="col">{t('choices.hit')}</th>
          <th scope="col">{t('choices.lastYear')}</th>
          <th scope="col">{t('choices.count')}</th>
        </tr>
      </thead>
      <tbody>
        {choices.map((choice, at) => {
          const headline = headlines[at];
          const isShown = choice.group === view.group && choice.horizonDays === view.horizonDays;
          return (
            <tr key={`${choice.group ?? ''}|${choice.horizonDays}`} data-in-force={isShown}>
              <th scope="row">
                <button type="button" aria-pressed={isShown} onClick={() => onAsk(choice)}>
                  {choice.group === undefined ? t('district:filter.all') : t(`common:group.${choice.group}`)}
                  <small>{t('district:scorecard.days', { count: choice.horizonDays })}</small>
                </button>
              </th>
              <td className={styles.bar}>
                {headline !== undefined && (
                  <svg width={BAR_PX} height={ROW_PX} aria-hidden="true">
                    <rect y={ROW_PX / 2 - 4} width={x(headline.hitRate)} height="8" className={styles.fill} />
                    {headline.lastYearHitRate !== undefined && (
                      <path d={`M${x(headline.lastYearHitRate) + 1} ${ROW_PX / 2 - 8}v16`} className={styles.tickMark} />
                    )}
                  </svg>
                )}
              </td>
              <td>{headline === undefined ? '—' : `${percentOf(headline.hitRate)}\u00a0%`}</td>
              <td>{headline?.lastYearHitRate === undefined ? '—' : `${percentOf(headline.lastYearHitRate)}\u00a0%`}</td>
              <td>{formatNumber(choice.origins)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});

/** All together first, then the groups; longer windows first within each. */
function inReadingOrder(a: ScorecardChoice, b: ScorecardChoice): number {
  if ((a.group === undefined) !== (b.group === undefined)) return a.group === undefined ? -1 : 1;
  return b.horizonDays - a.horizonDays;
}
