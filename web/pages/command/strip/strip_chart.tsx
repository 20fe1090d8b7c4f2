import type { StripBin, StripView } from '@beatline/shared/model/views/coverage_view';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import { useElementSize } from '@mantine/hooks';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { rampCss } from '../../../map/map_colors';
import styles from './day_strip.module.css';
import { usePlayback, type Playback } from './playback';

const LEFT_PX = 46;
const RIGHT_PX = 20;
const TOP_PX = 14;
const HOUR_MS = 3_600_000;
/** Below the bars: hours, then a tick per incident. */
const FOOT_PX = 34;

export interface StripChartProps {
  readonly strip: StripView;
  readonly chosen: TimeWindow | undefined;
  readonly nowMs: number;
  readonly playback: Playback;
}

export function StripChart({ strip, chosen, nowMs, playback }: StripChartProps) {
  const { ref, width, height } = useElementSize();
  const fromMs = Date.parse(strip.window.from);
  const toMs = Date.parse(strip.window.to);
  const plotWidth = Math.max(100, width - LEFT_PX - RIGHT_PX);
  const xOf = (instantMs: number) => LEFT_PX + ((Math.min(Math.max(instantMs, fromMs), toMs) - fromMs) / (toMs - fromMs)) * plotWidth;
  const instantAt = (x: number) => fromMs + ((x - LEFT_PX) / plotWidth) * (toMs - fromMs);
  return (
    <div ref={ref} className={styles.chart}>
      {width > 0 && (
        <>
          <StripKey />
          <Bars strip={strip} chosen={chosen} nowMs={Math.floor(nowMs / 60_000) * 60_000} plotWidth={plotWidth} height={height} />
          <Playhead
            fromMs={fromMs}
            endMs={Math.min(nowMs, toMs)}
            nowMs={nowMs}
            xOf={xOf}
            instantAt={instantAt}
            height={height}
            playback={playback}
          />
        </>
      )}
    </div>
  );
}

/** What the three tones mean; stands in the quiet hours of the morning. */
function StripKey() {
  const { t } = useTranslation('command');
  const entry = (color: string, name: string) => (
    <span key={name}>
      <i style={{ background: color }} />
      {t(`strip.key.${name}`)}
    </span>
  );
  return (
    <div className={styles.key} aria-hidden="true">
      {entry('var(--strip-seen)', 'seen')}
      {entry('var(--strip-inferred)', 'inferred')}
      {entry('var(--gap-6)', 'gap')}
      {entry('var(--strip-future)', 'future')}
    </div>
  );
}

interface BarsProps extends Omit<StripChartProps, 'playback'> {
  readonly plotWidth: number;
  readonly height: number;
}

const Bars = memo(function Bars({ strip, chosen, nowMs, plotWidth, height }: BarsProps) {
  const { t } = useTranslation('command');
  const format = useFormat();
  const fromMs = Date.parse(strip.window.from);
  const toMs = Date.parse(strip.window.to);
  const perHour = 3600 / strip.binSeconds;
  const baseY = height - FOOT_PX;
  const highest = Math.max(...strip.bins.map((bin) => bin.expectedIncidents * perHour), Number.MIN_VALUE);
  const step = axisStep(highest);
  const top = Math.max(step, Math.ceil((highest * 1.08) / step) * step);
  const xOf = (instantMs: number) => LEFT_PX + ((instantMs - fromMs) / (toMs - fromMs)) * plotWidth;
  const yOf = (rate: number) => baseY - (rate / top) * (baseY - TOP_PX);
  const highestGap = Math.max(...strip.bins.map((bin) => bin.gapIncidents * perHour), Number.MIN_VALUE);
  const barWidth = Math.max(1, (plotWidth * strip.binSeconds * 1000) / (toMs - fromMs) - 1.6);
  const hours = Array.from({ length: Math.round((toMs - fromMs) / HOUR_MS) + 1 }, (_, i) => fromMs + i * HOUR_MS);
  const expected = strip.bins.reduce((sum, bin) => sum + bin.expectedIncidents, 0);
  const gap = strip.bins.reduce((sum, bin) => sum + bin.gapIncidents, 0);
  return (
    <svg
      width="100%"
      height={height}
      role="img"
      aria-label={t('strip.label', { expected: formatNumber(expected, 1), gap: formatNumber(gap, 1) })}
    >
      {Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step).map((rate) => (
        <g key={rate}>
          <path d={`M${LEFT_PX} ${yOf(rate)}h${plotWidth}`} stroke={rate === 0 ? 'var(--line-2)' : 'var(--line-1)'} />
          <text x={LEFT_PX - 8} y={yOf(rate) + 4} textAnchor="end" className={styles.tick}>
            {Number(rate.toPrecision(3))}
          </text>
        </g>
      ))}
      {strip.bins.map((bin) => (
        <Bar
          key={bin.from}
          bin={bin}
          x={xOf(Date.parse(bin.from))}
          width={barWidth}
          perHour={perHour}
          yOf={yOf}
          future={Date.parse(bin.from) >= nowMs}
          gapStep={Math.min(7, Math.floor(((bin.gapIncidents * perHour) / highestGap) * 8))}
        />
      ))}
      {hours.map((hourMs, i) => (
        <g key={hourMs}>
          <path d={`M${xOf(hourMs)} ${baseY}v${i % 3 === 0 ? 7 : 4}`} stroke="var(--line-3)" />
          {i % 3 === 0 && (
            <text
              x={xOf(hourMs)}
              y={baseY + 19}
              textAnchor={i === 0 ? 'start' : i === hours.length - 1 ? 'end' : 'middle'}
              className={styles.hour}
            >
              {format.time(hourMs)}
            </text>
          )}
        </g>
      ))}
      <text x={LEFT_PX - 8} y={baseY + 31} textAnchor="end" className={styles.tick}>
        {t('strip.incidents')}
      </text>
      {strip.bins.flatMap((bin) =>
        Array.from({ length: Math.min(bin.incidents, 6) }, (_, i) => (
          <path
            key={`${bin.from} ${i}`}
            d={`M${xOf(Date.parse(bin.from)) + ((i + 0.5) * barWidth) / Math.min(bin.incidents, 6)} ${baseY + 23}v8`}
            stroke="var(--text-1)"
            strokeWidth={bin.incidents > 3 ? 1 : 1.8}
          />
        )),
      )}
      {chosen !== undefined && <ChosenWindow chosen={chosen} xOf={(instantMs) => xOf(Math.min(Math.max(instantMs, fromMs), toMs))} />}
    </svg>
  );
});

function ChosenWindow({ chosen, xOf }: { readonly chosen: TimeWindow; readonly xOf: (instantMs: number) => number }) {
  const x = xOf(Date.parse(chosen.from));
  const width = xOf(Date.parse(chosen.to)) - x;
  return width > 2 ? <path d={`M${x + 1} 5.5h${width - 2}`} stroke="var(--text-1)" strokeWidth="2" /> : null;
}

interface BarProps {
  readonly bin: StripBin;
  readonly x: number;
  readonly width: number;
  readonly perHour: number;
  readonly yOf: (rate: number) => number;
  readonly future: boolean;
  readonly gapStep: number;
}

/** In standard by what was seen, by what is inferred, and the gap on top in the gap's own colour. */
function Bar({ bin, x, width, perHour, yOf, future, gapStep }: BarProps) {
  const expected = bin.expectedIncidents * perHour;
  const gapFloor = Math.max(0, expected - bin.gapIncidents * perHour);
  const inferredFloor = Math.max(0, gapFloor - bin.inferredIncidents * perHour);
  const part = (low: number, high: number, fill: string, opacity = 1) =>
    high > low ? <rect x={x} y={yOf(high)} width={width} height={yOf(low) - yOf(high)} fill={fill} opacity={opacity} /> : null;
  return (
    <g>
      {part(0, inferredFloor, future ? 'var(--strip-future)' : 'var(--strip-seen)')}
      {part(inferredFloor, gapFloor, future ? 'var(--strip-future-inferred)' : 'var(--strip-inferred)')}
      {part(gapFloor, expected, rampCss()[gapStep] ?? 'var(--gap-8)', future ? 0.72 : 1)}
    </g>
  );
}

function axisStep(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(highest));
  const digit = highest / power;
  return (digit > 5 ? 2 : digit > 2 ? 1 : 0.5) * power;
}

interface PlayheadProps {
  readonly fromMs: number;
  readonly endMs: number;
  readonly nowMs: number;
  readonly xOf: (instantMs: number) => number;
  readonly instantAt: (x: number) => number;
  readonly height: number;
  readonly playback: Playback;
}

const KEY_STEP_MS = 5 * 60_000;

/** Drag it, click beside it, or move it with the arrow keys; at the present the page is live. */
function Playhead({ fromMs, endMs, nowMs, xOf, instantAt, height, playback }: PlayheadProps) {
  const { t } = useTranslation('command');
  const format = useFormat();
  const { instantMs } = usePlayback(playback);
  const shownMs = instantMs ?? nowMs;
  const x = xOf(shownMs);
  const seek = (toMs: number) => playback.seek(toMs >= endMs ? undefined : Math.max(fromMs, toMs));
  const fromPointer = (event: React.PointerEvent<HTMLDivElement>) =>
    seek(instantAt(event.clientX - event.currentTarget.getBoundingClientRect().left));
  return (
    <div
      className={styles.track}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        fromPointer(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && fromPointer(event)}
    >
      <div
        className={styles.playhead}
        style={{ transform: `translateX(${x}px)`, height: height - 6 }}
        role="slider"
        tabIndex={0}
        aria-label={t('strip.playhead')}
        aria-valuemin={fromMs}
        aria-valuemax={endMs}
        aria-valuenow={shownMs}
        aria-valuetext={format.time(shownMs)}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowLeft' ? -KEY_STEP_MS : event.key === 'ArrowRight' ? KEY_STEP_MS : 0;
          if (step !== 0) seek(shownMs + step);
          if (event.key === 'Home') seek(fromMs);
          if (event.key === 'End') seek(endMs);
        }}
      />
    </div>
  );
}
