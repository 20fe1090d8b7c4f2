import type { SquareExplanation } from '@beatline/shared/model/views/coverage_view';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../api/client';
import { HourBars } from '../charts/hour_bars';
import { formatIncidents, formatIncidentsRange, textOf } from '../format/quantities';
import { usePlaceName } from '../format/place_name';
import { useFormat } from '../format/use_format';
import { useNowMs } from '../state/clock';
import { ErrorState } from '../widgets/error_state';
import { HowComputed } from '../widgets/how_computed';
import { Loading } from '../widgets/loading';
import { TierBadge } from '../widgets/tier_badge';
import styles from './square_callout.module.css';
import { WhyDisclosure } from './why_disclosure';

export interface SquareCalloutProps {
  readonly window: TimeWindow | undefined;
  readonly squareId: number;
  readonly onClose: () => void;
}

/**
 * Why this square: risk by hour, last visit and its hold, standard, gap with interval, and where the number comes from. A press more tells which incidents its
 * risk rests on.
 */
export function SquareCallout({ window, squareId, onClose }: SquareCalloutProps) {
  const { t } = useTranslation(['command', 'common']);
  const explanation = useQuery({
    ...trpc.cells.explain.queryOptions(window === undefined ? skipToken : { squareId, ...window }),
    placeholderData: keepPreviousData,
  });
  return (
    <section className={styles.callout} aria-label={t('callout.title')} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <button type="button" className={styles.close} aria-label={t('common:close')} onClick={onClose}>
        ×
      </button>
      {explanation.data !== undefined && <Explanation explanation={explanation.data} />}
      {explanation.data === undefined &&
        (explanation.isError ? <ErrorState error={explanation.error} onRetry={() => void explanation.refetch()} /> : <Loading />)}
      <WhyDisclosure squareId={squareId} window={window} />
    </section>
  );
}

function Explanation({ explanation }: { readonly explanation: SquareExplanation }) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const placeName = usePlaceName();
  const nowMs = useNowMs(60_000);
  const { standard, provenance } = explanation;
  const last = explanation.visits.at(-1);
  const clock = createSlotClock(format.timeZone);
  const hourAt = (instant: string | number) => clock.slotAt(typeof instant === 'number' ? instant : Date.parse(instant)) % 24;
  const windowHours = hoursOf(explanation.window, hourAt);
  return (
    <>
      <header className={styles.head}>
        <TierBadge tier={explanation.tier} />
        <b>{placeName(explanation)}</b>
        <span>
          {t(`common:tier.${explanation.tier}`)} {explanation.policeCellName ?? ''}
        </span>
      </header>
      <HourBars
        values={explanation.riskByHour}
        currentHour={nowMs === undefined ? undefined : hourAt(nowMs)}
        shiftHours={windowHours}
        label={t('callout.riskByHour')}
        endLabel={t('callout.hours')}
      />
      <dl>
        <dt>{t('callout.lastVisit')}</dt>
        <dd>
          {last === undefined
            ? t('callout.noVisit')
            : t('callout.visit', {
                time: format.time(last.from),
                unit: last.unitCodes.join(t('listSeparator')),
                dwell: format.duration(last.dwellSeconds),
                hold: format.duration(last.holdSeconds),
              })}
        </dd>
        <dt>{t('callout.due')}</dt>
        <dd>
          {t(explanation.overdueSeconds > 0 ? 'callout.overdue' : 'callout.dueIn', {
            time: format.duration(Math.abs(explanation.overdueSeconds)),
          })}
        </dd>
        <dt>{t('callout.standard')}</dt>
        <dd>
          {t('callout.standardText', {
            revisit: textOf(format.minutes(standard.revisitSeconds)),
            dwell: textOf(format.minutes(standard.dwellSeconds)),
          })}
        </dd>
        <dt>{t('callout.gap')}</dt>
        <dd>
          {formatIncidentsRange(explanation.gapIncidents)} {t('common:unit.incidents')}
          <span>{t('callout.ofExpected', { expected: formatIncidents(explanation.expectedIncidents) })}</span>
        </dd>
        {explanation.recentIncidents.length > 0 && (
          <>
            <dt>{t('callout.recent')}</dt>
            <dd>
              {t('callout.recentText', {
                count: explanation.recentIncidents.length,
                group: t(`common:group.${explanation.recentIncidents[0]?.group ?? 'other'}`),
                day: format.dayTime(explanation.recentIncidents[0]?.occurredAt ?? 0),
              })}
            </dd>
          </>
        )}
      </dl>
      <footer>
        <HowComputed
          title={t('figure.gap')}
          definition={t('figureDefinition.gap')}
          inputs={[
            format.window(explanation.window),
            t('common:riskVersion', { version: provenance.riskVersion }),
            t('callout.rate', {
              mean: formatIncidents(explanation.ratePerHour.mean),
              range: formatIncidentsRange(explanation.ratePerHour.interval),
            }),
            t('common:standardVersion', { version: provenance.standardVersion }),
            t('callout.visitsUsed', { count: explanation.visits.length }),
            t('common:computedAt', { time: format.timeWithSeconds(provenance.computedAt) }),
            t('callout.squareNumber', { id: explanation.squareId }),
          ]}
        >
          {t('common:howComputed')}
        </HowComputed>
      </footer>
    </>
  );
}

/** Local hours the window touches; all of them when it is a day or longer. */
function hoursOf(window: { readonly from: string; readonly to: string }, hourAt: (instant: number) => number): number[] {
  const hours = new Set<number>();
  const toMs = Date.parse(window.to);
  for (let atMs = Date.parse(window.from); atMs < toMs && hours.size < 24; atMs += 3_600_000) hours.add(hourAt(atMs));
  return [...hours];
}
