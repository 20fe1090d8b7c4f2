import { memo, useId, useState, type KeyboardEvent } from 'react';
import { scaleBand } from '@visx/scale';
import { useElementSize } from '@mantine/hooks';
import { DIVERGING_RAMP, GAP_RAMP, divergingColor, sequentialColor } from './color_ramp';
import styles from './charts.module.css';

const HOURS = 24;
const DAYS = 7;
const ROW_PITCH_PX = 17;
const HEAD_PX = 18;
const DAY_LABEL_PX = 30;
/** A tick every three hours: eight labels fit at 390 px. */
const TICK_HOURS = 3;

export interface MatrixBlock {
  readonly fromDay: number;
  readonly toDay: number;
  readonly fromHour: number;
  readonly toHour: number;
}

export interface HourMatrixProps {
  /** 7 rows, Monday first, of 24 values; NaN where there is none: such a cell stays empty. */
  readonly values: readonly (readonly number[])[];
  readonly ramp: 'sequential' | 'diverging';
  /** Value at the far end of the ramp; on a diverging ramp both ends. */
  readonly extent: number;
  readonly dayLabels: readonly string[];
  readonly label: string;
  /** Text under the ramp, e.g. `0 – 3.2 起/h`. */
  readonly rampLabel: string;
  /** Shown at the right while no cell is chosen. */
  readonly note: string;
  readonly showHours?: boolean;
  /** Half as wide as usual: a short ramp. */
  readonly isNarrow?: boolean;
  /** Without the ramp, where one beside it holds for both. */
  readonly showRamp?: boolean;
  /** Names the matrix, in the corner above the days. */
  readonly corner?: string | undefined;
  /** Half-open block drawn with an outline. */
  readonly outlined?: MatrixBlock | undefined;
  readonly describe: (day: number, hour: number, value: number) => string;
}

interface Chosen {
  readonly day: number;
  readonly hour: number;
}

function stepOf(key: string): Chosen | undefined {
  if (key === 'ArrowLeft') return { day: 0, hour: -1 };
  if (key === 'ArrowRight') return { day: 0, hour: 1 };
  if (key === 'ArrowUp') return { day: -1, hour: 0 };
  if (key === 'ArrowDown') return { day: 1, hour: 0 };
  return undefined;
}

/** Hour of the day across, day of the week down. One tab stop; arrow keys walk the cells and the value is read out below. */
export const HourMatrix = memo(function HourMatrix({
  values,
  ramp,
  extent,
  dayLabels,
  label,
  rampLabel,
  note,
  showHours = true,
  isNarrow = false,
  showRamp = true,
  corner,
  outlined,
  describe,
}: HourMatrixProps) {
  const { ref, width } = useElementSize();
  const readoutId = useId();
  const [chosen, setChosen] = useState<Chosen>();
  const headPx = showHours ? HEAD_PX : 2;
  const heightPx = headPx + DAYS * ROW_PITCH_PX;
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  const x = scaleBand({ domain: hours, range: [DAY_LABEL_PX, Math.max(DAY_LABEL_PX + HOURS, width)] });
  const pitchPx = x.bandwidth();
  const left = (hour: number) => DAY_LABEL_PX + hour * pitchPx;
  const top = (day: number) => headPx + day * ROW_PITCH_PX;
  const color = ramp === 'sequential' ? sequentialColor : divergingColor;
  const chosenValue = chosen === undefined ? undefined : values[chosen.day]?.[chosen.hour];
  const colors = ramp === 'sequential' ? GAP_RAMP : DIVERGING_RAMP;

  function walk(event: KeyboardEvent) {
    if (event.key === 'Escape') return setChosen(undefined);
    const step = stepOf(event.key);
    if (step === undefined) return;
    event.preventDefault();
    setChosen((from) =>
      from === undefined
        ? { day: 0, hour: 0 }
        : { day: (from.day + step.day + DAYS) % DAYS, hour: (from.hour + step.hour + HOURS) % HOURS },
    );
  }

  return (
    <div ref={ref} className={styles.matrix}>
      <svg
        role="img"
        aria-label={label}
        aria-describedby={readoutId}
        tabIndex={0}
        width="100%"
        height={heightPx}
        onKeyDown={walk}
        onPointerLeave={() => setChosen(undefined)}
        onBlur={() => setChosen(undefined)}
      >
        {showHours &&
          hours
            .filter((hour) => hour % TICK_HOURS === 0)
            .map((hour) => (
              <text key={hour} x={left(hour)} y={12} className={styles.tick}>
                {String(hour).padStart(2, '0')}
              </text>
            ))}
        {corner !== undefined && (
          <text x={0} y={12} className={styles.corner}>
            {corner}
          </text>
        )}
        {dayLabels.map((day, index) => (
          <text key={day} x={DAY_LABEL_PX - 9} y={top(index) + 13} textAnchor="end" className={styles.axisLabel}>
            {day}
          </text>
        ))}
        {values.map((row, day) =>
          row.map((value, hour) => (
            <rect
              // The place in the matrix is the identity of a cell.
              key={`${day}-${hour}`}
              x={left(hour)}
              y={top(day)}
              width={Math.max(0, pitchPx - 1)}
              height={ROW_PITCH_PX - 1}
              style={{ fill: Number.isNaN(value) ? 'none' : color(value, extent) }}
              onPointerEnter={() => setChosen({ day, hour })}
            />
          )),
        )}
        {outlined !== undefined && (
          <rect
            x={left(outlined.fromHour) - 0.5}
            y={top(outlined.fromDay) - 0.5}
            width={(outlined.toHour - outlined.fromHour) * pitchPx}
            height={(outlined.toDay - outlined.fromDay) * ROW_PITCH_PX}
            className={styles.outline}
          />
        )}
        {chosen !== undefined && (
          <rect x={left(chosen.hour) - 1} y={top(chosen.day) - 1} width={pitchPx + 1} height={ROW_PITCH_PX + 1} className={styles.chosen} />
        )}
      </svg>
      <div className={styles.matrixFoot} data-narrow={isNarrow}>
        {showRamp && (
          <>
            <span className={styles.rampSwatches} aria-hidden="true">
              {colors.map((fill) => (
                <i key={fill} style={{ background: fill }} />
              ))}
            </span>
            <span className={styles.rampLabel}>{rampLabel}</span>
          </>
        )}
        <output id={readoutId} className={styles.readout}>
          {chosen !== undefined && chosenValue !== undefined ? describe(chosen.day, chosen.hour, chosenValue) : note}
        </output>
      </div>
    </div>
  );
});
