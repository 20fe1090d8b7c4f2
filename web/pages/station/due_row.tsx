import type { PlanRoute } from '@beatline/shared/model/plan';
import { TIER_LETTER } from '@beatline/shared/model/tier';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaceName } from '../../format/place_name';
import { TierBadge } from '../../widgets/tier_badge';
import type { DueItem } from './due_items';
import styles from './due_list.module.css';
import { useSpanParts } from './span_parts';
import { SquareFacts } from './square_facts';
import { WIDE_SCREEN } from './wide_screen';

/** The map is only fetched when a place is opened. */
const CellMap = lazy(() => import('./cell_map').then((module) => ({ default: module.CellMap })));

export interface DueRowProps {
  readonly item: DueItem;
  readonly agedSeconds: number;
  readonly isOpen: boolean;
  readonly onOpen: (key: string | undefined) => void;
  readonly policeCellId: number;
  /** Instant of the answer, ISO. */
  readonly now: string;
  readonly route: PlanRoute | undefined;
}

/** One place: tier, name, how late; opened it says why and where. */
export const DueRow = memo(function DueRow({ item, agedSeconds, isOpen, onOpen, policeCellId, now, route }: DueRowProps) {
  const { t } = useTranslation('station');
  const placeName = usePlaceName();
  const spanParts = useSpanParts();
  const isWide = useMediaQuery(WIDE_SCREEN, false, { getInitialValueInEffect: false });
  const seconds = item.overdueSeconds + agedSeconds;
  const isOverdue = seconds > 0;
  return (
    <li className={styles.item} data-open={isOpen} data-tier={TIER_LETTER[item.tier]} data-overdue={isOverdue}>
      <button type="button" className={styles.row} aria-expanded={isOpen} onClick={() => onOpen(isOpen ? undefined : item.key)}>
        <TierBadge tier={item.tier} />
        <span className={styles.name}>{placeName(item)}</span>
        <span className={styles.due}>
          <small>
            {t(`common:tier.${item.tier}`)}
            {'\u2002'}
            {t(isOverdue ? 'common:due.overdue' : 'common:due.dueIn')}
          </small>
          {spanParts(Math.abs(seconds)).map((part) => (
            <span key={part.unit}>
              {' '}
              {part.value} <small>{part.unit}</small>
            </span>
          ))}
        </span>
      </button>
      {isOpen && (
        <div className={styles.card}>
          {!isWide && (
            <div className={styles.miniMap}>
              <Suspense>
                <CellMap
                  policeCellId={policeCellId}
                  squareId={item.squareId}
                  tier={item.tier}
                  location={item.location}
                  route={route}
                  isWide={false}
                />
              </Suspense>
            </div>
          )}
          <SquareFacts item={item} now={now} />
        </div>
      )}
    </li>
  );
});
