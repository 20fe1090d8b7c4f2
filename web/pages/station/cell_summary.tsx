import type { MyCellView } from '@beatline/shared/model/views/cell_view';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercentRange, textOf } from '../../format/quantities';
import { useFormat } from '../../format/use_format';
import styles from './station_page.module.css';

/** My cell in three figures: what is overdue, how the high-risk hours were covered, who was here last. */
export const CellSummary = memo(function CellSummary({ view }: { readonly view: MyCellView }) {
  const { t } = useTranslation('station');
  const format = useFormat();
  const { lastVisit } = view;
  return (
    <dl className={styles.summary}>
      <div>
        <dt>{t('summary.overdue')}</dt>
        <dd>
          <b>{formatNumber(view.squaresOverdue)}</b> <small>/ {t('summary.squares', { count: view.squares })}</small>
        </dd>
      </div>
      <div>
        <dt>{t('summary.coverage')}</dt>
        <dd>
          {view.highRiskCoverage === undefined ? (
            <small>{t('summary.noHighRisk')}</small>
          ) : (
            <>
              <b>{formatPercentRange(view.highRiskCoverage).value}</b> <small>%</small>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('summary.lastVisit')}</dt>
        <dd>
          {lastVisit === undefined ? (
            <small>{t('summary.noVisit')}</small>
          ) : (
            <>
              <b>{lastVisit.unitCode}</b>{' '}
              <small>{t('ago', { time: textOf(format.age((Date.parse(view.now) - Date.parse(lastVisit.endedAt)) / 1000)) })}</small>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
});
