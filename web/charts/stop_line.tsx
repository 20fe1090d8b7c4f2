import { memo, useEffect, useRef } from 'react';
import styles from './charts.module.css';

export interface LineStop {
  readonly order: number;
  readonly name: string;
  readonly time: string;
  /** `passed`: its time is over; whether anyone stood there is not said here. */
  readonly state: 'passed' | 'next' | 'coming';
  readonly description: string;
}

export interface StopLineProps {
  readonly stops: readonly LineStop[];
  readonly label: string;
  readonly onChoose: (order: number) => void;
}

/** A patrol line as its stops in order. Scrolls sideways when they do not fit and starts at the next one. */
export const StopLine = memo(function StopLine({ stops, label, onChoose }: StopLineProps) {
  const list = useRef<HTMLOListElement>(null);
  const nextIndex = stops.findIndex((stop) => stop.state === 'next');
  useEffect(() => {
    const item = list.current?.children[Math.max(0, nextIndex - 1)];
    if (list.current !== null && item instanceof HTMLElement) list.current.scrollLeft = item.offsetLeft;
  }, [nextIndex]);
  return (
    <ol ref={list} className={styles.stopLine} aria-label={label}>
      {stops.map((stop, index) => (
        <li key={stop.order} data-state={stop.state} data-last={index === stops.length - 1}>
          <button
            type="button"
            aria-current={stop.state === 'next' ? 'step' : undefined}
            aria-label={stop.description}
            onClick={() => onChoose(stop.order)}
          >
            <span className={styles.stopMark} aria-hidden="true">
              {stop.order}
            </span>
            <span className={styles.stopName}>{stop.name}</span>
            <span className={styles.stopTime}>{stop.time}</span>
          </button>
        </li>
      ))}
    </ol>
  );
});
