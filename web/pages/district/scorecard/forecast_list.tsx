import type { ScorecardView } from '@beatline/shared/model/views/scorecard_view';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatIncidents, formatNumber } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { usePeriodText } from '../period_text';
import styles from './scorecard_sheet.module.css';
import { percentOf } from './scorecard_words';

/** Each single forecast with its state: still waiting for its days to pass, or scored. Newest first. */
export const ForecastList = memo(function ForecastList({ view }: { readonly view: ScorecardView }) {
  const { t } = useTranslation('forecast');
  const format = useFormat();
  const periodText = usePeriodText();
  const { newest, forecasts } = view.pending;
  const isIssued = view.basis === 'issued';
  return (
    <div className={`${styles.scroll ?? ''} ${styles.list ?? ''}`} role="region" aria-label={t(`list.${view.basis}`)} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('list.window')}</th>
            <th scope="col" className={styles.words}>
              {t('list.state')}
            </th>
            <th scope="col">{t('list.hits')}</th>
            <th scope="col">{t('list.expected')}</th>
            <th scope="col">{t('list.lastYear')}</th>
            {isIssued && <th scope="col">{t('list.issuedAt')}</th>}
            {isIssued && <th scope="col">{t('list.version')}</th>}
          </tr>
        </thead>
        <tbody>
          {isIssued && newest !== undefined && (
            <tr>
              <th scope="row">{periodText(newest)}</th>
              <td className={styles.words}>
                {t('list.waiting', { time: format.dayTime(newest.to) })}
                {forecasts > 1 && ` ${t('list.moreWaiting', { count: forecasts - 1 })}`}
              </td>
              <td>—</td>
              <td>—</td>
              <td>—</td>
              <td>{format.dayTime(newest.issuedAt)}</td>
              <td>—</td>
            </tr>
          )}
          {view.origins.map((origin) => (
            <tr key={origin.from}>
              <th scope="row">{periodText(origin)}</th>
              <td className={styles.words}>{t(isIssued ? 'list.scored' : 'list.replayed')}</td>
              <td>
                {formatNumber(origin.hits)} / {formatNumber(origin.incidents)}{' '}
                {origin.hitRate !== undefined && <small>{percentOf(origin.hitRate)}&nbsp;%</small>}
              </td>
              <td>{formatIncidents(origin.expectedHits)}</td>
              <td>{origin.lastYearHits === undefined ? '—' : formatNumber(origin.lastYearHits)}</td>
              {isIssued && <td>{format.dayTime(origin.issuedAt)}</td>}
              {isIssued && <td>{origin.riskVersion === undefined ? '—' : formatNumber(origin.riskVersion)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
