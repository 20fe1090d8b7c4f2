import { memo } from 'react';
import { scaleBand, scaleLinear } from '@visx/scale';
import { useElementSize } from '@mantine/hooks';
import styles from './charts.module.css';

const HEIGHT_PX = 52;
const BASE_PX = 37;
const TICKS = [0, 6, 12, 18] as const;

export interface HourBarsProps {
  /** 24 values, local hours of one day. */
  readonly values: readonly number[];
  readonly currentHour: number | undefined;
  /** Hours of the shift under way, darker than the rest. */
  readonly shiftHours: readonly number[];
  readonly label: string;
  /** Text at the right end of the axis, e.g. `24 时`. */
  readonly endLabel: string;
}

/** Risk of one day by hour, small; the current hour in ink. */
export const HourBars = memo(function HourBars({ values, currentHour, shiftHours, label, endLabel }: HourBarsProps) {
  const { ref, width } = useElementSize();
  const x = scaleBand({ domain: values.map((_, hour) => hour), range: [0, Math.max(24, width)], paddingInner: 0.17 });
  const y = scaleLinear<number>({ domain: [0, Math.max(...values, Number.MIN_VALUE)], range: [0, BASE_PX - 3] });
  function classOfHour(hour: number): string | undefined {
    if (hour === currentHour) return styles.barNow;
    return shiftHours.includes(hour) ? styles.barShift : styles.bar;
  }
  return (
    <div ref={ref}>
      <svg role="img" aria-label={label} width="100%" height={HEIGHT_PX}>
        {x.domain().map((hour) => {
          const barPx = Math.max(1, y(values[hour] ?? 0));
          return <rect key={hour} x={x(hour)} y={BASE_PX - barPx} width={x.bandwidth()} height={barPx} className={classOfHour(hour)} />;
        })}
        {TICKS.map((hour) => (
          <text key={hour} x={x(hour)} y={HEIGHT_PX - 2} className={styles.tick}>
            {hour}
          </text>
        ))}
        <text x={Math.max(24, width)} y={HEIGHT_PX - 2} textAnchor="end" className={styles.tick}>
          {endLabel}
        </text>
      </svg>
    </div>
  );
});
