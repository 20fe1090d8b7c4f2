import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { useTranslation } from 'react-i18next';
import { useCoverageSummary } from '../../../api/queries';
import { formatIncidents, formatIncidentsRange, formatPercent, formatPercentRange } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { useNowMs } from '../../../state/clock';
import { ErrorState } from '../../../widgets/error_state';
import { HowComputed } from '../../../widgets/how_computed';
import type { CommandState } from '../command_state';
import { CoverageBar } from './coverage_bar';
import styles from './right_rail.module.css';

const UNKNOWN = '–';

/** The wall figure and the ones beside it. An old answer stays, greyed, while the next one comes. */
export function Headline({ state, deployment }: { readonly state: CommandState; readonly deployment: DeploymentView }) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const nowMs = useNowMs(60_000);
  const summary = useCoverageSummary(state.question);
  if (summary.data === undefined) {
    return (
      <section className={styles.headline}>
        {summary.isError ? (
          <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
        ) : (
          <p className={styles.stale}>{t('common:loading')}</p>
        )}
      </section>
    );
  }
  const { data } = summary;
  const inputs = [
    `${t(`window.${state.choice}`)} ${format.window(data.window)}`,
    t('common:standardVersion', { version: data.standardVersions.join('、') }),
    ...(deployment.riskVersion === undefined
      ? []
      : [t('common:riskFittedUntil', { day: format.dayTime(deployment.riskVersion.fittedUntil) })]),
    t('inputs.modes', { modes: state.modes.map((mode) => t(`common:mode.${mode}`)).join(t('listSeparator')) }),
    ...(data.riskWeightedCoverage === undefined
      ? []
      : [`${t('figure.riskWeighted')} ${formatPercentRange(data.riskWeightedCoverage).value} %`]),
    t('common:computedAt', { time: format.timeWithSeconds(summary.dataUpdatedAt) }),
  ];
  const explained = (figure: 'highRisk' | 'visible' | 'reached' | 'reach' | 'unknown' | 'gap') => (
    <HowComputed title={t(`figure.${figure}`)} definition={t(`figureDefinition.${figure}`)} inputs={inputs}>
      {t(`figure.${figure}`)}
    </HowComputed>
  );
  const highRisk = data.highRiskCoverage === undefined ? undefined : formatPercentRange(data.highRiskCoverage);
  const isProjected = nowMs !== undefined && Date.parse(data.window.to) > nowMs;
  return (
    <section className={styles.headline} aria-label={t('figure.highRisk')} aria-busy={summary.isPlaceholderData}>
      <div className={styles.top}>
        {explained('highRisk')}
        <i>
          {isProjected
            ? t('headline.projected', {
                window: t(`window.${state.choice}`),
                time: format.time(Math.max(nowMs, Date.parse(data.window.from))),
              })
            : t(`window.${state.choice}`)}
        </i>
      </div>
      <div className={`${styles.big} ${summary.isPlaceholderData ? styles.stale : ''}`} data-testid="high-risk-coverage">
        <b>{highRisk?.value ?? UNKNOWN}</b>
        <u>%</u>
        <div className={styles.side}>
          <b>
            {formatIncidentsRange(data.gapIncidents)} {t('common:unit.incidents')}
          </b>
          <br />
          {t('headline.gapOfExpected', { expected: formatIncidents(data.expectedIncidents) })}
        </div>
      </div>
      {data.highRiskCoverage !== undefined && <CoverageBar interval={data.highRiskCoverage} label={t('figure.highRisk')} />}
      <div className={styles.four}>
        <Share label={explained('visible')} fraction={data.visiblePresenceRate} />
        <Share label={explained('reached')} fraction={data.patrolReachRate} />
        <div>
          {explained('reach')}
          <b>
            {data.reachFractions === undefined ? UNKNOWN : data.reachFractions.map((fraction) => formatPercent(fraction).value).join('·')}
            {data.reachFractions !== undefined && <small>&nbsp;%</small>}
          </b>
        </div>
        <Share
          label={explained('unknown')}
          fraction={data.unknownFraction}
          decimals={1}
          note={data.declaredSeconds > 0 ? t('headline.declared', { time: format.duration(data.declaredSeconds) }) : undefined}
        />
      </div>
    </section>
  );
}

function Share({
  label,
  fraction,
  decimals = 0,
  note,
}: {
  readonly label: React.ReactNode;
  readonly fraction: number | undefined;
  readonly decimals?: number;
  readonly note?: string | undefined;
}) {
  return (
    <div>
      {label}
      <b>
        {fraction === undefined ? UNKNOWN : formatPercent(fraction, decimals).value}
        {fraction !== undefined && <small>&nbsp;%</small>}
      </b>
      {note !== undefined && <small>{note}</small>}
    </div>
  );
}
