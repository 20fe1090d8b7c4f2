import type { PlanRoute } from '@beatline/shared/model/plan';
import type { MyCellView } from '@beatline/shared/model/views/cell_view';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../format/quantities';
import { DUE_VIEWS, type DueItem, type DueView } from './due_items';
import { DueRow } from './due_row';
import styles from './due_list.module.css';

/** Rows before the button for the rest: two thumbs of scrolling. */
const SHOWN_ROWS = 30;

export interface DueListProps {
  readonly view: MyCellView;
  readonly show: DueView;
  readonly items: readonly DueItem[];
  /** Seconds since the answer: what was due then is due that much earlier now. */
  readonly agedSeconds: number;
  readonly openKey: string | undefined;
  readonly onShow: (view: DueView) => void;
  readonly onOpen: (key: string | undefined) => void;
  readonly route: PlanRoute | undefined;
}

/** 应巡未巡: my places by due time, longest overdue first; one can be opened. */
export const DueList = memo(function DueList({ view, show, items, agedSeconds, openKey, onShow, onOpen, route }: DueListProps) {
  const { t } = useTranslation('station');
  const [isLong, setIsLong] = useState(false);
  const overdue = items.filter((item) => item.overdueSeconds + agedSeconds > 0).length;
  const openIndex = items.findIndex((item) => item.key === openKey);
  const shown = isLong || openIndex >= SHOWN_ROWS ? items : items.slice(0, SHOWN_ROWS);
  return (
    <section aria-label={t('due.title')}>
      <div className={styles.head}>
        <h2>{t('due.title')}</h2>
        <span>
          {t('due.count', { count: items.length })}
          {overdue > 0 && <b> {t('due.overdue', { value: formatNumber(overdue) })}</b>}
        </span>
      </div>
      <div className={styles.views} role="group" aria-label={t('due.views')}>
        {DUE_VIEWS.map((known) => (
          <button key={known} type="button" aria-pressed={known === show} onClick={() => onShow(known)}>
            {t(`due.view.${known}`)}
          </button>
        ))}
      </div>
      {items.length === 0 ? (
        <p className={styles.none}>{t(`due.none.${show}`)}</p>
      ) : (
        <ul className={styles.rows}>
          {shown.map((item) => (
            <DueRow
              key={item.key}
              item={item}
              agedSeconds={agedSeconds}
              isOpen={item.key === openKey}
              onOpen={onOpen}
              policeCellId={view.cell.id}
              now={view.now}
              route={route}
            />
          ))}
        </ul>
      )}
      {shown.length < items.length && (
        <button type="button" className={styles.more} onClick={() => setIsLong(true)}>
          {t('due.more', { count: items.length - shown.length })}
        </button>
      )}
    </section>
  );
});
