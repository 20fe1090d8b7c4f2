import type { PeriodComparisonView } from '@beatline/shared/model/views/incident_view';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IntervalPlot, type IntervalPlotRow } from '../../charts/interval_plot';
import { formatNumber, formatSigned } from '../../format/quantities';
import { Loading } from '../../widgets/loading';
import styles from './district_page.module.css';
import { Panel } from './panel';

/** Groups shown before the button for the rest: those with most incidents. Chosen, because five fit the band under the total. */
const SHOWN_GROUPS = 5;

export interface CategoryPanelProps {
  /** Unfiltered: the picture is about the groups side by side. */
  readonly comparison: PeriodComparisonView | undefined;
  readonly inputs: readonly string[];
}

/** Change of the number of incidents by category group, with what chance alone would do to it. */
export const CategoryPanel = memo(function CategoryPanel({ comparison, inputs }: CategoryPanelProps) {
  const { t } = useTranslation('district');
  const [isLong, setIsLong] = useState(false);
  const rows = useMemo((): IntervalPlotRow[] | undefined => {
    if (comparison === undefined) return undefined;
    const groups = comparison.byGroup.filter((row) => row.current + row.previous > 0).toSorted((a, b) => b.current - a.current);
    return [comparison.total, ...groups].map((row) => ({
      key: row.key,
      label: row === comparison.total ? t('filter.all') : t(`common:group.${row.key}`),
      change: row.change,
      figure: row.change === undefined ? '—' : `${formatSigned(row.change.fraction * 100, 1)}\u00a0%`,
      detail: `${formatNumber(row.current)} / ${formatNumber(row.previous)}`,
      emphasized: row === comparison.total,
    }));
  }, [comparison, t]);
  return (
    <Panel
      title={t('category.title')}
      unit={t('category.unit')}
      definition={t('define.category')}
      inputs={inputs}
      note={t('category.note')}
    >
      {rows === undefined ? (
        <Loading />
      ) : (
        <>
          <IntervalPlot
            rows={isLong ? rows : rows.slice(0, SHOWN_GROUPS + 1)}
            caption={t('category.title')}
            labelHead={t('category.group')}
            figureHead={t('category.figures')}
            formatTick={(fraction) => (fraction === 0 ? '0\u00a0%' : formatSigned(fraction * 100))}
          />
          {rows.length > SHOWN_GROUPS + 1 && (
            <button type="button" className={styles.more} aria-expanded={isLong} onClick={() => setIsLong(!isLong)}>
              {isLong ? t('category.fewer') : t('category.more', { count: rows.length - SHOWN_GROUPS - 1 })}
            </button>
          )}
        </>
      )}
    </Panel>
  );
});
