import type { Interval } from '@beatline/shared/model/views/coverage_view';
import styles from './right_rail.module.css';

const TICKS = [0, 25, 50, 75, 100] as const;

/** Coverage is two numbers: observed, and observed with inferred; drawn as one bar in two tones. */
export function CoverageBar({ interval, label }: { readonly interval: Interval; readonly label: string }) {
  const [low, high] = interval;
  return (
    <svg className={styles.bar} height="20" role="img" aria-label={label}>
      <rect x="0" y="4" width="100%" height="6" fill="var(--bg-3)" />
      <rect x="0" y="4" width={`${high * 100}%`} height="6" fill="var(--line-3)" />
      <rect x="0" y="4" width={`${low * 100}%`} height="6" fill="#c9d6d8" />
      {TICKS.map((tick) => (
        <text
          key={tick}
          x={`${tick}%`}
          y="20"
          fontSize="10"
          fill="var(--text-3)"
          textAnchor={tick === 0 ? 'start' : tick === 100 ? 'end' : 'middle'}
        >
          {tick}
        </text>
      ))}
    </svg>
  );
}
