import type { TimeWindow } from '@beatline/shared/model/time_window';
import type { WhyCellView } from '@beatline/shared/model/views/why_cell_view';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../api/client';
import { formatIncidents, formatIncidentsRange, formatNumber, formatPercent, textOf } from '../format/quantities';
import { useFormat } from '../format/use_format';
import { ErrorState } from '../widgets/error_state';
import { HowComputed } from '../widgets/how_computed';
import { Loading } from '../widgets/loading';
import { TierBadge } from '../widgets/tier_badge';
import styles from './why_square.module.css';

/** A rate of one square is a few thousandths an hour: a week of it can be imagined. */
const WEEK_HOURS = 168;
const HOURS = 24;
const BANDS = ['weekday', 'weekend'] as const;
const BAND_HOURS = ['00\u2009–\u200908', '08\u2009–\u200916', '16\u2009–\u200924'] as const;
/** Below this share of the rate a single incident is not worth a row. */
const LEAST_FRACTION = 0.0005;

export interface WhySquareProps {
  readonly squareId: number;
  readonly window: TimeWindow | undefined;
}

/** What a square's risk comes from: the incidents, how old and how far, the hours, the tier in every shift band, and how sure the rate is. */
export function WhySquare({ squareId, window }: WhySquareProps) {
  const why = useQuery(
    trpc.risk.whyCell.queryOptions(window === undefined ? { squareId } : { squareId, from: window.from, to: window.to }, {
      placeholderData: (previous) => (previous?.squareId === squareId ? previous : undefined),
      staleTime: 5 * 60_000,
    }),
  );
  if (why.data !== undefined) return <Reasons view={why.data} />;
  return why.isError ? <ErrorState error={why.error} onRetry={() => void why.refetch()} /> : <Loading />;
}

function Reasons({ view }: { readonly view: WhyCellView }) {
  const { t } = useTranslation(['forecast', 'common', 'district']);
  const format = useFormat();
  const { mean, interval } = view.ratePerHour;
  const weekly = (perHour: number) => perHour * WEEK_HOURS;
  const slotText = (slot: number) => t('why.slot', { day: t(`district:weekday.${Math.floor(slot / HOURS)}`), hour: slot % HOURS });
  return (
    <div className={styles.why}>
      <p className={styles.rate}>
        <b>{formatIncidents(weekly(mean))}</b> {t('why.perWeek')}
        <span>{t('why.interval', { range: formatIncidentsRange([weekly(interval[0]), weekly(interval[1])]) })}</span>
      </p>
      <p>{t('why.rank', { rank: formatNumber(view.rank), squares: formatNumber(view.squares) })}</p>
      {view.expected !== undefined && (
        <p>
          {t('why.expected', {
            window: format.window(view.expected.window),
            incidents: formatIncidents(view.expected.incidents),
            range: formatIncidentsRange(view.expected.interval),
          })}
        </p>
      )}

      <h4>{t('why.tiers')}</h4>
      <table className={styles.tiers}>
        <thead>
          <tr>
            <td />
            {BAND_HOURS.map((hours) => (
              <th key={hours} scope="col">
                {hours}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {BANDS.map((days, row) => (
            <tr key={days}>
              <th scope="row">{t(`why.${days}`)}</th>
              {BAND_HOURS.map((hours, column) => {
                const tier = view.tierByBand[row * BAND_HOURS.length + column];
                return <td key={hours}>{tier !== undefined && <TierBadge tier={tier} named />}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>

      <h4>{t('why.origin')}</h4>
      <OriginBar view={view} />

      <h4>{t('why.topHours')}</h4>
      <p>
        {view.topHours
          .map(({ slot, fraction }) => t('why.topHour', { slot: slotText(slot), share: textOf(formatPercent(fraction, 1)) }))
          .join(t('why.separator'))}
      </p>
      {view.byGroup.length > 0 && (
        <>
          <h4>{t('why.groups')}</h4>
          <p>
            {view.byGroup
              .map(({ group, fraction }) => `${t(`common:group.${group}`)} ${textOf(formatPercent(fraction))}`)
              .join(t('why.separator'))}
          </p>
        </>
      )}
      <h4>
        {t('why.incidents')}
        <em>{t('why.contributing', { count: view.contributing, shown: formatNumber(view.contributing) })}</em>
      </h4>
      {view.contributing === 0 || view.incidents.length === 0 ? (
        <p>{t('why.noIncidents')}</p>
      ) : (
        <table className={styles.incidents}>
          <thead>
            <tr>
              <th scope="col">{t('why.group')}</th>
              <th scope="col">{t('why.age')}</th>
              <th scope="col">{t('why.distance')}</th>
              <th scope="col">{t('why.share')}</th>
            </tr>
          </thead>
          <tbody>
            {view.incidents
              .filter((incident) => incident.rateFraction >= LEAST_FRACTION)
              .map((incident, at) => (
                // Two of one kind may share a moment and a place: the position tells them apart.
                // oxlint-disable-next-line react/no-array-index-key -- see above
                <tr key={at}>
                  <th scope="row">{t(`common:group.${incident.group}`)}</th>
                  <td title={format.dayTime(incident.occurredAt)}>{t('why.daysAgo', { count: Math.floor(incident.ageDays) })}</td>
                  <td>
                    {incident.inSquare && <small>{t('why.inSquare')}</small>}
                    {t('why.meters', { value: formatNumber(Math.round(incident.distanceMeters)) })}
                  </td>
                  <td>{textOf(formatPercent(incident.rateFraction, 1))}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}

      <p className={styles.note}>
        {t('why.sources', {
          street: formatNumber(view.sources.citizenStreet),
          other: formatNumber(view.sources.citizenOther),
          officer: formatNumber(view.sources.officer),
        })}
      </p>
      {view.incidentsNow !== view.incidentsOfFit && (
        <p className={styles.note}>
          {t('why.changed', { fitted: formatNumber(view.incidentsOfFit), now: formatNumber(view.incidentsNow) })}
        </p>
      )}
      <p className={styles.note}>
        <HowComputed title={t('why.title')} definition={t('why.define')} inputs={useInputs(view)}>
          {t('common:howComputed')}
        </HowComputed>
      </p>
    </div>
  );
}

function useInputs(view: WhyCellView): readonly string[] {
  const { t } = useTranslation(['forecast', 'common']);
  const format = useFormat();
  const { mean, interval } = view.ratePerHour;
  return [
    t('common:riskVersion', { version: view.risk.version }),
    t('why.fittedUntil', { time: format.dayTime(view.risk.fittedUntil) }),
    t('why.perHour', { mean: mean.toPrecision(3), low: interval[0].toPrecision(3), high: interval[1].toPrecision(3) }),
    ...Object.entries(view.risk.parameters).map(([name, value]) => `${name} = ${Number(value.toPrecision(6))}`),
  ];
}

/** How much of the rate is from the square itself, from around it, and spread over all squares. */
function OriginBar({ view }: { readonly view: WhyCellView }) {
  const { t } = useTranslation('forecast');
  const parts = (['own', 'nearby', 'even'] as const).map((name) => ({ name, fraction: view[`${name}Fraction`] }));
  return (
    <>
      <div className={styles.origin} aria-hidden="true">
        {parts.map(({ name, fraction }) => (
          <i key={name} data-part={name} style={{ flexGrow: fraction }} />
        ))}
      </div>
      <ul className={styles.parts}>
        {parts.map(({ name, fraction }) => (
          <li key={name}>
            <i data-part={name} aria-hidden="true" />
            {t(`why.part.${name}`)} <b>{textOf(formatPercent(fraction))}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
