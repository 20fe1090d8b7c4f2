import { misallocation } from '@beatline/shared/coverage/misallocation';
import type { AreaRow, EffortRow } from '@beatline/shared/model/views/coverage_view';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DumbbellPlot, type DumbbellRow } from '../../charts/dumbbell_plot';
import { formatNumber, formatSigned, textOf } from '../../format/quantities';
import { Loading } from '../../widgets/loading';
import { useFormat } from '../../format/use_format';
import { Panel } from './panel';
import styles from './district_page.module.css';

/** Rows drawn: those furthest from balance. Chosen, because seven fit the band; the table beside it has them all. */
const SHOWN_AREAS = 7;

export interface SharePanelProps {
  readonly areas: readonly AreaRow[] | undefined;
  readonly effort: readonly EffortRow[] | undefined;
  readonly inputs: readonly string[];
}

/** Patrol time against risk by station 警力投放偏差. */
export const SharePanel = memo(function SharePanel({ areas, effort, inputs }: SharePanelProps) {
  const { t } = useTranslation('district');
  const rows = useMemo((): DumbbellRow[] | undefined => {
    const percent = (fraction: number) => formatNumber(fraction * 100, 1);
    const short = (area: AreaRow) => area.patrolFraction - area.riskFraction;
    return areas
      ?.toSorted((a, b) => Math.abs(short(b)) - Math.abs(short(a)))
      .slice(0, SHOWN_AREAS)
      .toSorted((a, b) => short(a) - short(b))
      .map((area) => ({
        key: String(area.jurisdictionId),
        label: area.name,
        patrolFraction: area.patrolFraction,
        riskFraction: area.riskFraction,
        figure: formatSigned(short(area) * 100, 1),
        description: t('shares.row', { patrol: percent(area.patrolFraction), risk: percent(area.riskFraction) }),
      }));
  }, [areas, t]);
  const isPatrolled = areas?.some((area) => area.patrolFraction > 0) === true;
  const index =
    areas === undefined
      ? undefined
      : misallocation(
          areas.map((area) => area.patrolFraction),
          areas.map((area) => area.wantedFraction),
        );
  return (
    <Panel
      title={t('shares.title')}
      unit={t('shares.unit')}
      definition={t('define.shares')}
      inputs={inputs}
      note={
        index === undefined ? undefined : (
          <>
            {t('shares.note', { value: formatNumber(index, 2) })}
            {effort !== undefined && effort.length > 0 && <EffortText effort={effort} />}
          </>
        )
      }
    >
      {rows === undefined ? (
        <Loading />
      ) : isPatrolled ? (
        <DumbbellPlot
          rows={rows}
          caption={t('shares.title')}
          labelHead={t('shares.area')}
          figureHead={t('shares.figures')}
          patrolLabel={t('shares.patrol')}
          riskLabel={t('shares.risk')}
          formatTick={(fraction, isFirst) => `${formatNumber(fraction * 100)}${isFirst ? '\u00a0%' : ''}`}
        />
      ) : (
        <p className={styles.nothing}>{t('shortfall.noTracks')}</p>
      )}
    </Panel>
  );
});

/** Turns, heads and distance of each mode in one sentence: what the command put in, beside where it went. */
function EffortText({ effort }: { readonly effort: readonly EffortRow[] }) {
  const { t } = useTranslation('district');
  const format = useFormat();
  const parts = effort.map(({ mode, turns, heads, distanceMeters }) =>
    [
      `${t(`common:mode.${mode}`)} ${t(`effort.turns.${mode}`, { value: formatNumber(turns) })}`,
      ...(heads > 0 ? [t('effort.heads', { value: formatNumber(heads) })] : []),
      // what a post's tracker adds up to is noise
      ...(mode !== 'post' && distanceMeters >= 1000 ? [textOf(format.kilometers(distanceMeters, 0))] : []),
    ].join(t('effort.and')),
  );
  return (
    <>
      <br />
      {t('effort.title')}
      {parts.join(t('effort.next'))}
    </>
  );
}
