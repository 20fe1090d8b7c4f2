import type { JurisdictionNode } from '@beatline/shared/model/jurisdiction';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use_format';
import type { StationCells } from './my_cell';
import styles from './station_page.module.css';

export interface CellHeaderProps {
  readonly cell: JurisdictionNode;
  readonly groups: readonly StationCells[];
  readonly shift: TimeWindow;
  readonly nowMs: number;
  readonly onChoose: (code: string) => void;
}

/** Whose cell, which shift, what time. The cell's name is the way to change it. */
export const CellHeader = memo(function CellHeader({ cell, groups, shift, nowMs, onChoose }: CellHeaderProps) {
  const { t } = useTranslation('station');
  const format = useFormat();
  const hourOf = (instant: string) => format.time(instant).replace(/:00$/, '');
  const shiftText = `${hourOf(shift.from)}\u00a0\u2013\u00a0${hourOf(shift.to)}`;
  const station = groups.find((group) => group.cells.some((known) => known.id === cell.id))?.station;
  return (
    <header className={styles.header}>
      {station !== undefined && <h1>{station.name}</h1>}
      <select aria-label={t('myCell')} value={cell.code} onChange={(event) => onChoose(event.target.value)}>
        {groups.map((group) => (
          <optgroup key={group.station?.id ?? 'none'} label={group.station?.name ?? t('choose.noStation')}>
            {group.cells.map((known) => (
              <option key={known.id} value={known.code}>
                {known.name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <span>{t('shift', { window: shiftText })}</span>
      <time dateTime={new Date(nowMs).toISOString()}>{format.time(nowMs)}</time>
    </header>
  );
});
