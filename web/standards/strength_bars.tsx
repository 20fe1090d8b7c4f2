import { FEASIBLE_FRACTION, strengthByBand, stretchToRoster } from '@beatline/shared/coverage/strength';
import type { StandardByTier } from '@beatline/shared/model/standard';
import type { StandardsView } from '@beatline/shared/model/views/standards_view';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent, textOf } from '../format/quantities';
import { useFormat } from '../format/use_format';
import styles from './standards_page.module.css';

/** What the standards as they stand take in each shift band, beside who is on duty. Worked out here by the function the ledger's server uses. */
export function StrengthBars({
  view,
  standards,
  onStretch,
}: {
  readonly view: StandardsView;
  readonly standards: StandardByTier;
  readonly onStretch: (standards: StandardByTier) => void;
}) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const { unitsByBand, source, window } = view.roster;
  const bands = strengthByBand(standards, view.squares, view.areaSquareMeters);
  const longest = Math.max(1, ...bands.map(({ standing, travelling }) => standing + travelling), ...unitsByBand);
  const isTight = bands.some(
    ({ standing, travelling }, band) =>
      (unitsByBand[band] ?? 0) > 0 && standing + travelling > FEASIBLE_FRACTION * (unitsByBand[band] ?? 0),
  );
  const width = (units: number) => ({ width: `${(100 * units) / longest}%` });
  return (
    <section className={styles.strength} aria-label={t('strength.title')}>
      <h2>
        {t('strength.title')}
        <em>{t('strength.text')}</em>
      </h2>
      <ul>
        {bands.map(({ standing, travelling }, band) => {
          const have = unitsByBand[band] ?? 0;
          const need = standing + travelling;
          const state = have === 0 ? 'unknown' : need > have ? 'over' : need > FEASIBLE_FRACTION * have ? 'tight' : 'fits';
          return (
            <li key={band} data-state={state}>
              <span>{t(`strength.band.${band}`)}</span>
              <span className={styles.bar} aria-hidden="true">
                <i style={width(standing)} />
                <i style={width(travelling)} />
                {have > 0 && <b style={{ left: `${(100 * have) / longest}%` }} />}
              </span>
              <span>
                {t('strength.need', { need: formatNumber(need, 1), have: source === 'none' ? t('preview.none') : formatNumber(have, 1) })}
                {have > 0 && ` · ${t('strength.shareOf', { share: textOf(formatPercent(need / have)) })}`}
                {state === 'over' && <strong> {t('strength.over')}</strong>}
                {state === 'tight' && <strong> {t('strength.tight')}</strong>}
              </span>
            </li>
          );
        })}
      </ul>
      <p>
        <span className={styles.keys}>
          <i /> {t('strength.standing')} <i /> {t('strength.travelling')} <b /> {t('strength.have')}
        </span>
        {t(`strength.source.${source}`, { window: format.window(window) })}
      </p>
      {isTight && (
        <button
          type="button"
          className="btn"
          onClick={() => {
            const stretched = stretchToRoster(standards, view.squares, view.areaSquareMeters, unitsByBand);
            if (stretched !== undefined) onStretch(stretched);
          }}
        >
          {t('strength.stretch')}
        </button>
      )}
    </section>
  );
}
