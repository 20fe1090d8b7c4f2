import { memo } from 'react';
import { scaleLinear } from '@visx/scale';
import { useElementSize } from '@mantine/hooks';
import { PlotTable } from './plot_table';
import styles from './charts.module.css';

const ROW_PX = 37;
/** Chosen, because beyond a doubling the exact end of an interval is not read from the picture; the figure beside it says it. */
const WIDEST_FRACTION = 1;
const NARROWEST_FRACTION = 0.2;
const MARK_PX = 8;

export interface IntervalPlotRow {
  readonly key: string;
  readonly label: string;
  /** Change as a fraction with its interval; undefined when there is nothing to compare with. */
  readonly change: { readonly fraction: number; readonly interval: readonly [low: number, high: number] } | undefined;
  readonly figure: string;
  readonly detail: string;
  readonly emphasized: boolean;
}

export interface IntervalPlotProps {
  readonly rows: readonly IntervalPlotRow[];
  readonly caption: string;
  readonly labelHead: string;
  readonly figureHead: string;
  readonly formatTick: (fraction: number) => string;
}

function extentOf(rows: readonly IntervalPlotRow[]): number {
  const ends = rows.flatMap((row) => (row.change === undefined ? [] : row.change.interval.map(Math.abs)));
  const widest = Math.min(WIDEST_FRACTION, Math.max(NARROWEST_FRACTION, ...ends));
  return Math.ceil(widest * 10) / 10;
}

function classOfChange(interval: readonly [number, number]): string | undefined {
  if (interval[0] <= 0 && interval[1] >= 0) return styles.undecided;
  return interval[1] < 0 ? styles.less : styles.more;
}

/** Change by row with its interval (a forest plot). Grey where the interval crosses zero: no conclusion is drawn there. */
export const IntervalPlot = memo(function IntervalPlot({ rows, caption, labelHead, figureHead, formatTick }: IntervalPlotProps) {
  const { ref, width } = useElementSize();
  const extent = extentOf(rows);
  const x = scaleLinear<number>({ domain: [-extent, extent], range: [MARK_PX, Math.max(MARK_PX, width - MARK_PX)], clamp: true });
  const tick = extent > 0.5 ? 0.5 : extent > 0.3 ? 0.3 : 0.2;
  const ticks = [-tick, 0, tick];
  const axis = (
    <svg width="100%" height="18" aria-hidden="true">
      {ticks.map((fraction) => (
        <text key={fraction} x={x(fraction)} y="13" textAnchor="middle" className={styles.tick}>
          {formatTick(fraction)}
        </text>
      ))}
    </svg>
  );
  return (
    <PlotTable caption={caption} labelHead={labelHead} figureHead={figureHead} axis={axis} plotRef={ref}>
      {rows.map((row) => (
        <tr key={row.key} className={row.emphasized ? styles.emphasized : undefined}>
          <th scope="row">{row.label}</th>
          <td className={styles.plot}>
            <svg width="100%" height={ROW_PX} aria-hidden="true">
              {ticks.map((fraction) => (
                <path key={fraction} d={`M${x(fraction)} 0V${ROW_PX}`} className={fraction === 0 ? styles.zeroLine : styles.gridLine} />
              ))}
              {row.change !== undefined && (
                <g className={classOfChange(row.change.interval)}>
                  <IntervalMark low={row.change.interval[0]} high={row.change.interval[1]} x={x} extent={extent} />
                  <rect x={x(row.change.fraction) - MARK_PX / 2} y={ROW_PX / 2 - MARK_PX / 2} width={MARK_PX} height={MARK_PX} />
                </g>
              )}
            </svg>
          </td>
          <td className={styles.figure}>
            {row.figure}
            <small>{row.detail}</small>
          </td>
        </tr>
      ))}
    </PlotTable>
  );
});

interface IntervalMarkProps {
  readonly low: number;
  readonly high: number;
  readonly extent: number;
  readonly x: (fraction: number) => number;
}

/** The bar with end ticks; an end beyond the axis becomes an arrow. */
function IntervalMark({ low, high, extent, x }: IntervalMarkProps) {
  const y = ROW_PX / 2;
  const left = x(low);
  const right = x(high);
  const leftEnd = low < -extent ? `M${left + 5} ${y - 4}L${left} ${y}L${left + 5} ${y + 4}` : `M${left} ${y - 4}v8`;
  const rightEnd = high > extent ? `M${right - 5} ${y - 4}L${right} ${y}L${right - 5} ${y + 4}` : `M${right} ${y - 4}v8`;
  return <path d={`M${left} ${y}H${right}${leftEnd}${rightEnd}`} fill="none" strokeWidth="1.8" />;
}
