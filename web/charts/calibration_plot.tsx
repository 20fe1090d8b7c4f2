import type { CalibrationDecile } from '@beatline/shared/model/views/scorecard_view';
import { useElementSize } from '@mantine/hooks';
import { scaleSqrt } from '@visx/scale';
import { memo, useId, useState, type KeyboardEvent } from 'react';
import { formatNumber } from '../format/quantities';
import styles from './charts.module.css';

const HEIGHT_PX = 330;
const LEFT_PX = 44;
const RIGHT_PX = 10;
const TOP_PX = 8;
const BOTTOM_PX = 36;
/** Where the line of agreement is named: chosen, because few tenths lie between the last and the one before it. */
const EXACT_AT_FRACTION = 0.6;
/** Ticks nearer than this would run into one another. */
const TICK_GAP_PX = 26;

export interface CalibrationPlotProps {
  readonly deciles: readonly CalibrationDecile[];
  readonly label: string;
  readonly expectedLabel: string;
  readonly observedLabel: string;
  /** Names the line on which expected and observed agree. */
  readonly exactLabel: string;
  readonly describe: (decile: number, expected: number, observed: number) => string;
}

/**
 * Incidents observed over expected by tenths of the squares. Both axes are square roots, in which the scatter of a count is the same
 * everywhere. One tab stop; arrow keys walk the points and each is read out below.
 */
export const CalibrationPlot = memo(function CalibrationPlot({
  deciles,
  label,
  expectedLabel,
  observedLabel,
  exactLabel,
  describe,
}: CalibrationPlotProps) {
  const { ref, width } = useElementSize();
  const readoutId = useId();
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const most = Math.max(1, ...deciles.flatMap(({ expected, observed, interval }) => [expected, observed, interval?.[1] ?? 0]));
  const x = scaleSqrt<number>({ domain: [0, most], range: [LEFT_PX, Math.max(LEFT_PX + 1, width - RIGHT_PX)] });
  const y = scaleSqrt<number>({ domain: [0, most], range: [HEIGHT_PX - BOTTOM_PX, TOP_PX] });
  const ticks = apart(roundNumbersTo(most), (value) => y(value));
  const shown = chosen === undefined ? undefined : deciles[chosen];

  function walk(event: KeyboardEvent) {
    const step =
      event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 0;
    if (event.key === 'Home') setChosen(0);
    if (step === 0 || deciles.length === 0) return;
    event.preventDefault();
    setChosen((from) => (from === undefined ? 0 : (from + step + deciles.length) % deciles.length));
  }

  return (
    <div ref={ref} className={styles.matrix}>
      <svg
        role="img"
        aria-label={label}
        aria-describedby={readoutId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the points are walked with the arrow keys
        tabIndex={0}
        width="100%"
        height={HEIGHT_PX}
        onKeyDown={walk}
        onBlur={() => setChosen(undefined)}
        onPointerLeave={() => setChosen(undefined)}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <path
              d={`M${LEFT_PX} ${y(tick)}H${width - RIGHT_PX}M${x(tick)} ${TOP_PX}V${HEIGHT_PX - BOTTOM_PX}`}
              className={styles.gridLine}
            />
            <text x={LEFT_PX - 6} y={y(tick) + 4} textAnchor="end" className={styles.tick}>
              {formatNumber(tick)}
            </text>
            <text x={x(tick)} y={HEIGHT_PX - BOTTOM_PX + 14} textAnchor="middle" className={styles.tick}>
              {formatNumber(tick)}
            </text>
          </g>
        ))}
        <path d={`M${x(0)} ${y(0)}L${x(most)} ${y(most)}`} className={styles.zeroLine} strokeDasharray="5 4" />
        <text x={x(most * EXACT_AT_FRACTION) + 8} y={y(most * EXACT_AT_FRACTION) + 14} className={styles.tick}>
          {exactLabel}
        </text>
        <text x={width - RIGHT_PX} y={HEIGHT_PX - 4} textAnchor="end" className={styles.axisLabel}>
          {expectedLabel}
        </text>
        <text x={LEFT_PX + 6} y={TOP_PX + 10} className={styles.axisLabel}>
          {observedLabel}
        </text>
        {deciles.map(({ decile, expected, observed, interval }, index) => (
          <g key={decile} onPointerEnter={() => setChosen(index)}>
            {interval !== undefined && (
              <path
                d={`M${x(expected) - 4} ${y(Math.max(0, interval[0]))}h8m-4 0V${y(interval[1])}m-4 0h8`}
                className={styles.calibrationInterval}
              />
            )}
            <circle cx={x(expected)} cy={y(observed)} r={index === chosen ? 6.5 : 4.5} className={styles.filledMark} />
          </g>
        ))}
      </svg>
      <output id={readoutId} className={styles.calibrationReadout}>
        {shown === undefined ? label : describe(shown.decile, shown.expected, shown.observed)}
      </output>
    </div>
  );
});

/** 0 and 1, 2, 5 x 10^n up to a value. */
function roundNumbersTo(most: number): number[] {
  const numbers = [0];
  for (let power = 1; power <= most; power *= 10) for (const digit of [1, 2, 5]) if (digit * power <= most) numbers.push(digit * power);
  return numbers;
}

/** Of values in rising order those far enough from one another to be labelled; the largest stays. */
function apart(values: readonly number[], at: (value: number) => number): number[] {
  const kept: number[] = [];
  for (const value of values.toReversed()) {
    const last = kept.at(-1);
    if (last === undefined || Math.abs(at(last) - at(value)) >= TICK_GAP_PX) kept.push(value);
  }
  return kept.toReversed();
}
