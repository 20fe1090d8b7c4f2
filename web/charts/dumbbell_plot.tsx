import { memo } from 'react';
import { scaleLinear } from '@visx/scale';
import { useElementSize } from '@mantine/hooks';
import { PlotTable } from './plot_table';
import styles from './charts.module.css';

const ROW_PX = 37;
const MARK_PX = 9;
const TICKS = 3;

export interface DumbbellRow {
  readonly key: string;
  readonly label: string;
  /** Share of patrol time, hollow disc. */
  readonly patrolFraction: number;
  /** Share of risk, filled square. */
  readonly riskFraction: number;
  readonly figure: string;
  readonly description: string;
}

export interface DumbbellPlotProps {
  readonly rows: readonly DumbbellRow[];
  readonly caption: string;
  readonly labelHead: string;
  readonly figureHead: string;
  readonly patrolLabel: string;
  readonly riskLabel: string;
  /** The first tick carries the unit. */
  readonly formatTick: (fraction: number, isFirst: boolean) => string;
}

/** Two shares per row joined by a bar: where the hollow disc lies left of the square, time falls short of trouble. */
export const DumbbellPlot = memo(function DumbbellPlot({
  rows,
  caption,
  labelHead,
  figureHead,
  patrolLabel,
  riskLabel,
  formatTick,
}: DumbbellPlotProps) {
  const { ref, width } = useElementSize();
  const shares = rows.flatMap((row) => [row.patrolFraction, row.riskFraction]);
  const x = scaleLinear<number>({
    domain: [Math.min(...shares, 1), Math.max(...shares, 0)],
    range: [MARK_PX + 4, Math.max(MARK_PX + 4, width - MARK_PX - 4)],
  });
  const ticks = rows.length === 0 ? [] : x.ticks(TICKS);
  const y = ROW_PX / 2;
  const axis = (
    <svg width="100%" height="18" aria-hidden="true">
      {ticks.map((fraction, index) => (
        <text key={fraction} x={x(fraction)} y="13" textAnchor="middle" className={styles.tick}>
          {formatTick(fraction, index === 0)}
        </text>
      ))}
    </svg>
  );
  return (
    <>
      <PlotTable caption={caption} labelHead={labelHead} figureHead={figureHead} axis={axis} plotRef={ref}>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.label}</th>
            <td className={styles.plot}>
              <span className={styles.hidden}>{row.description}</span>
              <svg width="100%" height={ROW_PX} aria-hidden="true">
                {ticks.map((fraction) => (
                  <path key={fraction} d={`M${x(fraction)} 0V${ROW_PX}`} className={styles.gridLine} />
                ))}
                <path
                  d={`M${x(row.patrolFraction)} ${y}H${x(row.riskFraction)}`}
                  className={row.patrolFraction < row.riskFraction ? styles.more : styles.less}
                  strokeWidth="3"
                  opacity="0.55"
                />
                <circle cx={x(row.patrolFraction)} cy={y} r="5" className={styles.hollowMark} />
                <rect
                  x={x(row.riskFraction) - MARK_PX / 2}
                  y={y - MARK_PX / 2}
                  width={MARK_PX}
                  height={MARK_PX}
                  className={styles.filledMark}
                />
              </svg>
            </td>
            <td className={styles.figure}>
              <span className={row.patrolFraction < row.riskFraction ? styles.moreText : styles.lessText}>{row.figure}</span>
            </td>
          </tr>
        ))}
      </PlotTable>
      <div className={styles.key}>
        <svg width="12" height="12" aria-hidden="true">
          <circle cx="6" cy="6" r="4.5" className={styles.hollowMark} />
        </svg>
        {patrolLabel}
        <svg width="12" height="12" aria-hidden="true">
          <rect x="1.5" y="1.5" width="9" height="9" className={styles.filledMark} />
        </svg>
        {riskLabel}
      </div>
    </>
  );
});
