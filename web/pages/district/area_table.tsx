import type { AreaRow } from '@beatline/shared/model/views/coverage_view';
import type { PeriodComparisonRow } from '@beatline/shared/model/views/incident_view';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatIncidentsRange, formatNumber, formatPercentRange, formatSigned, textOf } from '../../format/quantities';
import { Loading } from '../../widgets/loading';
import { Panel } from './panel';
import styles from './district_page.module.css';

export interface AreaTableProps {
  readonly areas: readonly AreaRow[] | undefined;
  /** Counts by station under the category filter. */
  readonly byStation: readonly PeriodComparisonRow[] | undefined;
  readonly isFiltered: boolean;
  readonly onChoose: (jurisdictionId: number) => void;
  readonly inputs: readonly string[];
}

/** One row per station: incidents, change, coverage and what was left open; a press flies the map there. */
export const AreaTable = memo(function AreaTable({ areas, byStation, isFiltered, onChoose, inputs }: AreaTableProps) {
  const { t } = useTranslation('district');
  return (
    <Panel title={t('areas.title')} unit={t('areas.unit')} definition={t('define.areas')} inputs={inputs} note={t('areas.note')}>
      {areas === undefined || byStation === undefined ? (
        <Loading />
      ) : (
        <table className={styles.areas}>
          <thead>
            <tr>
              <th scope="col">{t('shares.area')}</th>
              <th scope="col">{t('areas.incidents')}</th>
              <th scope="col">{t('areas.change')}</th>
              <th scope="col">{t('areas.coverage')}</th>
              <th scope="col">{t('areas.gap')}</th>
            </tr>
          </thead>
          <tbody>
            {areas
              .toSorted((a, b) => b.gapIncidents - a.gapIncidents)
              .map((area) => (
                <AreaTableRow
                  key={area.jurisdictionId}
                  area={area}
                  counts={byStation.find((row) => row.key === String(area.jurisdictionId))}
                  // Areas that are no stations are counted without a category filter only.
                  incidents={isFiltered ? undefined : area.incidents}
                  onChoose={onChoose}
                />
              ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
});

interface AreaTableRowProps {
  readonly area: AreaRow;
  readonly counts: PeriodComparisonRow | undefined;
  readonly incidents: number | undefined;
  readonly onChoose: (jurisdictionId: number) => void;
}

function AreaTableRow({ area, counts, incidents, onChoose }: AreaTableRowProps) {
  const count = counts?.current ?? incidents;
  const change = counts?.change;
  const isDecided = change !== undefined && (change.interval[0] > 0 || change.interval[1] < 0);
  return (
    <tr>
      <th scope="row">
        <button type="button" onClick={() => onChoose(area.jurisdictionId)}>
          {area.name}
        </button>
      </th>
      <td>{count === undefined ? '—' : formatNumber(count)}</td>
      <td className={isDecided ? undefined : styles.undecided}>
        {change === undefined ? '—' : `${formatSigned(change.fraction * 100, 1)}\u00a0%`}
      </td>
      <td>
        {area.expectedIncidents > 0
          ? textOf(
              formatPercentRange([1 - area.gapIncidentsObserved / area.expectedIncidents, 1 - area.gapIncidents / area.expectedIncidents]),
            )
          : '—'}
      </td>
      <td>{formatIncidentsRange([area.gapIncidents, area.gapIncidentsObserved])}</td>
    </tr>
  );
}
