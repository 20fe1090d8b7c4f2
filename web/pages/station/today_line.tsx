import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StopLine, type LineStop } from '../../charts/stop_line';
import { formatKilometers, textOf } from '../../format/quantities';
import { useFormat } from '../../format/use_format';
import { TierBadge } from '../../widgets/tier_badge';
import { geoLink } from './geo_link';
import styles from './today_line.module.css';
import type { TodaysLine } from './use_today_line';

export interface TodayLineProps {
  readonly line: TodaysLine;
  readonly nowMs: number;
}

/** Today's patrol line with its stops in order; nothing but a word when no plan has been approved for today. */
export const TodayLine = memo(function TodayLine({ line, nowMs }: TodayLineProps) {
  const { t } = useTranslation('station');
  const format = useFormat();
  const { plan, route, nextIndex } = line;
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const stops = useMemo(
    () =>
      route?.stops.map((stop, index): LineStop => {
        const state = nextIndex === undefined || index < nextIndex ? 'passed' : index === nextIndex ? 'next' : 'coming';
        const time = format.time(stop.arriveAt);
        return {
          order: stop.order,
          name: stop.name,
          time,
          state,
          description: t('line.stop', { order: stop.order, name: stop.name, time }),
        };
      }),
    [route, nextIndex, format, t],
  );
  if (line.isLoading) return null;
  if (plan === undefined) return <p className={styles.none}>{t('line.none')}</p>;

  const stop = route?.stops.find((known) => known.order === chosen);
  const leftSeconds = route === undefined ? 0 : (Date.parse(route.endAt) - nowMs) / 1000;
  return (
    <section className={styles.line} aria-label={t('line.title')}>
      <h2>
        {t('line.title')}
        <select aria-label={t('line.choose')} value={route?.unit ?? ''} onChange={(event) => line.chooseUnit(event.target.value)}>
          {route === undefined && <option value="">{t('line.choose')}</option>}
          {plan.routes.map((known) => (
            <option key={known.unit} value={known.unit}>
              {known.unit}
            </option>
          ))}
        </select>
        {route !== undefined && (
          <em>
            {t('line.facts', { count: route.stops.length, distance: textOf(formatKilometers(route.distanceMeters, format.language)) })}
            {leftSeconds > 0 && t('line.left', { time: format.duration(leftSeconds) })}
          </em>
        )}
      </h2>
      {stops === undefined ? (
        <p className={styles.hint}>{t('line.noneHere')}</p>
      ) : (
        <StopLine stops={stops} label={t('line.stops')} onChoose={(order) => setChosen(order === chosen ? undefined : order)} />
      )}
      {stop !== undefined && (
        <div className={styles.stop}>
          <TierBadge tier={stop.tier} />
          <span>
            <b>{stop.name}</b>
            {t('line.stay', { from: format.time(stop.arriveAt), to: format.time(stop.leaveAt), time: format.duration(stop.dwellSeconds) })}
          </span>
          <a className="btn" href={geoLink(stop.location, stop.name)}>
            {t('navigate')}
          </a>
        </div>
      )}
    </section>
  );
});
