import type { GapRow } from '@beatline/shared/model/views/coverage_view';
import { TIER_LETTER } from '@beatline/shared/model/tier';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { formatIncidents, formatNumber } from '../../../format/quantities';
import { usePlaceName } from '../../../format/place_name';
import { useFormat } from '../../../format/use_format';
import { EmptyState } from '../../../widgets/empty_state';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { TierBadge } from '../../../widgets/tier_badge';
import page from '../command_page.module.css';
import type { CommandState } from '../command_state';
import styles from './right_rail.module.css';

/** Rows asked for: more than fit any wall, few enough to draw at once. */
const LIMIT = 60;

export function DueList({ state, onOpenGap }: { readonly state: CommandState; readonly onOpenGap: (row: GapRow) => void }) {
  const { t } = useTranslation(['command', 'common']);
  const question = state.question;
  const gaps = useQuery({
    ...trpc.gaps.list.queryOptions(question === undefined ? skipToken : { ...question, limit: LIMIT }),
    placeholderData: keepPreviousData,
  });
  return (
    <section className={styles.due} aria-label={t('due.title')} aria-busy={gaps.isFetching}>
      <h2 className={page.heading}>
        {t('due.title')}
        {gaps.data !== undefined && (
          <em>
            {t('due.counts', {
              overdue: formatNumber(gaps.data.redOverdue),
              red: formatNumber(gaps.data.redTotal),
              total: formatNumber(gaps.data.total),
            })}
          </em>
        )}
      </h2>
      <div className={styles.columns} aria-hidden="true">
        <span />
        <span />
        <span>{t('due.placeAndReason')}</span>
        <span>{t('due.overdueOrDue')}</span>
        <span>{t('due.expected')}</span>
      </div>
      {gaps.data === undefined && (gaps.isError ? <ErrorState error={gaps.error} onRetry={() => void gaps.refetch()} /> : <Loading />)}
      {gaps.data?.rows.length === 0 && <EmptyState title={t('due.none')} />}
      <ol className={styles.list}>
        {gaps.data?.rows.map((row) => (
          <li key={row.squareId}>
            <DueRow row={row} selected={state.square === row.squareId} onOpen={() => onOpenGap(row)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface DueRowProps {
  readonly row: GapRow;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

function DueRow({ row, selected, onOpen }: DueRowProps) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const placeName = usePlaceName();
  const overdue = row.overdueSeconds > 0;
  const amount = format.minutes(Math.abs(row.overdueSeconds));
  const hours = Math.abs(row.overdueSeconds) >= 100 * 60 ? format.hours(Math.abs(row.overdueSeconds)) : amount;
  // Full when a whole revisit interval was missed.
  const share = Math.min(1, Math.abs(row.overdueSeconds) / row.revisitSeconds);
  return (
    <button type="button" className={styles.row} aria-pressed={selected} onClick={onOpen}>
      <span className={styles.rank}>{row.rank}</span>
      <TierBadge tier={row.tier} />
      <span className={styles.place}>
        <b>{placeName(row)}</b>
        <span>{useReason(row)}</span>
      </span>
      <span className={styles.overdue}>
        <small>{t(overdue ? 'common:due.overdue' : 'common:due.dueIn')}</small> {hours.value} <small>{hours.unit}</small>
        <span className={styles.meter}>
          <i
            style={{
              right: 0,
              width: `${Math.max(4, share * 100)}%`,
              background: overdue ? `var(--tier-${TIER_LETTER[row.tier].toLowerCase()})` : 'var(--text-2)',
            }}
          />
        </span>
      </span>
      <span className={styles.gap}>{formatIncidents(row.gapIncidents)}</span>
    </button>
  );
}

/** Why it stands in the list: what happens there, and when it was last held. */
function useReason(row: GapRow): string {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const what =
    row.topCategory === undefined
      ? undefined
      : t('due.topCategory', { group: t(`common:group.${row.topCategory.group}`), incidents: row.topCategory.incidents });
  const seen =
    row.lastVisit === undefined
      ? t('due.neverVisited')
      : t('due.lastVisit', { time: format.time(row.lastVisit.endedAt), unit: row.lastVisit.unitCode });
  return [what, seen].filter((part) => part !== undefined).join(t('partSeparator'));
}
