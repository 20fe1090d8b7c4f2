import type { CoverageSummaryView } from '@beatline/shared/model/views/coverage_view';
import type { PeriodComparisonRow } from '@beatline/shared/model/views/incident_view';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent, formatPercentRange, textOf, type Quantity } from '../../format/quantities';
import { HowComputed } from '../../widgets/how_computed';
import styles from './headline.module.css';
import { useChangeText } from './change_text';

export interface HeadlineProps {
  readonly days: number;
  readonly total: PeriodComparisonRow | undefined;
  readonly summary: CoverageSummaryView | undefined;
  readonly previousSummary: CoverageSummaryView | undefined;
  /** Days of the period without any track: coverage cannot be had there. */
  readonly untrackedDays: number;
  readonly inputs: readonly string[];
  /** True while the figures on screen are those of an earlier question. */
  readonly isOld: boolean;
  readonly children: ReactNode;
}

/** The three figures leaders ask for, after the incidents themselves, and what they say. */
export const Headline = memo(function Headline({
  days,
  total,
  summary,
  previousSummary,
  untrackedDays,
  inputs,
  isOld,
  children,
}: HeadlineProps) {
  const { t } = useTranslation('district');
  const changeText = useChangeText();
  const rate = (fraction: number | undefined): Quantity | undefined => (fraction === undefined ? undefined : formatPercent(fraction));
  const range = (interval: readonly [number, number] | undefined): Quantity | undefined =>
    interval === undefined ? undefined : formatPercentRange(interval);
  const before = (quantity: Quantity | undefined): string => {
    if (previousSummary === undefined) return '\u00a0';
    if (previousSummary.unitSeconds === 0) return t('headline.noTracksBefore');
    return quantity === undefined ? '\u00a0' : t('headline.before', { value: textOf(quantity) });
  };
  const tracked = summary === undefined || summary.unitSeconds > 0;
  const coverageDetail =
    untrackedDays > 0 ? t('headline.untrackedDays', { count: untrackedDays }) : before(range(previousSummary?.highRiskCoverage));
  return (
    <section className={styles.headline} aria-label={t('headline.label')} aria-busy={isOld} data-old={isOld}>
      <Tile
        name={t('headline.incidents', { days })}
        quantity={total === undefined ? undefined : { value: formatNumber(total.current), unit: t('common:unit.incidents') }}
        detail={
          total === undefined
            ? '\u00a0'
            : total.change === undefined
              ? t('noComparison')
              : t('headline.change', { change: changeText(total.change) })
        }
        definition={t('define.incidents')}
        inputs={inputs}
      />
      <Tile
        name={t('headline.highRiskCoverage')}
        quantity={tracked ? range(summary?.highRiskCoverage) : undefined}
        detail={tracked ? coverageDetail : t('headline.noTracks')}
        definition={t('define.highRiskCoverage')}
        inputs={inputs}
      />
      <Tile
        name={t('headline.visiblePresence')}
        quantity={tracked ? rate(summary?.visiblePresenceRate) : undefined}
        detail={tracked ? before(rate(previousSummary?.visiblePresenceRate)) : t('headline.noTracks')}
        definition={t('define.visiblePresence')}
        inputs={inputs}
      />
      <Tile
        name={t('headline.patrolReach')}
        quantity={tracked ? rate(summary?.patrolReachRate) : undefined}
        detail={
          tracked
            ? `${before(rate(previousSummary?.patrolReachRate))}\u3000${summary === undefined ? '' : t('headline.unknown', { value: textOf(formatPercent(summary.unknownFraction, 1)) })}`
            : t('headline.noTracks')
        }
        definition={t('define.patrolReach')}
        inputs={inputs}
      />
      <div className={styles.findings}>
        <h2>{t('headline.findings')}</h2>
        {children}
      </div>
    </section>
  );
});

interface TileProps {
  readonly name: string;
  readonly quantity: Quantity | undefined;
  readonly detail: string;
  readonly definition: string;
  readonly inputs: readonly string[];
}

function Tile({ name, quantity, detail, definition, inputs }: TileProps) {
  return (
    <div>
      <span className={styles.name}>
        <HowComputed title={name} definition={definition} inputs={inputs}>
          {name}
        </HowComputed>
      </span>
      <b>
        {quantity?.value ?? '—'}
        {quantity !== undefined && <small>{quantity.unit}</small>}
      </b>
      <i>{detail}</i>
    </div>
  );
}
