import type { AreaRow } from '@beatline/shared/model/views/coverage_view';
import type { HourMatrixView, PeriodComparisonRow } from '@beatline/shared/model/views/incident_view';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../format/quantities';
import { mostShortArea, shortestHours } from './findings';
import { useBlockText } from './block_text';

export interface FindingsTextProps {
  readonly areas: readonly AreaRow[] | undefined;
  readonly matrix: HourMatrixView | undefined;
  readonly total: PeriodComparisonRow | undefined;
}

/** What the figures say, in words: where and when time falls short of risk, and whether the number of incidents really moved. */
export const FindingsText = memo(function FindingsText({ areas, matrix, total }: FindingsTextProps) {
  const { t } = useTranslation('district');
  const blockText = useBlockText();
  if (areas === undefined || matrix === undefined || total === undefined) return <p>{t('common:loading')}</p>;
  const area = mostShortArea(areas);
  const hours = shortestHours(matrix);
  const percent = (fraction: number) => formatNumber(fraction * 100, 1);
  return (
    <>
      <p>
        {area === undefined
          ? t('findings.noTracks')
          : t('findings.area', {
              area: area.name,
              risk: percent(area.riskFraction),
              patrol: percent(area.patrolFraction),
              points: percent(area.riskFraction - area.patrolFraction),
            })}
      </p>
      <p>{hours === undefined ? t(`findings.${directionOf(total)}`) : t('findings.hours', { hours: blockText(hours) })}</p>
    </>
  );
});

function directionOf(total: PeriodComparisonRow): 'none' | 'fewer' | 'more' | 'undecided' {
  if (total.current + total.previous === 0) return 'none';
  if (total.change === undefined) return 'undecided';
  const [low, high] = total.change.interval;
  if (high < 0) return 'fewer';
  return low > 0 ? 'more' : 'undecided';
}
