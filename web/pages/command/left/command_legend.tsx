import { TIERS } from '@beatline/shared/model/tier';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '../../../format/use_format';
import { rampCss } from '../../../map/map_colors';
import { keptSearch } from '../../../state/kept_search';
import { LegendRow, RampLegend } from '../../../widgets/legend';
import { TierBadge } from '../../../widgets/tier_badge';
import page from '../command_page.module.css';
import type { CommandState } from '../command_state';
import type { FieldScale } from '../field_scale';
import styles from './left_rail.module.css';

/** Says what every mark on the map means, with units; only of layers that are on. */
export function CommandLegend({
  state,
  scale,
  deployment,
  hasPlan,
}: {
  readonly state: CommandState;
  readonly scale: FieldScale | undefined;
  readonly deployment: DeploymentView;
  readonly hasPlan: boolean;
}) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const { riskVersion, standardVersion } = deployment;
  return (
    <section aria-label={t('legend.title')}>
      <h2 className={page.heading}>{t('legend.title')}</h2>
      <div className={styles.legend}>
        {scale !== undefined && state.field !== 'none' && (
          <>
            {scale.unit === 'tier' ? (
              <p className={styles.tierNote}>{t('legend.tiers')}</p>
            ) : (
              <RampLegend
                colors={rampCss()}
                labels={scale.labels}
                caption={t(`legend.${state.field}`, { scale: t(`legend.scale.${scale.unit}`) })}
              />
            )}
            <div className={styles.tiers}>
              {TIERS.map((tier) => (
                <TierBadge key={tier} tier={tier} named />
              ))}
            </div>
            {scale.unit !== 'tier' && (
              <>
                <LegendRow mark={<OverdueMark />}>{t('legend.overdue')}</LegendRow>
                <LegendRow mark={<HatchMark />}>{t('legend.unknown')}</LegendRow>
              </>
            )}
          </>
        )}
        {state.overlays.includes('boundaries') && <LegendRow mark={<BoundaryMark />}>{t('legend.boundaries')}</LegendRow>}
        {hasPlan && state.overlays.includes('lines') && (
          <>
            <LegendRow mark={<LinesMark />}>{t('legend.lines')}</LegendRow>
            <LegendRow mark={<DroneMark />}>{t('legend.droneLine')}</LegendRow>
          </>
        )}
        {state.overlays.includes('zones') && <LegendRow mark={<ZoneMark />}>{t('legend.zones')}</LegendRow>}
      </div>
      <div className={styles.provenance}>
        <Link href={`/command/standards${keptSearch()}`}>{t('common:standardVersion', { version: standardVersion })}</Link>
        {riskVersion !== undefined && `\u2003${t('common:riskFittedUntil', { day: format.monthDay(riskVersion.fittedUntil) })}`}
        <br />
        {t('legend.ground', { meters: deployment.cellMeters, crs: deployment.crs })}
      </div>
    </section>
  );
}

function OverdueMark() {
  return (
    <svg width="30" height="18">
      <rect x="7" y="2" width="14" height="14" fill="var(--gap-6)" stroke="var(--tier-a)" strokeWidth="2" />
    </svg>
  );
}

function HatchMark() {
  return (
    <svg width="30" height="18">
      <path d="M7 9l7-7M7 15L20 2M11 16l10-10M16 16l5-5" stroke="var(--text-2)" fill="none" />
    </svg>
  );
}

function BoundaryMark() {
  return (
    <svg width="30" height="18">
      <path d="M0 6h30" stroke="#b0c2ca" strokeDasharray="5 4" />
      <path d="M0 13h30" stroke="#dee8eb" strokeWidth="1.6" strokeDasharray="12 4 2 4" />
    </svg>
  );
}

function LinesMark() {
  return (
    <svg width="30" height="20">
      <path d="M0 3h30" stroke="var(--line-v1)" strokeWidth="3" />
      <path d="M0 10h30" stroke="var(--line-v2)" strokeWidth="4.6" />
      <path d="M0 10h30" stroke="var(--text-inv)" strokeWidth="1.5" />
      <path d="M0 17h30" stroke="var(--line-v3)" strokeWidth="3" strokeDasharray="13 3" />
    </svg>
  );
}

function DroneMark() {
  return (
    <svg width="30" height="18">
      <rect y="3" width="30" height="12" fill="var(--line-u1)" opacity=".2" />
      <path d="M0 9h30" stroke="var(--line-u1)" strokeWidth="1.8" strokeDasharray="7 4" />
    </svg>
  );
}

function ZoneMark() {
  return (
    <svg width="30" height="18">
      <rect x="5" y="3" width="20" height="12" fill="var(--text-3)" fillOpacity=".25" stroke="var(--text-2)" strokeDasharray="3 2" />
    </svg>
  );
}
