import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Plan, PlanStop } from '@beatline/shared/model/plan';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import styles from './planning_drawer.module.css';
import { planLinesOf, type PlanLine } from './plan_lines';

const HOUR_MS = 3_600_000;
/** Marks of the axis: every hour up to six hours, every second hour beyond. */
const DENSE_UP_TO_HOURS = 6;

export interface PlanGanttProps {
  readonly plan: Plan;
  /** The one line looked at; undefined: all. */
  readonly line: number | undefined;
  readonly onLine: (line: number | undefined) => void;
  readonly onFlyTo: (position: LngLat) => void;
}

/** Who stands where and when: one row per line, blocks are stops in the order of the map. */
export function PlanGantt({ plan, line: chosen, onLine, onFlyTo }: PlanGanttProps) {
  const { t } = useTranslation('command');
  const format = useFormat();
  const fromMs = Date.parse(plan.window.from);
  const toMs = Date.parse(plan.window.to);
  const shareOf = (instant: string | number) => ((typeof instant === 'number' ? instant : Date.parse(instant)) - fromMs) / (toMs - fromMs);
  const hours = (toMs - fromMs) / HOUR_MS;
  const every = hours <= DENSE_UP_TO_HOURS ? 1 : 2;
  const firstHourMs = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  const ticks = Array.from({ length: Math.floor((toMs - firstHourMs) / HOUR_MS / every) + 1 }, (_, i) => firstHourMs + i * every * HOUR_MS);
  return (
    <section aria-label={t('gantt.title')}>
      <h3 className={styles.subhead}>
        {t('gantt.title')}
        <em>{t('gantt.key')}</em>
      </h3>
      <div className={styles.gantt}>
        <div className={styles.axis} aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${shareOf(tick) * 100}%` }}>
              {format.time(tick)}
            </span>
          ))}
        </div>
        {planLinesOf(plan).map((line) => (
          <GanttRow
            key={line.number}
            line={line}
            chosen={chosen === line.number}
            shareOf={shareOf}
            ticks={ticks}
            onChoose={() => onLine(chosen === line.number ? undefined : line.number)}
            onStop={(stop) => {
              onLine(line.number);
              onFlyTo(stop.location);
            }}
          />
        ))}
      </div>
    </section>
  );
}

interface GanttRowProps {
  readonly line: PlanLine;
  readonly shareOf: (instant: string | number) => number;
  readonly ticks: readonly number[];
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onStop: (stop: PlanStop) => void;
}

/** A stop shorter than this share of the window has no room for its number. */
const NUMBERED_FROM_SHARE = 0.03;

function GanttRow({ line, chosen, shareOf, ticks, onChoose, onStop }: GanttRowProps) {
  const { t } = useTranslation('command');
  const format = useFormat();
  const { route } = line;
  const percent = (share: number) => `${share * 100}%`;
  return (
    <div className={styles.ganttRow} style={{ '--line-color': `var(--${line.colorToken})` } as React.CSSProperties}>
      <button type="button" className={styles.ganttName} aria-pressed={chosen} title={t('gantt.choose')} onClick={onChoose}>
        <b>
          {line.number} {route.unit}
        </b>
        <small>
          {route.drone === undefined ? textOf(format.kilometers(route.distanceMeters)) : t('gantt.sorties', { count: route.drone.sorties })}
        </small>
      </button>
      <span className={styles.ganttTrack}>
        {ticks.map((tick) => (
          <i key={tick} className={styles.gridLine} style={{ left: percent(shareOf(tick)) }} />
        ))}
        <i
          className={styles.travel}
          data-stroke={line.stroke}
          style={{ left: percent(shareOf(route.startAt)), width: percent(shareOf(route.endAt) - shareOf(route.startAt)) }}
        />
        {route.stops.map((stop) => (
          <button
            key={stop.order}
            type="button"
            className={styles.stop}
            style={{ left: percent(shareOf(stop.arriveAt)), width: `max(3px, ${percent(shareOf(stop.leaveAt) - shareOf(stop.arriveAt))})` }}
            title={t('gantt.stop', { order: stop.order, name: stop.name, from: format.time(stop.arriveAt), to: format.time(stop.leaveAt) })}
            aria-label={t('gantt.stop', {
              order: stop.order,
              name: stop.name,
              from: format.time(stop.arriveAt),
              to: format.time(stop.leaveAt),
            })}
            onClick={() => onStop(stop)}
          >
            {shareOf(stop.leaveAt) - shareOf(stop.arriveAt) >= NUMBERED_FROM_SHARE && stop.order}
          </button>
        ))}
      </span>
      <span className={styles.ganttDwell}>{textOf(format.minutes(route.dwellSeconds))}</span>
    </div>
  );
}
