import type { SquareExplanation } from '@beatline/shared/model/views/coverage_view';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../api/client';
import { useDeployment } from '../../api/queries';
import { HourBars } from '../../charts/hour_bars';
import { formatNumber, textOf } from '../../format/quantities';
import { useFormat } from '../../format/use_format';
import { ErrorState } from '../../widgets/error_state';
import { Loading } from '../../widgets/loading';
import { WhyDisclosure } from '../../square/why_disclosure';
import type { DueItem } from './due_items';
import { useSpanParts } from './span_parts';
import styles from './square_facts.module.css';

const DAY_MS = 86_400_000;
/** The window moves in steps, so that the answer can be kept while the minute runs. */
const STEP_MS = 5 * 60_000;
const SHOWN_VISITS = 3;

/** Why this place: its standard, who was here in the last 24 hours and what their stay still holds, and the hours trouble comes. */
export function SquareFacts({ item, now }: { readonly item: DueItem; readonly now: string }) {
  const toMs = Math.floor(Date.parse(now) / STEP_MS) * STEP_MS;
  const explanation = useQuery(
    trpc.cells.explain.queryOptions(
      { squareId: item.squareId, from: new Date(toMs - DAY_MS).toISOString(), to: new Date(toMs).toISOString() },
      { placeholderData: (previous) => (previous?.squareId === item.squareId ? previous : undefined) },
    ),
  );
  if (explanation.data === undefined) {
    return explanation.isError ? <ErrorState error={explanation.error} onRetry={() => void explanation.refetch()} /> : <Loading />;
  }
  return <Facts item={item} explanation={explanation.data} now={now} />;
}

function Facts({ item, explanation, now }: { readonly item: DueItem; readonly explanation: SquareExplanation; readonly now: string }) {
  const { t } = useTranslation('station');
  const format = useFormat();
  const spanParts = useSpanParts();
  const spanText = (seconds: number) => spanParts(seconds).map(textOf).join(' ');
  const shift = useDeployment().data?.windows.shift;
  const hourOf = (instant: string) => Number(format.time(instant).slice(0, 2));
  const shiftHours = shift === undefined ? [] : hoursFrom(hourOf(shift.from), (Date.parse(shift.to) - Date.parse(shift.from)) / 3_600_000);
  const visits = explanation.visits.toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from)).slice(0, SHOWN_VISITS);
  const { standard, riskByHour } = explanation;
  const peakHour = riskByHour.indexOf(Math.max(...riskByHour));
  return (
    <div className={styles.facts}>
      <div>
        <h4>{t('facts.standard')}</h4>
        <p>
          {t('facts.every')} <b>{spanText(standard.revisitSeconds)}</b> {t('facts.stay')}{' '}
          <b>{textOf(format.minutes(standard.dwellSeconds))}</b>
        </p>
        <h4>{t('facts.visits')}</h4>
        {visits.length === 0 ? (
          <p>
            {item.lastVisit === undefined
              ? t('facts.noVisits')
              : t('facts.lastVisit', { unit: item.lastVisit.unitCode, time: format.dayTime(item.lastVisit.endedAt) })}
          </p>
        ) : (
          visits.map((visit) => (
            <p key={visit.from}>
              {format.time(visit.from)} {visit.unitCodes.join(' + ')}
              {'\u2002'}
              <b>{textOf(format.minutes(visit.dwellSeconds))}</b>{' '}
              <span>{t('facts.holds', { time: formatNumber(Math.round(visit.holdSeconds / 60)) })}</span>
            </p>
          ))
        )}
      </div>
      <div>
        <h4>{t('facts.risk', { weekday: format.weekday(now) })}</h4>
        <HourBars
          values={riskByHour}
          currentHour={hourOf(now)}
          shiftHours={shiftHours}
          label={t('facts.riskLabel', { hour: peakHour })}
          endLabel={t('facts.hours')}
        />
        {item.topCategory !== undefined && (
          <p>{t('facts.topCategory', { group: t(`common:group.${item.topCategory.group}`), count: item.topCategory.incidents })}</p>
        )}
      </div>
      <div className={styles.why}>
        <WhyDisclosure squareId={item.squareId} window={undefined} />
      </div>
    </div>
  );
}

function hoursFrom(first: number, count: number): number[] {
  return Array.from({ length: Math.round(count) }, (_, step) => (first + step) % 24);
}
