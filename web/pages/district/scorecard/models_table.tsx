import type { ScorecardModel } from '@beatline/shared/model/views/scorecard_view';
import { scaleLinear } from '@visx/scale';
import { useElementSize } from '@mantine/hooks';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent, formatSigned, textOf } from '../../../format/quantities';
import styles from './scorecard_sheet.module.css';

const ROW_PX = 30;
const MARGIN_PX = 8;
const TICKS = 4;

/** Every model on the same forecasts, best first: how often it was right, and by how much it differs from the one in force. */
export const ModelsTable = memo(function ModelsTable({ models }: { readonly models: readonly ScorecardModel[] }) {
  const { t, i18n } = useTranslation('forecast');
  const { ref, width } = useElementSize();
  const most = Math.max(1, ...models.map((model) => model.predictiveAccuracyIndex + (model.standardError ?? 0)));
  const x = scaleLinear<number>({ domain: [0, most], range: [MARGIN_PX, Math.max(MARGIN_PX, width - MARGIN_PX)] });
  const ticks = x.ticks(TICKS);
  const nameOf = (model: string) => (i18n.exists(`model.${model}`, { ns: 'forecast' }) ? t(`model.${model}`) : model);
  const plusMinus = (value: number, error: number | undefined) =>
    error === undefined ? formatNumber(value, 1) : `${formatNumber(value, 1)}\u00a0±\u00a0${formatNumber(error, 1)}`;
  return (
    <div className={styles.scroll} role="region" aria-label={t('models.title')} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('models.model')}</th>
            <td className={styles.plot} ref={ref}>
              <svg width="100%" height="16" aria-hidden="true">
                {ticks.map((tick) => (
                  <text key={tick} x={x(tick)} y="12" textAnchor="middle">
                    {formatNumber(tick)}
                  </text>
                ))}
              </svg>
            </td>
            <th scope="col">{t('models.hitRate')}</th>
            <th scope="col">{t('models.pai')}</th>
            <th scope="col">{t('models.difference')}</th>
            <th scope="col">PEI</th>
            <th scope="col">RRI</th>
            <th scope="col">{t('models.logScore')}</th>
          </tr>
        </thead>
        <tbody>
          {models
            .toSorted((a, b) => b.predictiveAccuracyIndex - a.predictiveAccuracyIndex)
            .map((model) => {
              const { predictiveAccuracyIndex: index, standardError, againstInForce } = model;
              return (
                <tr key={model.model} data-in-force={model.inForce}>
                  <th scope="row">
                    {nameOf(model.model)}
                    {model.inForce && <small>{t('models.inForce')}</small>}
                  </th>
                  <td className={styles.plot}>
                    <svg width="100%" height={ROW_PX} aria-hidden="true">
                      {ticks.map((tick) => (
                        <path key={tick} d={`M${x(tick)} 0V${ROW_PX}`} className={styles.gridLine} />
                      ))}
                      <path d={`M${x(0)} ${ROW_PX / 2}H${x(index)}`} className={styles.stem} />
                      {standardError !== undefined && (
                        <path
                          d={`M${x(index - standardError)} ${ROW_PX / 2 - 5}v10m0 -5H${x(index + standardError)}m0 -5v10`}
                          className={styles.whisker}
                        />
                      )}
                      <circle cx={x(index)} cy={ROW_PX / 2} r="4.5" className={styles.dot} />
                    </svg>
                  </td>
                  <td>{textOf(formatPercent(model.hitRate, 1))}</td>
                  <td>{plusMinus(index, standardError)}</td>
                  <td>
                    {againstInForce === undefined
                      ? '—'
                      : `${formatSigned(againstInForce.meanDifference, 1)}\u00a0±\u00a0${formatNumber(againstInForce.standardError, 1)}`}
                  </td>
                  <td>{figureOf(model.predictiveEfficiencyIndex, 2)}</td>
                  <td>{figureOf(model.expectedOverObserved, 2)}</td>
                  <td>{figureOf(model.logScore, 2)}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
});

function figureOf(value: number | undefined, decimals: number): string {
  return value === undefined ? '—' : formatNumber(value, decimals);
}
