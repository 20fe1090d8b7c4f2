import { TIERS } from '@beatline/shared/model/tier';
import { useTranslation } from 'react-i18next';
import { useRiskTiers } from '../../../api/queries';
import { formatNumber, formatPercent, textOf } from '../../../format/quantities';
import { TierBadge } from '../../../widgets/tier_badge';
import type { CommandState } from '../command_state';
import styles from './left_rail.module.css';

const BANDS = [0, 1, 2, 3, 4, 5] as const;

/** Which part of the week the tiers are of, and what each tier holds there. */
export function BandChoice({ state }: { readonly state: CommandState }) {
  const { t } = useTranslation(['command', 'common']);
  const tiers = useRiskTiers(true);
  if (tiers.data === undefined) {
    return (
      <p className={styles.span} role={tiers.isError ? 'alert' : 'status'}>
        {tiers.isError ? tiers.error.message : t('common:loading')}
      </p>
    );
  }
  const { bands, currentBand } = tiers.data;
  const shown = state.band ?? currentBand;
  return (
    <>
      <div className={styles.choices} role="group" aria-label={t('band.title')}>
        {BANDS.map((band) => (
          <button
            key={band}
            type="button"
            aria-pressed={band === shown}
            aria-label={`${t(`band.${band}`)}${band === currentBand ? ` ${t('band.now')}` : ''}`}
            onClick={() => state.setBand(band === currentBand ? undefined : band)}
          >
            {t(`band.short.${band}`)}
          </button>
        ))}
      </div>
      <table className={styles.bandTable}>
        <thead>
          <tr>
            <th scope="col">{t('band.tier')}</th>
            <th scope="col">{t('band.squares')}</th>
            <th scope="col">{t('band.share')}</th>
          </tr>
        </thead>
        <tbody>
          {TIERS.map((tier) => {
            const row = bands[shown]?.find((each) => each.tier === tier);
            return (
              <tr key={tier}>
                <th scope="row">
                  <TierBadge tier={tier} named />
                </th>
                <td>{row === undefined ? '—' : formatNumber(row.squares)}</td>
                <td>{row === undefined ? '—' : textOf(formatPercent(row.riskFraction))}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** The part of the week whose tiers are on the map, for the map's title. */
export function BandName({ state }: { readonly state: CommandState }) {
  const { t } = useTranslation('command');
  const tiers = useRiskTiers(true).data;
  if (tiers === undefined) return null;
  const shown = state.band ?? tiers.currentBand;
  return <>{` · ${t(`band.${shown}`)}${shown === tiers.currentBand ? ` ${t('band.now')}` : ''}`}</>;
}
